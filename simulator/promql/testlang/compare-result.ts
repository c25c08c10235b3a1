import { Labels } from "../../tsdb/labels.ts";
import { goFloat } from "../engine/go-text.ts";
import { labelsText } from "../engine/labels-text.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import type { SequenceValue } from "../parse/series-values.ts";
import type { QuerySuccess, ResultSeries } from "../query-types.ts";
import { almostEqual } from "./almost-equal.ts";
import { sameHistogram } from "./compare-histograms.ts";
import { expandHistogram } from "./expand-histogram.ts";
import type { EvalCommand, ExpectedSeries } from "./test-commands.ts";

/** What differs between a result and what its `eval` expects; undefined when nothing does. */
export function resultProblem(command: EvalCommand, result: QuerySuccess): string | undefined {
  switch (result.resultType) {
    case "matrix":
      return matrixProblem(command, result.series);
    case "vector":
      return vectorProblem(command, result.series);
    case "scalar":
      return scalarProblem(command, result.series[0]?.values[0] ?? Number.NaN);
    case "string":
      return command.text === result.text
        ? undefined
        : `got string ${JSON.stringify(result.text)}, expected ${JSON.stringify(command.text)}`;
  }
}

/** The middle step of an instant query repeated as a range must be what the instant query gave. */
export function middleStepProblem(
  command: EvalCommand,
  asScalar: boolean,
  series: readonly ResultSeries[],
  timeMs: number,
): string | undefined {
  const unsorted = orderProblem(series);
  if (unsorted !== undefined) return unsorted;
  const points: ResultSeries[] = [];
  for (const one of series) {
    const at = one.timesMs.indexOf(timeMs);
    if (at < 0) continue;
    const values = one.values.subarray(at, at + 1);
    const timesMs = one.timesMs.subarray(at, at + 1);
    const histogram = one.histograms?.[at];
    points.push({ labels: one.labels, timesMs, values, ...(histogram && { histograms: [histogram] }) });
  }
  return asScalar
    ? scalarProblem(command, points[0]?.values[0] ?? Number.NaN)
    : vectorProblem(command, points);
}

function scalarProblem(command: EvalCommand, value: number): string | undefined {
  if (command.scalar === undefined) return `got scalar ${goFloat(value)}, expected series`;
  return almostEqual(command.scalar, value)
    ? undefined
    : `got ${goFloat(value)}, expected ${goFloat(command.scalar)}`;
}

function vectorProblem(command: EvalCommand, series: readonly ResultSeries[]): string | undefined {
  if (command.scalar !== undefined) return `got ${series.length} series, expected a scalar`;
  const seen = new Set<string>();
  for (const [index, { labels, values, histograms }] of series.entries()) {
    const expected = command.series.get(labels.key);
    const got = valueText(values[0] ?? 0, histograms?.[0]);
    if (expected === undefined) return `unexpected series ${labelsText(labels)} ${got}`;
    if (command.expectations.ordered.length > 0 && expected.position !== index + 1) {
      return `${labelsText(labels)} at position ${index + 1}, expected at ${expected.position}`;
    }
    const first: SequenceValue = expected.values[0] ?? { kind: "omitted" };
    if (!sameValue(first, values[0] ?? 0, histograms?.[0])) {
      return `${labelsText(labels)} got ${got}, expected ${wantedText(first)}`;
    }
    seen.add(labels.key);
  }
  return missingProblem(command, seen);
}

function missingProblem(command: EvalCommand, seen: ReadonlySet<string>): string | undefined {
  for (const [key, { labels }] of command.series) {
    if (!seen.has(key)) return `series ${labelsText(labels)} missing`;
  }
  return undefined;
}

function matrixProblem(command: EvalCommand, series: readonly ResultSeries[]): string | undefined {
  if (command.expectations.ordered.length > 0) return "got a range vector, expected an ordered result";
  if (command.scalar !== undefined) return `got a range vector of ${series.length} series, expected a scalar`;
  const unsorted = orderProblem(series);
  if (unsorted !== undefined) return unsorted;
  const seen = new Set<string>();
  for (const one of series) {
    const expected = command.series.get(one.labels.key);
    if (expected === undefined) return `unexpected series ${labelsText(one.labels)} ${pointsText(one)}`;
    const problem = pointsProblem(command, expected, one);
    if (problem !== undefined) return `${labelsText(one.labels)} ${problem}`;
    seen.add(one.labels.key);
  }
  return missingProblem(command, seen);
}

function pointsProblem(
  command: EvalCommand,
  { values }: ExpectedSeries,
  got: ResultSeries,
): string | undefined {
  const grid = command.time.kind === "range" ? command.time : command.rangeVector;
  if (grid === undefined) return `got ${pointsText(got)}, expected one value`;
  let at = 0;
  for (const [index, wanted] of values.entries()) {
    const timeMs = grid.startMs + index * grid.stepMs;
    if (timeMs > grid.endMs) return `expected ${values.length} points, more than the time range has`;
    if (wanted.kind === "omitted") continue;
    const same = got.timesMs[at] === timeMs && sameValue(wanted, got.values[at] ?? 0, got.histograms?.[at]);
    if (!same) return `at ${timeMs / 1000} s: got ${pointsText(got)}, expected ${wantedText(wanted)}`;
    at++;
  }
  return at === got.timesMs.length ? undefined : `got ${pointsText(got)}, expected ${at} points`;
}

function orderProblem(series: readonly ResultSeries[]): string | undefined {
  for (let i = 1; i < series.length; i++) {
    const before = series[i - 1]?.labels ?? Labels.empty;
    const after = series[i]?.labels ?? Labels.empty;
    if (Labels.compare(before, after) > 0) return `${labelsText(after)} out of order`;
  }
  return undefined;
}

function sameValue(wanted: SequenceValue, value: number, histogram: FloatHistogram | undefined): boolean {
  if (wanted.kind === "histogram") {
    const expanded = histogram === undefined ? undefined : expandHistogram(wanted);
    if (histogram === undefined || !(typeof expanded === "object")) return false;
    return sameHistogram(expanded, histogram, wanted.base.hintGiven);
  }
  if (histogram !== undefined) return false;
  return wanted.kind === "float"
    ? almostEqual(wanted.value, value)
    : wanted.kind === "omitted" && value === 0;
}

function valueText(value: number, histogram: FloatHistogram | undefined): string {
  return histogram === undefined ? goFloat(value) : histogram.toString();
}

function wantedText(wanted: SequenceValue): string {
  if (wanted.kind === "float") return goFloat(wanted.value);
  return wanted.kind === "histogram" ? String(expandHistogram(wanted)) : wanted.kind;
}

/** At most six points, so that one failure stays one line. */
function pointsText({ timesMs, values, histograms }: ResultSeries): string {
  const points = Array.from(timesMs.subarray(0, 6), (timeMs, i) => {
    return `${valueText(values[i] ?? 0, histograms?.[i])}@${timeMs / 1000}`;
  });
  return `[${points.join(" ")}${timesMs.length > 6 ? ` and ${timesMs.length - 6} more` : ""}]`;
}
