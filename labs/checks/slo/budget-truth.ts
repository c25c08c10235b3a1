import { type IncidentFacts, totalsBetween } from "../../grader/incident-facts.ts";

/** What is counted, and against which objective. */
export type BudgetFacts = Pick<IncidentFacts, "totals" | "slo" | "startMs">;

/** Share of requests that may fail: 0.001 at 99.9 %. */
export function allowedShare({ slo }: Pick<BudgetFacts, "slo">): number {
  return 1 - slo.objective;
}

/** How many requests of the whole period may fail (SRE Workbook, chapter 2): 663,552 at 256 a second. */
export function allowedFailures(facts: Pick<BudgetFacts, "slo">): number {
  return Math.round(allowedShare(facts) * facts.slo.requestsPerPeriod);
}

/**
 * Burn rate of the window that ends at a moment: the share that failed over the share that may (SRE
 * Workbook, chapter 5). 1 spends the budget exactly by the period's end; 0 where nobody came.
 */
export function burnRate(facts: BudgetFacts, atMs: number, windowMs: number): number {
  const { requests, failed } = totalsBetween(facts, atMs - windowMs, atMs);
  return requests === 0 ? 0 : failed / requests / allowedShare(facts);
}

/** Share of the period's budget that is left, below 0 once it is overdrawn; the period was clean before. */
export function budgetLeft(facts: BudgetFacts, atMs: number): number {
  return 1 - failuresIn(facts, atMs, atMs - facts.startMs) / allowedFailures(facts);
}

/** Failed requests of the window that ends at a moment. */
export function failuresIn(facts: BudgetFacts, atMs: number, windowMs: number): number {
  return totalsBetween(facts, atMs - windowMs, atMs).failed;
}
