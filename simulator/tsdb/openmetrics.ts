import { Labels } from "./labels.ts";
import { scanLabels, skipBlanks, unescapeHelp } from "./openmetrics-labels.ts";
import type { MetricMetadata, MetricType } from "./sample-source.ts";
import { type SeriesRef, SeriesStore } from "./store.ts";

/** The samples of an exposition file, or the first line that could not be used, from 1, and why. */
export type OpenMetricsResult =
  | { readonly ok: true; readonly store: SeriesStore }
  | { readonly ok: false; readonly line: number; readonly message: string };

/**
 * Reads what an exporter or a backfill file says, into a store. Two formats are told apart by the `# EOF` line:
 * OpenMetrics, with timestamps in seconds, and the older Prometheus text format, in milliseconds. Every
 * sample needs a timestamp, and those of one series must rise.
 */
export function readOpenMetrics(text: string): OpenMetricsResult {
  const reader = new ExpositionReader(/(?:^|\n)# EOF\r?\n?\s*$/.test(text.slice(-64)));
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    line++;
    const message = reader.line(text.slice(start, text.charAt(end - 1) === "\r" ? end - 1 : end));
    if (message !== undefined) return { ok: false, line, message };
    start = end + 1;
  }
  return { ok: true, store: reader.finish() };
}

const TYPES: ReadonlyMap<string, MetricType> = new Map<string, MetricType>([
  ["counter", "counter"],
  ["gauge", "gauge"],
  ["histogram", "histogram"],
  ["gaugehistogram", "histogram"],
  ["summary", "summary"],
  ["info", "info"],
  ["stateset", "unknown"],
  ["unknown", "unknown"],
  ["untyped", "unknown"],
]);

const NUMBER = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|infinity|nan)$/i;
const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;

function parseValue(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  if (/nan$/i.test(text)) return Number.NaN;
  if (!/inf/i.test(text)) return Number(text);
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** One series by the text that stands for it in the file. */
interface KnownSeries {
  readonly ref: SeriesRef;
  readonly labels: Labels;
}

class ExpositionReader {
  private readonly store = new SeriesStore();
  private readonly known = new Map<string, KnownSeries>();
  private readonly metadata = new Map<string, MetricMetadata>();
  private readonly inSeconds: boolean;
  private ended = false;

  constructor(inSeconds: boolean) {
    this.inSeconds = inSeconds;
  }

  finish(): SeriesStore {
    for (const metadata of this.metadata.values()) this.store.setMetadata(metadata);
    return this.store;
  }

  /** Takes one line; returns what is wrong with it. */
  line(line: string): string | undefined {
    if (line.trim() === "") return undefined;
    if (this.ended) return "expected nothing after # EOF";
    return line.startsWith("#") ? this.comment(line) : this.sample(line);
  }

  private comment(line: string): string | undefined {
    if (line === "# EOF") {
      this.ended = true;
      return undefined;
    }
    const parts = /^#[ \t]+(TYPE|HELP|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|\S+)(?:[ \t]+(.*))?$/.exec(line);
    if (parts === null) return undefined;
    const [, keyword, rawName = "", rest = ""] = parts;
    const name = rawName.startsWith('"') ? unescapeHelp(rawName.slice(1, -1)) : rawName;
    const before = this.metadata.get(name) ?? { name, type: "unknown", help: "", unit: "" };
    if (keyword === "HELP") this.metadata.set(name, { ...before, help: unescapeHelp(rest) });
    else if (keyword === "UNIT") this.metadata.set(name, { ...before, unit: rest.trim() });
    else {
      const type = TYPES.get(rest.trim().toLowerCase());
      if (type === undefined) return `expected a metric type, got "${rest.trim()}"`;
      this.metadata.set(name, { ...before, type });
    }
    return undefined;
  }

  private sample(line: string): string | undefined {
    const end = this.seriesEnd(line);
    if (typeof end === "string") return end;
    const series = this.seriesOf(line, end);
    if (typeof series === "string") return series;
    const value = this.word(line, end);
    const number = parseValue(value.text);
    if (value.text === "" || value.text === "#") {
      return `expected value after ${line.charAt(end - 1) === "}" ? "label set" : "metric name"}`;
    }
    if (number === undefined) return `expected a number as value, got "${value.text}"`;
    const time = this.word(line, value.end);
    if (time.text === "" || time.text === "#") return "sample has no timestamp";
    const timeMs = this.milliseconds(time.text);
    if (timeMs === undefined) {
      return `expected timestamp in ${this.inSeconds ? "seconds" : "whole milliseconds"}, got "${time.text}"`;
    }
    const problem = this.append(series, timeMs, number);
    if (problem !== undefined) return problem;
    const rest = skipBlanks(line, time.end);
    return rest === line.length ? undefined : this.exemplar(line, rest, series, timeMs);
  }

  private append({ ref, labels }: KnownSeries, timeMs: number, value: number): string | undefined {
    const outcome = this.store.append(ref, timeMs, value);
    if (outcome === "ok") return undefined;
    const what = outcome === "duplicate" ? "duplicate sample with another value" : "out of order sample";
    return `${what} for ${seriesText(labels)}`;
  }

  /** The end of the metric's name and labels, or what was expected. */
  private seriesEnd(line: string): number | string {
    METRIC_NAME.lastIndex = 0;
    const name = METRIC_NAME.exec(line)?.[0] ?? "";
    const after = skipBlanks(line, name.length);
    if (line.charAt(after) === "{") {
      // The end of a label set seen before is found without reading its labels again.
      const close = line.indexOf("}", after);
      if (close >= 0 && this.known.has(line.slice(0, close + 1))) return close + 1;
      const scanned = scanLabels(line, after);
      return "expected" in scanned ? scanned.expected : scanned.end;
    }
    if (name === "") return "expected a metric name";
    return after > name.length || name.length === line.length
      ? name.length
      : `expected "{" or a space after metric name, got "${line.charAt(name.length)}"`;
  }

  private seriesOf(line: string, end: number): KnownSeries | string {
    const text = line.slice(0, end);
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const brace = text.indexOf("{");
    const scanned = brace < 0 ? { pairs: [] } : scanLabels(text, brace);
    if ("expected" in scanned) return scanned.expected;
    const name = (brace < 0 ? text : text.slice(0, brace)).trim();
    const pairs = name === "" ? scanned.pairs : [["__name__", name] as const, ...scanned.pairs];
    const names = new Set<string>();
    for (const [label] of pairs) {
      if (names.has(label)) return `label name "${label}" is not unique`;
      names.add(label);
    }
    if (!names.has("__name__")) return "expected a metric name";
    const labels = Labels.fromPairs(pairs);
    const series = { labels, ref: this.store.series(labels) };
    this.known.set(text, series);
    return series;
  }

  private word(line: string, from: number): { text: string; end: number } {
    const start = skipBlanks(line, from);
    let end = start;
    while (end < line.length && line.charCodeAt(end) !== 32 && line.charCodeAt(end) !== 9) end++;
    return { text: line.slice(start, end), end };
  }

  private milliseconds(text: string): number | undefined {
    if (!this.inSeconds) return /^-?\d+$/.test(text) ? Number(text) : undefined;
    const seconds = parseValue(text);
    return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.round(seconds * 1000);
  }

  /** `# {trace_id="..."} 0.67 1520879607.789`, which only OpenMetrics has. */
  private exemplar(line: string, at: number, series: KnownSeries, sampleMs: number): string | undefined {
    const brace = skipBlanks(line, at + 1);
    if (!this.inSeconds || line.charAt(at) !== "#" || line.charAt(brace) !== "{") {
      return "expected end of line after timestamp";
    }
    const scanned = scanLabels(line, brace);
    if ("expected" in scanned) return scanned.expected;
    const word = this.word(line, scanned.end);
    const value = parseValue(word.text);
    if (value === undefined) return "expected value of exemplar";
    const time = this.word(line, word.end);
    const timeMs = time.text === "" ? sampleMs : this.milliseconds(time.text);
    if (timeMs === undefined) return `expected timestamp in seconds, got "${time.text}"`;
    const labels = Object.fromEntries(scanned.pairs);
    this.store.addExemplar({ series: series.labels, labels, timeMs, value });
    return undefined;
  }
}

/** A series as the file writes it. */
function seriesText(labels: Labels): string {
  const rest = labels.pairs.filter(([name]) => name !== "__name__");
  const pairs = rest.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const name = labels.get("__name__");
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}
