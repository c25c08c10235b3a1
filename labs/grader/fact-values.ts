import { type IncidentFacts, totalsBetween } from "./incident-facts.ts";

const minuteMs = 60_000;

const readers = {
  "failed-requests": (facts) => facts.failedRequests,
  requests: (facts) => facts.requests,
  "affected-users": (facts) => facts.affectedUsers,
  "budget-used-percent": (facts) => facts.budgetUsed * 100,
  "impact-minutes": (facts) =>
    facts.impact === undefined ? 0 : (facts.impact.endMs - facts.impact.startMs) / minuteMs,
  "impact-error-percent": (facts) => {
    if (facts.impact === undefined) return 0;
    const { requests, failed } = totalsBetween(facts, facts.impact.startMs, facts.impact.endMs);
    return requests === 0 ? 0 : (100 * failed) / requests;
  },
  "time-to-detect-minutes": (facts) => minutesBetween(facts.impact?.startMs, facts.pages[0]?.deliveredMs),
  "time-to-acknowledge-minutes": (facts) => minutesBetween(facts.pages[0]?.deliveredMs, facts.acknowledgedMs),
  "mitigation-minutes": (facts) => {
    const last = facts.mitigations.at(-1);
    return minutesBetween(last?.atMs, last?.doneMs);
  },
} as const satisfies Record<string, (facts: IncidentFacts) => number | undefined>;

/** Names a number step may ask for. */
export const factNames = Object.keys(readers);

/** One figure of the ledger by name; undefined for an unknown name or something that never happened. */
export function readFact(facts: IncidentFacts, name: string): number | undefined {
  const reader = Object.entries(readers).find(([known]) => known === name)?.[1];
  return reader?.(facts);
}

function minutesBetween(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : (toMs - fromMs) / minuteMs;
}
