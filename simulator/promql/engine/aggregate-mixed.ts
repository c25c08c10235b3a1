import { Labels } from "../../tsdb/labels.ts";
import { KahanSum } from "../functions/kahan.ts";
import { quantileOf } from "../functions/quantile.ts";
import { type CombineResult, HistogramSum } from "../histogram/combine.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { HistogramMean } from "../histogram/mean.ts";
import type { AggregateExpr } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grouping } from "./grouping.ts";
import { HistogramNotes } from "./histogram-notes.ts";
import { ABSENT, HISTOGRAM, type StepBlock } from "./step-block.ts";

/** One group at one step while its samples go by. */
interface Group {
  readonly floats: number[];
  histograms: HistogramSum | HistogramMean | undefined;
  /** Samples of both kinds. */
  count: number;
  hasHistogram: boolean;
  incompatible: boolean;
  resetSeen: boolean;
  noResetSeen: boolean;
}

/** Aggregates a block that holds native histograms, step by step. */
export function aggregateMixed(
  ev: Evaluation,
  node: AggregateExpr,
  input: StepBlock,
  grouping: Grouping,
  params: Float64Array | undefined,
  block: StepBlock,
): void {
  const notes = new HistogramNotes(ev.notes, node.expr.span);
  for (let step = 0; step < input.steps; step++) {
    const groups = new Map<number, Group>();
    ev.tick(8 * input.rows);
    for (let row = 0; row < input.rows; row++) {
      const from = row * input.steps + step;
      if (input.kinds[from] === ABSENT) continue;
      const at = grouping.groupOf[row] ?? 0;
      let group = groups.get(at);
      if (group === undefined) {
        group = emptyGroup();
        groups.set(at, group);
      }
      const histogram = input.kinds[from] === HISTOGRAM ? input.histograms?.[from] : undefined;
      if (histogram === undefined) addFloat(group, input.values[from] ?? 0);
      else addHistogram(node, notes, group, histogram, input.list.labels[row] ?? Labels.empty);
    }
    for (const [at, group] of groups) {
      finish(node, notes, group, params?.[step] ?? Number.NaN, block, at * input.steps + step);
    }
  }
}

function emptyGroup(): Group {
  return {
    floats: [],
    histograms: undefined,
    count: 0,
    hasHistogram: false,
    incompatible: false,
    resetSeen: false,
    noResetSeen: false,
  };
}

function addFloat(group: Group, value: number): void {
  if (group.incompatible) return;
  group.floats.push(value);
  group.count++;
}

function addHistogram(
  node: AggregateExpr,
  notes: HistogramNotes,
  group: Group,
  histogram: FloatHistogram,
  labels: Labels,
): void {
  if (group.incompatible) return;
  if (node.op !== "sum" && node.op !== "avg") {
    if (node.op !== "count" && node.op !== "group") notes.ignoredInAggregation(node.op);
    else group.count++;
    return;
  }
  group.hasHistogram = true;
  group.count++;
  // A group that began with a float comes to nothing, so its histograms need no adding.
  if (group.histograms === undefined && group.floats.length > 0) return;
  if (histogram.resetHint === "reset") group.resetSeen = true;
  if (histogram.resetHint === "not_reset") group.noResetSeen = true;
  if (group.histograms === undefined) {
    group.histograms = node.op === "sum" ? new HistogramSum(histogram.copy()) : new HistogramMean(histogram);
    return;
  }
  const result: CombineResult = group.histograms.add(histogram);
  if (result === "incompatible") {
    notes.mixedSchemas(labels);
    group.incompatible = true;
  } else notes.reconciled(result, "aggregation");
}

function finish(
  node: AggregateExpr,
  notes: HistogramNotes,
  group: Group,
  param: number,
  block: StepBlock,
  index: number,
): void {
  if (node.op === "count" || node.op === "group") {
    block.setFloat(index, node.op === "group" ? 1 : group.count);
    return;
  }
  if (group.hasHistogram && group.floats.length > 0) {
    notes.mixedKindsInAggregation();
    return;
  }
  if (group.incompatible) return;
  if (group.histograms !== undefined) {
    block.setHistogram(index, group.histograms.finish().compact());
    if (group.resetSeen && group.noResetSeen) notes.resetCollision("aggregation");
    return;
  }
  if (group.floats.length > 0) block.setFloat(index, aggregateValues(node, group.floats, param));
}

const kahan = new KahanSum();

function aggregateValues(node: AggregateExpr, values: readonly number[], param: number): number {
  switch (node.op) {
    case "sum":
      kahan.reset(values[0]);
      for (const value of values.slice(1)) kahan.add(value);
      return kahan.total;
    case "avg":
      return mean(values);
    case "min":
      return values.reduce((best, value) => (best > value || Number.isNaN(best) ? value : best));
    case "max":
      return values.reduce((best, value) => (best < value || Number.isNaN(best) ? value : best));
    case "stdvar":
      return variance(values);
    case "stddev":
      return Math.sqrt(variance(values));
    default:
      return quantileOf(param, Float64Array.from(values));
  }
}

function mean(values: readonly number[]): number {
  kahan.reset(values[0]);
  for (let i = 1; i < values.length; i++) {
    const { sum, rest } = kahan;
    kahan.add(values[i] ?? 0);
    if (Number.isFinite(kahan.sum) || Number.isNaN(kahan.sum)) continue;
    kahan.reset(sum / i, rest / i);
    for (let j = i; j < values.length; j++) {
      const share = j / (j + 1);
      kahan.reset(share * kahan.sum, share * kahan.rest);
      kahan.add((values[j] ?? 0) / (j + 1));
    }
    return kahan.total;
  }
  return kahan.sum / values.length + kahan.rest / values.length;
}

/** Welford's method, as for blocks of floats only. */
function variance(values: readonly number[]): number {
  let average = values[0] ?? 0;
  let sum = Number.isFinite(average) ? 0 : Number.NaN;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    const delta = value - average;
    average += delta / (i + 1);
    sum += delta * (value - average);
  }
  return sum / values.length;
}
