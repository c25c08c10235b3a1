import { Window } from "../engine/window.ts";
import { KahanSum } from "../functions/kahan.ts";
import { leastSquares } from "../functions/regression.ts";
import { differs, fell } from "../functions/sample-changes.ts";
import { traceGrowth, traceLastTwo, type WindowSamples } from "./trace-growth.ts";
import { traceRank } from "./trace-rank.ts";
import type { CountedTrace, GatheredTrace, LineTrace, TooFewTrace, WindowOutcome } from "./window-detail.ts";

/** How a function made one value of the floats of a window; `result` is what the engine gave, if anything. */
export function traceOutcome(
  func: string,
  samples: WindowSamples,
  params: readonly number[],
  evalMs: number,
  result: number | undefined,
): WindowOutcome {
  switch (func) {
    case "rate":
      return traceGrowth(samples, { counter: true, perSecond: true });
    case "increase":
      return traceGrowth(samples, { counter: true, perSecond: false });
    case "delta":
      return traceGrowth(samples, { counter: false, perSecond: false });
    case "irate":
      return traceLastTwo(samples, true);
    case "idelta":
      return traceLastTwo(samples, false);
    case "resets":
      return countPairs(samples, fell);
    case "changes":
      return countPairs(samples, differs);
    case "deriv":
    case "predict_linear":
      return traceLine(func, samples, params[0], evalMs);
    default:
      return result === undefined ? { kind: "too-few", needs: 2 } : gathered(func, samples, params, result);
  }
}

function countPairs(
  { timesMs, values }: WindowSamples,
  counts: (before: number, now: number) => boolean,
): CountedTrace {
  const pairs: { timeMs: number; before: number; after: number }[] = [];
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1] ?? 0;
    const after = values[i] ?? 0;
    if (counts(before, after)) pairs.push({ timeMs: timesMs[i] ?? 0, before, after });
  }
  return { kind: "counted", pairs, result: pairs.length };
}

function traceLine(
  func: string,
  samples: WindowSamples,
  ahead: number | undefined,
  evalMs: number,
): LineTrace | TooFewTrace {
  if (samples.values.length < 2) return { kind: "too-few", needs: 2 };
  const predicts = func === "predict_linear";
  const originMs = predicts ? evalMs : (samples.timesMs[0] ?? 0);
  const { slope, intercept } = leastSquares(windowOf(samples), originMs);
  if (!predicts) return { kind: "line", slope, intercept, originMs, result: slope };
  const aheadSeconds = ahead ?? Number.NaN;
  return { kind: "line", slope, intercept, originMs, aheadSeconds, result: slope * aheadSeconds + intercept };
}

function windowOf({ timesMs, values }: WindowSamples): Window {
  const window = new Window();
  window.times = Float64Array.from(timesMs);
  window.values = Float64Array.from(values);
  window.end = values.length;
  window.hi = values.length;
  return window;
}

/** The sum as the engine adds: with the rounding error carried along. */
export function sumOf(values: readonly number[]): number {
  const kahan = new KahanSum();
  for (const value of values) kahan.add(value);
  return kahan.total;
}

/** Functions whose result is one of the samples. */
const PICKS: ReadonlySet<string> = new Set([
  "min_over_time",
  "max_over_time",
  "first_over_time",
  "last_over_time",
]);
const TIMES: ReadonlySet<string> = new Set([
  "ts_of_min_over_time",
  "ts_of_max_over_time",
  "ts_of_first_over_time",
  "ts_of_last_over_time",
]);

function gathered(
  func: string,
  { timesMs, values }: WindowSamples,
  params: readonly number[],
  result: number,
): GatheredTrace {
  const count = values.length;
  const common = { kind: "gathered", func, count, result } as const;
  if (func === "sum_over_time" || func === "avg_over_time") return { ...common, sum: sumOf(values) };
  if (PICKS.has(func)) {
    const picked =
      func === "last_over_time" ? count - 1 : values.findIndex((value) => Object.is(value, result));
    return picked < 0 ? common : { ...common, picked };
  }
  if (TIMES.has(func)) {
    const picked = timesMs.findIndex((time) => time / 1000 === result);
    return picked < 0 ? common : { ...common, picked };
  }
  const rank = func === "quantile_over_time" ? traceRank(params[0] ?? Number.NaN, values) : undefined;
  return rank === undefined ? common : { ...common, rank };
}
