import type { Labels } from "../../tsdb/labels.ts";
import { goFloat } from "../engine/go-text.ts";
import { CUSTOM_SCHEMA } from "../histogram/bucket-bounds.ts";
import { FloatHistogram } from "../histogram/float-histogram.ts";
import { SparseBuckets } from "../histogram/sparse-buckets.ts";
import { parseNumber } from "../parse/number-literal.ts";
import type { LoadCommand } from "./test-commands.ts";
import type { TestSample, TestStorage } from "./test-storage.ts";

/** One scrape of a classic histogram. */
class ClassicScrape {
  /** Cumulative counts by upper bound. */
  readonly buckets = new Map<number, number>();
  count: number | undefined;
  sum = 0;

  toNative(): FloatHistogram | string {
    const bounds = [...this.buckets.keys()].sort((a, b) => a - b);
    const highest = this.buckets.get(bounds[bounds.length - 1] ?? Number.NaN) ?? 0;
    const count = this.count ?? highest;
    if (bounds[bounds.length - 1] !== Number.POSITIVE_INFINITY) bounds.push(Number.POSITIVE_INFINITY);
    const counts: number[] = [];
    let below = 0;
    for (const bound of bounds) {
      const cumulative = this.buckets.get(bound) ?? count;
      if (cumulative < below) return `count is not cumulative: ${goFloat(cumulative)} < ${goFloat(below)}`;
      counts.push(cumulative - below);
      below = cumulative;
    }
    if (count !== below) return `count mismatch: count=${goFloat(count)} != le=+Inf count=${goFloat(below)}`;
    return new FloatHistogram({
      schema: CUSTOM_SCHEMA,
      count,
      sum: this.sum,
      customValues: bounds.slice(0, -1),
      positive: new SparseBuckets(
        counts.map((_, index) => index),
        counts,
      ).compacted(),
    });
  }
}

interface ClassicSeries {
  readonly labels: Labels;
  readonly scrapes: Map<number, ClassicScrape>;
}

const SUFFIX = /^(.*)_(bucket|sum|count)$/;

/** Stores every classic histogram of a `load_with_nhcb` as native histograms too; returns a problem. */
export function convertClassic(command: LoadCommand, storage: TestStorage): string | undefined {
  const histograms = new Map<string, ClassicSeries>();
  for (const { labels, values } of command.series) {
    const [, name = "", suffix = ""] = SUFFIX.exec(labels.get("__name__")) ?? [];
    const bound = suffix === "bucket" ? upperBound(labels.get("le")) : 0;
    if (suffix === "" || bound === undefined) continue;
    const base = labels.with({ __name__: name, le: "" });
    const known = histograms.get(base.key) ?? { labels: base, scrapes: new Map() };
    histograms.set(base.key, known);
    for (const [index, value] of values.entries()) {
      if (value.kind !== "float") continue;
      const timeMs = index * command.stepMs;
      const scrape = known.scrapes.get(timeMs) ?? new ClassicScrape();
      known.scrapes.set(timeMs, scrape);
      if (suffix === "bucket") scrape.buckets.set(bound, value.value);
      else if (suffix === "count") scrape.count = value.value;
      else scrape.sum = value.value;
    }
  }
  for (const series of histograms.values()) {
    const problem = storeNative(series, storage);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function storeNative({ labels, scrapes }: ClassicSeries, storage: TestStorage): string | undefined {
  const samples: TestSample[] = [];
  for (const [timeMs, scrape] of scrapes) {
    const value = scrape.toNative();
    if (typeof value === "string") return value;
    samples.push({ timeMs, value, startMs: undefined });
  }
  samples.sort((a, b) => a.timeMs - b.timeMs);
  return storage.append(labels, samples);
}

function upperBound(le: string): number | undefined {
  const parsed = parseNumber(le.replace(/^[+-]/, ""));
  if ("error" in parsed || Number.isNaN(parsed.value)) return undefined;
  return le.startsWith("-") ? -parsed.value : parsed.value;
}
