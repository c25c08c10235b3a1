import { type LedgerRecord, openLedger, type World } from "../../simulator/index.ts";
import type { IncidentFacts, PageFact, TimelineEvent } from "./incident-facts.ts";
import { dayOf } from "./scripted-actions.ts";

type Of<Kind extends LedgerRecord["kind"]> = Extract<LedgerRecord, { kind: Kind }>;

/** What truly happened in a run up to now, read from its ledger and nothing else. */
export function incidentFacts(world: World): IncidentFacts {
  const ledger = openLedger(world);
  const records = ledger.records();
  const impact = ledger.impact();
  const pages = of(records, "page").map(toPage);
  const actions = of(records, "action");
  const mitigations = actions
    .filter((action) => action.classification === "mitigate" && action.exitCode === 0)
    .map(({ atMs, doneMs, text }) => ({ atMs, doneMs: doneMs ?? world.nowMs, text }));
  const { totals, slo } = ledger;
  const failedRequests = totals.failed.at(-1) ?? 0;
  const facts = {
    dayMs: dayOf(world),
    startMs: world.startMs,
    endMs: world.nowMs,
    trigger: triggerOf(records),
    impact,
    pages,
    acknowledgedMs:
      pages.find((page) => page.acknowledgedMs !== undefined)?.acknowledgedMs ?? firstAction(actions, pages),
    mitigations,
    closedMs: actions.find((action) => action.verb === "close")?.atMs,
    failedRequests,
    requests: totals.requests.at(-1) ?? 0,
    affectedUsers: ledger.affectedUsers(),
    totals,
    slo,
    budgetUsed: failedRequests / ((1 - slo.objective) * slo.requestsPerPeriod),
    causes: ledger.causes,
  };
  return { ...facts, events: eventsOf(records, facts) };
}

function of<Kind extends LedgerRecord["kind"]>(records: readonly LedgerRecord[], kind: Kind): Of<Kind>[] {
  return records.filter((record): record is Of<Kind> => record.kind === kind);
}

function toPage({ rule, firedMs, deliveredMs, acknowledgedMs, escalatedMs }: Of<"page">): PageFact {
  return { rule, firedMs, deliveredMs, acknowledgedMs, escalatedMs };
}

/** The change that brought the first fault; for a fault of the environment, its own start. */
function triggerOf(records: readonly LedgerRecord[]): IncidentFacts["trigger"] {
  const [fault] = of(records, "fault");
  if (fault === undefined) return undefined;
  const change = of(records, "change").find((record) => record.id === fault.arrivedBy);
  if (change === undefined) return { atMs: fault.startMs, change: fault.id, text: `${fault.id} begins` };
  return { atMs: change.atMs, change: change.id, text: change.text };
}

/** What a person did first after the first page, when nobody acknowledged it. */
function firstAction(actions: readonly Of<"action">[], pages: readonly PageFact[]): number | undefined {
  const [page] = pages;
  return page === undefined ? undefined : actions.find((action) => action.atMs >= page.deliveredMs)?.atMs;
}

type Told = Omit<IncidentFacts, "events">;

/**
 * Everything a timeline row may be about. Events of one group count once in recall: the change, the
 * first symptom, detection (alert and page), the acknowledgement, each mitigation, recovery, the close.
 */
function eventsOf(records: readonly LedgerRecord[], facts: Told): readonly TimelineEvent[] {
  const events: TimelineEvent[] = [...storyOf(facts), ...alertEvents(records, facts)];
  for (const record of records) {
    const event = detailOf(record, facts);
    if (event !== undefined) events.push(event);
  }
  return events.sort(byTime);
}

function byTime(a: TimelineEvent, b: TimelineEvent): number {
  return a.atMs - b.atMs;
}

function storyOf({ trigger, impact, acknowledgedMs, mitigations, closedMs }: Told): TimelineEvent[] {
  const events: TimelineEvent[] = [];
  if (trigger !== undefined)
    events.push({ atMs: trigger.atMs, kind: "change", text: trigger.text, group: "change" });
  if (impact !== undefined) {
    events.push({ atMs: impact.startMs, kind: "symptom", text: "first failed request", group: "symptom" });
    events.push({ atMs: impact.endMs, kind: "recovery", text: "last failed request", group: "recovery" });
  }
  if (acknowledgedMs !== undefined) {
    events.push({
      atMs: acknowledgedMs,
      kind: "acknowledge",
      text: "page acknowledged",
      group: "acknowledge",
    });
  }
  for (const [i, { atMs, doneMs, text }] of mitigations.entries()) {
    events.push({ atMs, kind: "mitigation", text, group: `mitigation-${i + 1}` });
    if (doneMs !== impact?.endMs) events.push({ atMs: doneMs, kind: "detail", text: `${text}: done` });
  }
  if (closedMs !== undefined)
    events.push({ atMs: closedMs, kind: "close", text: "incident closed", group: "close" });
  return events;
}

function alertEvents(records: readonly LedgerRecord[], { pages }: Told): TimelineEvent[] {
  const [first] = pages;
  const paged = (rule: string, firedMs: number): string | undefined =>
    first !== undefined && first.rule === rule && first.firedMs === firedMs ? "detection" : undefined;
  const events: TimelineEvent[] = [];
  for (const { rule, pendingMs, firingMs, resolvedMs } of of(records, "alert")) {
    if (firingMs === undefined) continue;
    const group = paged(rule, firingMs);
    events.push({
      atMs: firingMs,
      kind: "alert",
      text: `${rule} fires`,
      rule,
      ...(group === undefined ? {} : { group }),
    });
    events.push({ atMs: pendingMs, kind: "detail", text: `${rule} pending`, rule });
    if (resolvedMs !== undefined)
      events.push({ atMs: resolvedMs, kind: "detail", text: `${rule} resolved`, rule });
  }
  for (const page of pages) {
    const { rule, deliveredMs, escalatedMs } = page;
    const group = page === first ? { group: "detection" } : {};
    events.push({ atMs: deliveredMs, kind: "page", text: `page of ${rule}`, rule, ...group });
    if (escalatedMs !== undefined) {
      events.push({ atMs: escalatedMs, kind: "escalation", text: `page of ${rule} escalated`, rule });
    }
  }
  return events;
}

/** Things a timeline may leave out. */
function detailOf(record: LedgerRecord, { trigger, mitigations }: Told): TimelineEvent | undefined {
  const { atMs } = record;
  if (record.kind === "change" && record.id !== trigger?.change)
    return { atMs, kind: "change", text: record.text };
  if (record.kind === "rollout" && record.event !== "started") {
    return { atMs, kind: "detail", text: `rollout to ${record.to} ${record.event}` };
  }
  if (record.kind === "pod") return { atMs, kind: "detail", text: `${record.pod} ${record.event}` };
  if (record.kind === "fault" && record.firstSymptomMs !== undefined) {
    return { atMs: record.firstSymptomMs, kind: "detail", text: `first effect of ${record.id}` };
  }
  if (record.kind !== "action" || record.verb === "close" || record.verb === "acknowledge") return undefined;
  if (mitigations.some((one) => one.atMs === atMs && one.text === record.text)) return undefined;
  const kind = record.classification === "diagnose" || record.verb === "note" ? "diagnosis" : "detail";
  return { atMs, kind, text: record.text };
}
