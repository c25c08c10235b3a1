import type { QueryResult } from "../../../simulator/index.ts";
import type { SloParams } from "../../check-schema.ts";
import { resolveInstant } from "../../grader/instants.ts";
import type { HiddenWorld } from "../check.ts";
import { ask } from "../promql-result/ask.ts";
import type { Stage } from "../promql-result/failure.ts";
import { durationMs } from "../show-time.ts";
import { allowedFailures, allowedShare, type BudgetFacts, budgetLeft, burnRate } from "./budget-truth.ts";

/** Between the step's instants the answer is looked at this often as well. */
const gridMs = 5 * 60_000;

/**
 * Counters are scraped every 15 s, so they are late. A burn rate may differ by 1 % (04 section 4.5) and by
 * three requests in ten thousand; what is left, by what fails in 15 s when a third of 256 requests a second do.
 */
const late = { relative: 0.01, share: 0.0003, failures: 1_600 } as const;

type QueryFailure = Extract<QueryResult, { status: "error" }>;

/** One moment: what the answer says and what the ledger knows. */
export interface SloPoint {
  readonly timeMs: number;
  /** Undefined where the answer returns nothing. */
  readonly yours: number | undefined;
  readonly truth: number;
  readonly ok: boolean;
}

/** An answer in one world. */
export interface MeasuredWorld {
  readonly stage: Stage;
  readonly facts: BudgetFacts;
  readonly points: readonly SloPoint[];
  readonly error: QueryFailure | undefined;
  /** The first moment with several series, where one number was asked. */
  readonly several: { readonly timeMs: number; readonly series: number } | undefined;
}

/** What a world counted, with the objective the step asks about. */
function factsOf({ facts }: HiddenWorld, { objective }: SloParams): BudgetFacts {
  const { totals, slo, startMs } = facts;
  return { totals, startMs, slo: objective === undefined ? slo : { ...slo, objective } };
}

/** What the ledger says at a moment. */
export function truthAt(facts: BudgetFacts, params: SloParams, timeMs: number): number {
  return params.measures === "burn"
    ? burnRate(facts, timeMs, durationMs(params.window ?? "1h"))
    : budgetLeft(facts, timeMs);
}

/** The step's instants inside a world, ascending. */
function instantsIn(hidden: HiddenWorld, params: SloParams): readonly number[] {
  return params.at
    .flatMap((instant) => resolveInstant(instant, hidden) ?? [])
    .filter((ms) => ms >= hidden.startMs && ms <= hidden.endMs)
    .sort((a, b) => a - b);
}

/** Asks an answer at every instant, and on a grid from the first one to the last. */
export function measurePoints(stage: Stage, answer: string, params: SloParams): MeasuredWorld {
  const instants = instantsIn(stage.hidden, params);
  const [startMs = stage.hidden.startMs] = instants;
  const endMs = instants.at(-1) ?? stage.hidden.endMs;
  const range = { startMs, endMs, stepMs: gridMs };
  const found = new Map<number, number[]>();
  for (let ms = startMs; ms <= endMs; ms += gridMs) found.set(ms, []);
  for (const ms of instants) found.set(ms, []);
  let error: QueryFailure | undefined;
  for (const what of [...instants.map((timeMs) => ({ timeMs })), range]) {
    const result = ask(stage.source, answer, what);
    if (result.status === "error") error ??= result;
    else collect(result, found, "timeMs" in what ? [what.timeMs] : gridOnly(found, instants));
  }
  const facts = factsOf(stage.hidden, params);
  const points: SloPoint[] = [];
  let several: MeasuredWorld["several"];
  for (const [timeMs, values] of [...found].sort(([a], [b]) => a - b)) {
    if (values.length > 1) several ??= { timeMs, series: values.length };
    const [yours] = values;
    const truth = truthAt(facts, params, timeMs);
    points.push({ timeMs, yours, truth, ok: values.length < 2 && agrees(yours, truth, params, facts) });
  }
  return { stage, facts, points, error, several };
}

function gridOnly(found: ReadonlyMap<number, unknown>, instants: readonly number[]): readonly number[] {
  return [...found.keys()].filter((ms) => !instants.includes(ms));
}

function collect(
  result: Exclude<QueryResult, QueryFailure>,
  into: ReadonlyMap<number, number[]>,
  times: readonly number[],
): void {
  const wanted = new Set(times);
  for (const { timesMs, values } of result.series) {
    for (const [i, timeMs] of timesMs.entries()) {
      if (wanted.has(timeMs)) into.get(timeMs)?.push(values[i] ?? Number.NaN);
    }
  }
}

/**
 * Where nothing failed there may be no series to divide, and where nobody came 0 is divided by 0: neither
 * differs from a burn rate of 0.
 */
function agrees(
  yours: number | undefined,
  truth: number,
  { measures }: SloParams,
  facts: BudgetFacts,
): boolean {
  if (measures === "burn") {
    const burn = yours === undefined || Number.isNaN(yours) ? 0 : yours;
    return Math.abs(burn - truth) <= late.share / allowedShare(facts) + late.relative * truth;
  }
  return yours !== undefined && Math.abs(yours - truth) <= late.failures / allowedFailures(facts);
}
