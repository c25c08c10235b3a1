import type { FloatHistogram } from "../../promql/histogram/float-histogram.ts";
import type { ParseError } from "../../promql/parse/ast.ts";
import { parseSeriesDescription } from "../../promql/parse/series-description.ts";
import { expandHistogram } from "../../promql/testlang/expand-histogram.ts";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { appendTo } from "../append-to.ts";
import type { TestGroup } from "./test-file-types.ts";

interface Sample {
  readonly timeMs: number;
  readonly value: number | "stale" | FloatHistogram;
}

interface InputSeries {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
  next: number;
}

/** The input of a test is text that does not parse; the message is promtool's. */
export class TestInputError extends Error {}

/**
 * The store of one test group. Its input is written only up to the time of each evaluation, so rules and
 * queries see what a server would have seen.
 */
export class TestInput {
  readonly store = new SeriesStore();
  private readonly series: readonly InputSeries[];

  /** Throws `TestInputError` when a series does not parse. */
  constructor(group: TestGroup, intervalMs: number) {
    const byKey = new Map<string, InputSeries>();
    group.inputSeries.forEach(({ series, values }, index) => {
      const parsed = parseSeriesDescription(`${series} ${values}`.trim());
      const [error] = parsed.errors;
      // promtool reads all series as one text whose first line is the load command.
      if (error !== undefined) throw new TestInputError(errorText(error, index + 1));
      const samples: Sample[] = [];
      parsed.values.forEach((value, at) => {
        const timeMs = group.startMs + at * intervalMs;
        if (value.kind === "omitted") return;
        if (value.kind === "float") samples.push({ timeMs, value: value.value });
        else if (value.kind === "stale") samples.push({ timeMs, value: "stale" });
        else {
          const histogram = expandHistogram(value);
          if (typeof histogram === "string") throw new TestInputError(histogram);
          samples.push({ timeMs, value: histogram });
        }
      });
      byKey.set(parsed.labels.key, { labels: parsed.labels, samples, next: 0 });
    });
    this.series = [...byKey.values()].sort((a, b) => Labels.compare(a.labels, b.labels));
  }

  /** Writes the input up to `timeMs`; the error is the store's refusal. */
  appendUntil(timeMs: number): string | undefined {
    const append = appendTo(this.store);
    let refusal: string | undefined;
    for (const series of this.series) {
      for (; ; series.next++) {
        const sample = series.samples[series.next];
        if (sample === undefined || sample.timeMs > timeMs) break;
        const { value } = sample;
        const result =
          typeof value === "object"
            ? append(series.labels, sample.timeMs, 0, false, value)
            : append(series.labels, sample.timeMs, value === "stale" ? 0 : value, value === "stale");
        if (result === "out-of-order") refusal = "out of order sample";
        if (result === "duplicate") refusal = "duplicate sample for timestamp";
      }
    }
    return refusal;
  }
}

/** The error with its line counted in the whole load text. */
function errorText(error: ParseError, line: number): string {
  const [own, ...rest] = error.text.split(":");
  return [String(Number(own) + line), ...rest].join(":");
}
