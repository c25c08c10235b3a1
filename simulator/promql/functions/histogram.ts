import { Labels } from "../../tsdb/labels.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { goFloat } from "../engine/go-text.ts";
import { SeriesList } from "../engine/series-list.ts";
import { HISTOGRAM, StepBlock } from "../engine/step-block.ts";
import { stepTime, type TimeGrid } from "../engine/time-grid.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { ClassicBuckets } from "../histogram/classic-buckets.ts";
import { classicQuantile } from "../histogram/classic-quantile.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { classicFraction, nativeFraction } from "../histogram/fraction.ts";
import { nativeQuantile } from "../histogram/native-quantile.ts";
import { histogramVariance } from "../histogram/variance.ts";
import type { Expr } from "../parse/ast.ts";
import { argument, stringArgument } from "./arguments.ts";
import {
  bucketsAt,
  forMetric,
  type HistogramGroups,
  histogramGroups,
  warnAboutBounds,
} from "./classic-groups.ts";
import { warnAboutQuantile } from "./quantile.ts";

/** A vector of histograms, classic or native, about to be summarised. */
interface HistogramVector {
  readonly ev: Evaluation;
  readonly input: StepBlock;
  readonly groups: HistogramGroups;
  readonly grid: TimeGrid;
  readonly arg: Expr;
}

function openHistograms(ev: Evaluation, arg: Expr, grid: TimeGrid): HistogramVector {
  const input = ev.evaluate(arg, grid);
  const groups = histogramGroups(input);
  warnAboutBounds(ev, input, groups, arg);
  return { ev, input, groups, grid, arg };
}

/** How to summarise a histogram at one step. */
interface Summary {
  readonly native: (histogram: FloatHistogram, step: number, labels: Labels) => number;
  readonly classic: (buckets: ClassicBuckets, step: number, labels: Labels) => number;
}

const buckets = new ClassicBuckets();

/** One number per histogram and step; a histogram that is both classic and native gives none. */
function summarise(
  vector: HistogramVector,
  block: StepBlock,
  summary: Summary,
  isWanted?: (step: number) => boolean,
): void {
  const { ev, input, groups, grid, arg } = vector;
  groups.groups.forEach((group, at) => {
    ev.tick(grid.steps * group.bucketRows.length);
    for (let step = 0; step < grid.steps; step++) {
      if (isWanted?.(step) === false) continue;
      const index = at * grid.steps + step;
      const nativeIndex = group.nativeRow === undefined ? -1 : group.nativeRow * grid.steps + step;
      const native = input.kinds[nativeIndex] === HISTOGRAM ? input.histograms?.[nativeIndex] : undefined;
      const hasBuckets = bucketsAt(input, group, step, buckets);
      if (native !== undefined && hasBuckets) {
        ev.notes.warn(
          `vector contains a mix of classic and native histograms${forMetric(ev, group.labels)}`,
          arg.span,
        );
      } else if (native !== undefined) block.setFloat(index, summary.native(native, step, group.labels));
      else if (hasBuckets) block.setFloat(index, summary.classic(buckets, step, group.labels));
    }
  });
}

function finish(ev: Evaluation, block: StepBlock): StepBlock {
  return ev.settings.delayedNames ? block : block.mergeEqualRows();
}

const quantile: VectorFunction = (ev, node, grid) => {
  const qs = ev.scalar(argument(node, 0), grid);
  warnAboutQuantiles(ev, qs, argument(node, 0));
  const vector = openHistograms(ev, argument(node, 1), grid);
  const block = new StepBlock(vector.groups.list.withoutNames(ev.settings.delayedNames), grid.steps);
  summarise(vector, block, quantileSummary(vector, qs));
  return finish(ev, block);
};

function quantileSummary(vector: HistogramVector, qs: Float64Array): Summary {
  const { ev, grid, arg } = vector;
  return {
    native: (histogram, step, labels) => {
      const { value, nanEffect } = nativeQuantile(qs[step] ?? Number.NaN, histogram);
      const result = nanEffect === "result-nan" ? "result is NaN" : "result is skewed higher";
      if (nanEffect !== "none") {
        ev.notes.info(
          `input to histogram_quantile has NaN observations, ${result}${forMetric(ev, labels)}`,
          arg.span,
        );
      }
      return value;
    },
    classic: (buckets, step, labels) =>
      classicQuantile(qs[step] ?? Number.NaN, buckets, (defect) => {
        const name = ev.settings.delayedNames ? labels.get("__name__") : "";
        ev.notes.bucketsRepaired({ timeMs: stepTime(grid, step), ...defect }, name, arg.span);
      }),
  };
}

/** `histogram_quantiles(v, "q", 0.5, 0.9)`: several quantiles at once, told apart by a label. */
const quantiles: VectorFunction = (ev, node, grid) => {
  const label = stringArgument(node, 1);
  const wanted = node.args.slice(2).map((arg) => {
    const qs = ev.scalar(arg, grid);
    warnAboutQuantiles(ev, qs, arg);
    return qs;
  });
  const vector = openHistograms(ev, argument(node, 0), grid);
  const base = vector.groups.list.withoutNames(ev.settings.delayedNames);
  // A quantile that changes from step to step has series of its own for each of its values.
  const blocks = wanted.flatMap((qs) =>
    [...new Set(qs)].map((q) => {
      const list = new SeriesList(
        base.labels.map((labels) => withLabel(labels, label, openMetricsFloat(q))),
        base.doomed,
      );
      ev.requireRoom(list.length * new Set(qs).size, grid.steps);
      const block = new StepBlock(list, grid.steps);
      summarise(vector, block, quantileSummary(vector, qs), (step) => sameNumber(qs[step], q));
      return block;
    }),
  );
  return finish(ev, stack(blocks, grid.steps));
};

/** As keys of a map see it: NaN is NaN, and both zeros are one. */
function sameNumber(a: number | undefined, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  return Labels.fromPairs([...labels.pairs.filter(([other]) => other !== name), [name, value]]);
}

/** The canonical form of OpenMetrics: whole numbers get `.0`. */
function openMetricsFloat(value: number): string {
  const text = goFloat(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The rows of several blocks one after another. */
function stack(blocks: readonly StepBlock[], steps: number): StepBlock {
  const labels = blocks.flatMap((block) => [...block.list.labels]);
  const doomed = blocks.flatMap((block) => [...(block.list.doomed ?? new Uint8Array(block.rows))]);
  const result = new StepBlock(
    new SeriesList(labels, doomed.includes(1) ? Uint8Array.from(doomed) : undefined),
    steps,
  );
  let at = 0;
  for (const block of blocks) {
    result.values.set(block.values, at);
    result.kinds.set(block.kinds, at);
    at += block.kinds.length;
  }
  return result;
}

const fraction: VectorFunction = (ev, node, grid) => {
  const lower = ev.scalar(argument(node, 0), grid);
  const upper = ev.scalar(argument(node, 1), grid);
  const vector = openHistograms(ev, argument(node, 2), grid);
  const block = new StepBlock(vector.groups.list.withoutNames(ev.settings.delayedNames), grid.steps);
  summarise(vector, block, {
    native: (histogram, step, labels) => {
      const result = nativeFraction(lower[step] ?? 0, upper[step] ?? 0, histogram);
      if (result.nansExcluded) {
        const text =
          "input to histogram_fraction has NaN observations, which are excluded from all fractions";
        ev.notes.info(`${text}${forMetric(ev, labels)}`, vector.arg.span);
      }
      return result.value;
    },
    classic: (buckets, step) => classicFraction(lower[step] ?? 0, upper[step] ?? 0, buckets),
  });
  return finish(ev, block);
};

/** Notes every quantile outside 0 to 1. */
function warnAboutQuantiles(ev: Evaluation, quantiles: Float64Array, at: Expr): void {
  for (const q of quantiles) warnAboutQuantile(q, ev, at.span);
}

/** A number from every native histogram; floats drop out. */
function fromNative(measure: (histogram: FloatHistogram) => number): VectorFunction {
  return (ev, node, grid) => {
    const input = ev.evaluate(argument(node, 0), grid);
    const block = new StepBlock(input.list.withoutNames(ev.settings.delayedNames), grid.steps);
    input.histograms?.forEach((histogram, index) => {
      if (histogram !== undefined && input.kinds[index] === HISTOGRAM)
        block.setFloat(index, measure(histogram));
    });
    return finish(ev, block);
  };
}

/** The histogram family by function name. */
export const histogramFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["histogram_quantile", quantile],
  ["histogram_quantiles", quantiles],
  ["histogram_fraction", fraction],
  ["histogram_count", fromNative((histogram) => histogram.count)],
  ["histogram_sum", fromNative((histogram) => histogram.sum)],
  ["histogram_avg", fromNative((histogram) => histogram.sum / histogram.count)],
  ["histogram_stdvar", fromNative(histogramVariance)],
  ["histogram_stddev", fromNative((histogram) => Math.sqrt(histogramVariance(histogram)))],
]);
