import { secondsOfDay, totalsBetween } from "../../grader/incident-facts.ts";
import { type Claim, readClaims, readEvidence } from "./claims.ts";
import {
  readBudgetShare,
  readClock,
  readClocks,
  readDurations,
  readNumber,
  readPercent,
  readWindow,
  showClock,
  showCount,
} from "./read-values.ts";
import { type Complaint, type LineResult, miss, type RubricContext, type RubricLine } from "./rubric.ts";

/** Counts and budget may be off by this share (06 section 4.6). */
const relativeTolerance = 0.05;
/** Percentages may be off by this many points. */
const pointTolerance = 0.1;

/** A8: failed requests and affected users. */
function counts(context: RubricContext): LineResult {
  const claims = readClaims(context.document);
  const rows = [
    { topic: "failed-requests", truth: context.facts.failedRequests, what: "failed requests" },
    { topic: "users", truth: context.facts.affectedUsers, what: "users with at least one failed request" },
  ] as const;
  const complaints: Complaint[] = [];
  let right = 0;
  for (const { topic, truth, what } of rows) {
    const claim = claims.get(topic);
    const stated = claim === undefined ? undefined : readNumber(claim.value);
    if (stated !== undefined && within(stated, truth, relativeTolerance)) right++;
    else {
      const seen = stated === undefined ? "does not say" : `says ${showCount(stated)}`;
      complaints.push({
        code: "counts-disagree",
        message: `Your impact table ${seen}: how many ${what} were there? Count them over the whole impact.`,
        at: claim?.at ?? context.document.sections.impact?.at,
      });
    }
  }
  return { share: right / rows.length, complaints };
}

function within(stated: number, truth: number, relative: number): boolean {
  return Math.abs(stated - truth) <= Math.max(relative * Math.abs(truth), 0.5);
}

/** The window a percentage is about: stated in its row, else none. */
function windowOf(claim: Claim, context: RubricContext): { fromMs: number; toMs: number } | undefined {
  const text = `${claim.name} ${claim.value} ${claim.query}`;
  const window = readWindow(text.replace(/`[^`]*`/g, " "));
  const { dayMs } = context.facts;
  if (window !== undefined) return { fromMs: dayMs + window.from * 1000, toMs: dayMs + window.to * 1000 };
  const minutes = readDurations(claim.value.replace(/\d+\s*d\b/g, "")).at(-1);
  const endsAt = readClocks(claim.query.replace(/`[^`]*`/g, " ")).at(-1) ?? readClocks(claim.value).at(-1);
  if (minutes === undefined || endsAt === undefined) return undefined;
  return { fromMs: dayMs + (endsAt - minutes) * 1000, toMs: dayMs + endsAt * 1000 };
}

/** A9: the SLI over the window the row states, within 0.1 point. */
function sli(context: RubricContext): LineResult {
  const claim = readClaims(context.document).get("availability");
  const at = context.document.sections.impact?.at;
  if (claim === undefined) return miss("sli-disagrees", "The impact table gives no availability.", at);
  const percent = readPercent(claim.value);
  if (percent === undefined) return miss("sli-disagrees", "Give the availability as a percentage.", claim.at);
  const window = windowOf(claim, context);
  const asErrors = /error/i.test(claim.name) && !/availab/i.test(claim.value);
  const stated = asErrors ? 100 - percent : percent;
  const complaints: Complaint[] = [];
  if (window === undefined) {
    complaints.push({
      code: "window-unstated",
      message: `“${percent} %” of what? An availability needs its window, such as (14:00 to 16:15).`,
      at: claim.at,
    });
  }
  const { startMs, endMs } = context.facts;
  const span = window ?? {
    fromMs: context.facts.trigger?.atMs ?? startMs,
    toMs: context.facts.closedMs ?? endMs,
  };
  const { requests, failed } = totalsBetween(context.facts, span.fromMs, span.toMs);
  const truth = requests <= 0 ? 100 : 100 * (1 - failed / requests);
  if (Math.abs(stated - truth) > pointTolerance) {
    const from = showClock(secondsOfDay(context.facts, span.fromMs), false);
    const to = showClock(secondsOfDay(context.facts, span.toMs), false);
    complaints.unshift({
      code: "sli-disagrees",
      message: `You state ${stated} %; from ${from} to ${to}, ${truth.toFixed(1)} % of requests succeeded.`,
      at: claim.at,
      params: { stated, truth: Number(truth.toFixed(2)) },
    });
  }
  return { share: complaints.length === 0 ? 1 : 0, complaints };
}

/** A10: the share of the 30-day budget, against the ledger and against the row's own availability. */
function budget(context: RubricContext): LineResult {
  const claims = readClaims(context.document);
  const claim = claims.get("budget");
  const at = context.document.sections.impact?.at;
  if (claim === undefined)
    return miss("budget-disagrees", "The impact table does not say what budget was used.", at);
  const stated = readBudgetShare(claim.value);
  if (stated === undefined)
    return miss("budget-disagrees", "Give the budget used as a percentage of 30 days.", claim.at);
  const complaints: Complaint[] = [];
  const truth = context.facts.budgetUsed * 100;
  if (!within(stated, truth, relativeTolerance)) {
    complaints.push({
      code: "budget-disagrees",
      message: `You state ${stated.toFixed(1)} % of the month's budget. It is failed requests over (1 - objective) × a month of requests: count again.`,
      at: claim.at,
    });
  }
  const own = impliedBudget(context);
  if (complaints.length === 0 && own !== undefined && !within(stated, own.percent, relativeTolerance)) {
    complaints.push({
      code: "budget-disagrees",
      message: `${own.availability} % availability for ${own.minutes} min is ${own.percent.toFixed(1)} % of the 30-day budget, ${(own.percent * 0.3).toFixed(1)} days' worth; the budget row says ${stated.toFixed(1)} %.`,
      at: claim.at,
    });
  }
  if (!/30[ -]?d|month|30 days|week|days?/i.test(`${claim.name} ${claim.value}`)) {
    complaints.push({
      code: "window-unstated",
      message: "A budget belongs to a period: say “30 d”.",
      at: claim.at,
    });
  }
  return { share: complaints.length === 0 ? 1 : 0, complaints };
}

/** What the stated availability over its window costs, if traffic was flat (a 30-day month of minutes). */
function impliedBudget(
  context: RubricContext,
): { availability: number; minutes: number; percent: number } | undefined {
  const claim = readClaims(context.document).get("availability");
  const availability = claim === undefined ? undefined : readPercent(claim.value);
  if (claim === undefined || availability === undefined) return undefined;
  const window = windowOf(claim, context);
  const { trigger, closedMs, startMs, endMs, slo, impact } = context.facts;
  const fromMs = window?.fromMs ?? trigger?.atMs ?? startMs;
  const toMs = window?.toMs ?? closedMs ?? endMs;
  // A window that leaves part of the impact out says nothing about the whole budget.
  if (impact !== undefined && (fromMs > impact.startMs + 60_000 || toMs < impact.endMs - 60_000))
    return undefined;
  const { requests } = totalsBetween(context.facts, fromMs, toMs);
  const failed = requests * (1 - availability / 100);
  const percent = (100 * failed) / ((1 - slo.objective) * slo.requestsPerPeriod);
  return { availability, minutes: Math.round((toMs - fromMs) / 60_000), percent };
}

/** A11: every evidence query, run on the incident, returns the value its row states. */
function evidence(context: RubricContext): LineResult {
  const claims = [...readClaims(context.document).values()].flatMap((claim) => {
    const expr = readEvidence(claim.query);
    return expr === undefined ? [] : [{ claim, expr }];
  });
  if (claims.length === 0) {
    const at = context.document.sections.impact?.at;
    return miss("evidence-disagrees", "No row of the impact table has a query that shows its value.", at);
  }
  const complaints: Complaint[] = [];
  const checked = claims.slice(0, 12);
  for (const { claim, expr } of checked) {
    const outside = claim.query.replace(/`+[^`]*`+/g, " ");
    const seconds = readClock(outside) ?? readClocks(claim.value).at(-1);
    const { dayMs, impact, endMs } = context.facts;
    const atMs = seconds === undefined ? (impact?.endMs ?? endMs) : dayMs + seconds * 1000;
    const result = context.evaluate(expr, atMs);
    if ("problem" in result) {
      complaints.push({
        code: "evidence-disagrees",
        message: `The query of “${claim.name}”: ${result.problem}`,
        at: claim.at,
      });
    } else if (!sameValue(claim.value, result.value)) {
      complaints.push({
        code: "evidence-disagrees",
        message: `The query of “${claim.name}” gives ${showValue(result.value)} at ${showClock(secondsOfDay(context.facts, atMs))}; the row says ${claim.value}.`,
        at: claim.at,
      });
    }
  }
  return { share: 1 - complaints.length / checked.length, complaints: complaints.slice(0, 3) };
}

/** Whether a stated value and a query's result agree: half a point for percentages, 5 % for the rest. */
export function sameValue(stated: string, value: number): boolean {
  const percent = readPercent(stated);
  if (percent !== null && percent !== undefined && /%|percent/i.test(stated)) {
    return Math.abs(percent - value) <= 0.5 || Math.abs(percent - value * 100) <= 0.5;
  }
  const number = readNumber(stated);
  if (number !== undefined && within(number, value, relativeTolerance)) return true;
  return readDurations(stated).some((seconds) => within(seconds, value, relativeTolerance));
}

function showValue(value: number): string {
  return Math.abs(value) >= 1000 ? showCount(value) : String(Number(value.toPrecision(4)));
}

/** Lines A8 to A11: how much it cost, and the proof. */
export const numberLines: readonly RubricLine[] = [
  { id: "A8", part: "facts", code: "counts-disagree", points: 4, run: counts },
  { id: "A9", part: "facts", code: "sli-disagrees", points: 3, run: sli },
  { id: "A10", part: "facts", code: "budget-disagrees", points: 5, run: budget },
  { id: "A11", part: "facts", code: "evidence-disagrees", points: 4, run: evidence },
];
