import { type QueryResult, query } from "../../../simulator/index.ts";
import type { RecordingRuleParams } from "../../check-schema.ts";
import { resolveInstant } from "../../grader/instants.ts";
import type { HiddenWorld } from "../check.ts";
import {
  absoluteEpsilon,
  compareResults,
  type Difference,
  isEqual,
  project,
  rangeEpsilon,
} from "../compare-results.ts";
import { type Ask, ask, askKept } from "../promql-result/ask.ts";
import { type RecordedWorld, recordedTimes } from "./recorded-world.ts";

/** Points of the range that is compared in each world. */
const rangePoints = 60;

/** One question put to the recorded series and to the raw ones. */
export interface Read {
  readonly text: string;
  readonly raw: string;
  /** The expression over the recorded series. */
  readonly expr: string;
  /** Labels the recorded side may carry beside those of the raw one. */
  readonly mayExtra: readonly string[];
}

/** The first question to which the recorded series give another answer. */
export interface ReadFailure {
  readonly world: RecordedWorld;
  readonly read: Read;
  readonly what: Ask;
  readonly yours: QueryResult;
  readonly wanted: QueryResult;
  readonly difference: Difference | undefined;
}

/** The reads of a step, with `recorded` replaced by the name of the learner's series. */
export function readsOf(params: RecordingRuleParams, record: string): readonly Read[] {
  return params.reads.map(({ text, raw, read = "recorded", mayExtra = [] }) => ({
    text,
    raw,
    expr: read.replace(/\brecorded\b/g, () => record),
    mayExtra,
  }));
}

/**
 * Compares every read with its raw query, at moments when the rule was evaluated: between two evaluations
 * a recorded series stands still, and that is no mistake. Gives the first that differs.
 */
export function firstFailure(
  world: RecordedWorld,
  reads: readonly Read[],
  record: string,
  params: RecordingRuleParams,
): ReadFailure | undefined {
  for (const what of asksFor(world, record, params)) {
    for (const read of reads) {
      const failure = compareRead(world, read, what);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

/** How many reads agree with their raw query at the first instant: which series is the one the step means. */
export function agreement(
  world: RecordedWorld,
  reads: readonly Read[],
  record: string,
  params: RecordingRuleParams,
): number {
  const [what] = asksFor(world, record, params);
  if (what === undefined) return 0;
  return reads.filter((read) => compareRead(world, read, what) === undefined).length;
}

/** The step's instants, each moved to the next evaluation, and a range from the first one to the end. */
export function asksFor(world: RecordedWorld, record: string, params: RecordingRuleParams): readonly Ask[] {
  const { hidden } = world;
  const times = recordedTimes(world, record);
  const next = (ms: number): number => times.find((time) => time >= ms) ?? ms;
  const instants = instantsOf(params, hidden).map(next);
  const startMs = instants[0] ?? hidden.endMs;
  const gap = smallestGap(times);
  const stepMs = gap * Math.max(1, Math.ceil((hidden.endMs - startMs) / gap / rangePoints));
  const range = endOfRange(startMs, stepMs, times.at(-1) ?? hidden.endMs);
  return [
    ...instants.map((timeMs) => ({ timeMs })),
    ...(range === undefined ? [] : [{ startMs, endMs: range, stepMs }]),
  ];
}

/** The instants of a step that lie inside a world, ascending. */
export function instantsOf(params: RecordingRuleParams, hidden: HiddenWorld): readonly number[] {
  return params.at
    .flatMap((instant) => resolveInstant(instant, hidden) ?? [])
    .filter((ms) => ms >= hidden.startMs && ms <= hidden.endMs)
    .sort((a, b) => a - b);
}

function smallestGap(times: readonly number[]): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const [i, time] of times.entries()) {
    if (i > 0) smallest = Math.min(smallest, time - (times[i - 1] ?? 0));
  }
  return Number.isFinite(smallest) ? smallest : 60_000;
}

function endOfRange(startMs: number, stepMs: number, lastMs: number): number | undefined {
  const steps = Math.floor((lastMs - startMs) / stepMs);
  return steps < 1 ? undefined : startMs + steps * stepMs;
}

function compareRead(world: RecordedWorld, read: Read, what: Ask): ReadFailure | undefined {
  const wanted = askKept(world.hidden.world.source, read.raw, what);
  const yours = ask(world.source, read.expr, what);
  const base = { world, read, what, yours, wanted };
  if (yours.status === "error" || wanted.status === "error" || yours.resultType !== wanted.resultType) {
    return { ...base, difference: undefined };
  }
  const mine = project(yours.series, read.mayExtra);
  const theirs = project(wanted.series, read.mayExtra);
  // Sums of sums may be taken in another order; the last digits then differ.
  const tolerance = { relative: rangeEpsilon, absolute: absoluteEpsilon };
  const difference = compareResults(mine, theirs, tolerance);
  return isEqual(difference) && mine.merged === undefined ? undefined : { ...base, difference };
}

/** Both sides of a read over a stretch of time, to be drawn. */
export function drawRead(
  { world, read }: Pick<ReadFailure, "world" | "read">,
  fromMs: number,
  toMs: number,
  stepMs: number,
): { readonly yours: QueryResult; readonly wanted: QueryResult } {
  const range = { startMs: fromMs, endMs: toMs, stepMs };
  return {
    yours: query(world.source, { expr: read.expr, ...range }),
    wanted: query(world.hidden.world.source, { expr: read.raw, ...range }),
  };
}
