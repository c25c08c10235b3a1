import { Labels } from "../../tsdb/labels.ts";
import { utf8Length } from "../../tsdb/utf8.ts";
import type { Grouping, RangeAggregation, Unwrap } from "../ast.ts";
import { LogqlError } from "../logql-error.ts";
import { errorText, labelTest, readValue } from "./filter-labels.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Scanner } from "./scan.ts";

/** Samples of one series, oldest first. */
export interface Collected {
  readonly labels: Labels;
  readonly timesMs: number[];
  readonly values: number[];
}

/**
 * Turns the lines of a range aggregation into samples: 1 a line, its bytes, or the unwrapped value. With a
 * grouping only its labels are kept, which spares a series for every value of a parsed field.
 */
export function collect(
  node: RangeAggregation,
  grouping: Grouping | undefined,
  scanner: Scanner,
  fromMs: number,
  toMs: number,
): Collected[] {
  const found = new Map<string, Collected>();
  const { unwrap } = node;
  const filters = (unwrap?.filters ?? []).map(labelTest);
  const bytes = node.op === "bytes_rate" || node.op === "bytes_over_time";
  scanner.scan(node.log, fromMs, toMs, false, (entry) => {
    let value = bytes ? utf8Length(entry.line) : 1;
    if (unwrap !== undefined) {
      const unwrapped = unwrapValue(entry, unwrap);
      if (unwrapped === undefined) return true;
      value = unwrapped;
      if (!filters.every((test) => test(entry))) return true;
      entry.labels.delete(unwrap.label);
    }
    if (entry.label("__error__") !== "") throw pipelineError(entry);
    const labels = seriesLabels(entry, grouping);
    const series = found.get(labels.key) ?? { labels, timesMs: [], values: [] };
    if (series.timesMs.length === 0) found.set(labels.key, series);
    series.timesMs.push(entry.source.atMs);
    series.values.push(value);
    return true;
  });
  return [...found.values()];
}

/** Undefined for a line without the label: it counts for nothing. */
function unwrapValue(entry: LogEntry, { label, convert }: Unwrap): number | undefined {
  const text = entry.label(label);
  if (text === "") return undefined;
  const unit = convert === "" ? "number" : convert === "bytes" ? "bytes" : "duration";
  const value = readValue(text, unit);
  if (value === undefined) entry.fail("SampleExtractionErr", errorText(text, unit));
  return value ?? 0;
}

function seriesLabels(entry: LogEntry, grouping: Grouping | undefined): Labels {
  if (grouping === undefined) return Labels.fromPairs(entry.labels);
  if (grouping.without) return Labels.fromPairs(entry.labels).without(grouping.labels);
  return Labels.fromPairs([...new Set(grouping.labels)].map((name) => [name, entry.label(name)] as const));
}

function pipelineError(entry: LogEntry): LogqlError {
  const type = entry.label("__error__");
  const labels = Labels.fromPairs(entry.labels);
  const series = `{${labels.pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
  return new LogqlError(
    `pipeline error: '${type}' for series: '${series}'.\n` +
      `Use a label filter to intentionally skip this error. (e.g | __error__!="${type}").\n` +
      'To skip all potential errors you can match empty errors.(e.g __error__="")\n' +
      'The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )\n',
    undefined,
    "execution",
  );
}
