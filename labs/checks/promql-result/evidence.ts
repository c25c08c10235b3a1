import type { Labels, QueryResult } from "../../../simulator/index.ts";
import type { Counterexample } from "../../finding.ts";
import { showLabels, showNumber } from "../compare-results.ts";
import { metricsOf } from "../expression/walk.ts";
import { catalogueOf } from "../metric-catalogue.ts";
import { showTime } from "../show-time.ts";
import { spanOf } from "./ask.ts";
import type { Failure, Stage } from "./failure.ts";
import { type Comparison, compareAt } from "./judge.ts";
import { pairSeries } from "./pair-series.ts";

/** A window is not halved below this: a graph of less shows nothing. */
const shortestMs = 20 * 60_000;
/** Room on both sides of a single moment. */
const aroundMs = 10 * 60_000;
const finestMs = 15_000;
const mostPoints = 240;

/** The smallest failing case: the shortest window that still fails, with the worst series of both drawn. */
export function evidenceOf(failure: Failure): Counterexample {
  const { stage, answer, reference, params } = failure;
  const { fromMs, toMs } = shortestWindow(failure);
  const what = {
    startMs: fromMs,
    endMs: toMs,
    stepMs: Math.max(finestMs, Math.ceil((toMs - fromMs) / mostPoints / finestMs) * finestMs),
  };
  const comparison = compareAt(stage, what, answer, reference, params);
  const shown = pointOf(comparison, failure);
  const drop = ["__name__", ...(params.labels?.mayExtra ?? [])];
  const lines = [
    ...line("yours", "yours", comparison.yours, shown.yours, drop),
    ...line("wanted", "wanted", comparison.wanted, shown.wanted, drop),
  ];
  return {
    world: stage.title,
    scenario: stage.hidden.scenario,
    seed: stage.hidden.seed,
    fromMs,
    toMs,
    lines,
    marks: marksIn(stage, fromMs, toMs),
    unit: unitOf(failure),
    seen: shown.seen,
    wanted: shown.expected,
  };
}

/** What one place of the window shows: the series of both sides to draw, and their values in words. */
interface ShownPoint {
  readonly yours: Labels | undefined;
  readonly wanted: Labels | undefined;
  readonly seen: string;
  readonly expected: string;
}

function pointOf(comparison: Comparison, failure: Failure): ShownPoint {
  const { difference, what } = comparison;
  const point = difference?.worst ?? difference?.first ?? failure.difference?.first;
  if (point === undefined) {
    const labels = difference?.missing[0] ?? difference?.extra[0];
    const [seen, expected] = [summary(failure.yours), summary(failure.wanted)];
    return { yours: labels, wanted: labels, seen, expected };
  }
  if (point.yours === undefined || point.wanted === undefined) {
    // Where both sides have something and only the labels keep them apart, "nothing" would be untrue.
    const pair = pairSeries({ ...comparison, params: failure.params, ask: what });
    if (pair !== undefined) {
      const { yours, wanted } = pair;
      const at = `at ${showTime(pair.timeMs)}`;
      return {
        yours: yours.labels,
        wanted: wanted.labels,
        seen: `${showLabels(yours.labels)} ${showNumber(yours.value)} ${at}`,
        expected: `${showLabels(wanted.labels)} ${showNumber(wanted.value)} ${at}`,
      };
    }
  }
  const show = (value: number | undefined): string => (value === undefined ? "nothing" : showNumber(value));
  const [seen, expected] = [point.yours, point.wanted].map(
    (value) => `${show(value)} at ${showTime(point.timeMs)}`,
  );
  return { yours: point.labels, wanted: point.labels, seen: seen ?? "", expected: expected ?? "" };
}

/** Halves the failing range while one half still fails. */
function shortestWindow(failure: Failure): { fromMs: number; toMs: number } {
  const { stage, answer, reference, params, ask: what } = failure;
  const { hidden } = stage;
  if ("timeMs" in what) {
    const fromMs = Math.max(hidden.startMs, what.timeMs - aroundMs);
    return { fromMs, toMs: Math.min(hidden.endMs, what.timeMs + aroundMs) };
  }
  let { fromMs, toMs } = spanOf(what);
  const fails = (startMs: number, endMs: number): boolean =>
    !compareAt(stage, { startMs, endMs, stepMs: what.stepMs }, answer, reference, params).equal;
  while (toMs - fromMs > 2 * shortestMs) {
    const steps = Math.floor((toMs - fromMs) / what.stepMs / 2);
    const middleMs = fromMs + steps * what.stepMs;
    if (steps < 1) break;
    if (fails(fromMs, middleMs)) toMs = middleMs;
    else if (fails(middleMs, toMs)) fromMs = middleMs;
    else break;
  }
  return { fromMs, toMs };
}

function line(
  role: "yours" | "wanted",
  name: string,
  result: QueryResult,
  labels: Labels | undefined,
  drop: readonly string[],
): Counterexample["lines"] {
  if (result.status === "error") return [];
  const series =
    result.series.find((one) => one.labels.without(drop).key === labels?.key) ?? result.series[0];
  if (series === undefined) return [];
  return [{ name, role, timesMs: [...series.timesMs], values: [...series.values] }];
}

/** Deploys and the first failed request inside a window. */
export function marksIn(stage: Stage, fromMs: number, toMs: number): Counterexample["marks"] {
  const marks: { atMs: number; text: string }[] = stage.hidden.world.changes.map((change) => ({
    atMs: change.atMs,
    text: `${change.channel} ${change.to}`,
  }));
  const { impact } = stage.hidden.facts;
  if (impact !== undefined) marks.push({ atMs: impact.startMs, text: "first failed request" });
  return marks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
}

function unitOf({ referenceAst, stage }: Failure): string {
  const [metric] = metricsOf(referenceAst);
  return metric === undefined ? "" : catalogueOf(stage.hidden).unitOf(metric);
}

/** `8 series`, `256`, `nothing`: a result in three words. */
export function summary(result: QueryResult): string {
  if (result.status === "error") return "an error";
  const { series } = result;
  const only = series.length === 1 ? series[0] : undefined;
  if (only !== undefined && only.labels.pairs.length === 0 && only.values.length === 1) {
    return showNumber(only.values[0] ?? Number.NaN);
  }
  return series.length === 0 ? "nothing" : `${series.length} series`;
}
