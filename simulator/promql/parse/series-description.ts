import { Labels } from "../../tsdb/labels.ts";
import type { ParseError } from "./ast.ts";
import { fromByteText, toByteText } from "./byte-text.ts";
import { parserLimits } from "./options.ts";
import { type SequenceValue, SeriesValueParser } from "./series-values.ts";
import { unquoteLiteral } from "./string-literal.ts";
import { keywords, type TokenKind } from "./token.ts";
import { TokenStream } from "./token-stream.ts";

/** One series of a rule unit test or of a `.test` file, or the errors of its text. */
export interface SeriesDescription {
  readonly labels: Labels;
  /** One entry per interval, the first at the start of the test. */
  readonly values: readonly SequenceValue[];
  readonly errors: readonly ParseError[];
}

/**
 * Parses the series notation of Prometheus's tests: a metric, then values such as `0+10x5 _ stale NaN` or
 * `{{schema:0 count:3 buckets:[1 2]}}x3`. Positions are byte offsets in `text`.
 */
export function parseSeriesDescription(text: string): SeriesDescription {
  const stream = new TokenStream(toByteText(text), parserLimits({ preset: "conformance" }));
  const labels = parseMetric(stream);
  if (stream.errors.length > 0) return { labels, values: [], errors: stream.errors };
  const parser = new SeriesValueParser(stream.source, stream.previousEnd);
  const values = parser.parse();
  return { labels, values: parser.errors.length > 0 ? [] : values, errors: parser.errors };
}

/** The label set of a sample: `name{a="b"}`, `{a="b"}`, `{"quoted.name"}` or nothing at all. */
export function parseMetricLabels(text: string): { labels: Labels; errors: readonly ParseError[] } {
  const stream = new TokenStream(toByteText(text), parserLimits({ preset: "conformance" }));
  const labels = parseMetric(stream);
  if (stream.errors.length === 0 && stream.previousEnd < stream.source.trimEnd().length) {
    stream.failing = true;
    stream.caught("", "");
  }
  return { labels, errors: stream.errors };
}

function isName(kind: TokenKind): boolean {
  return kind === "identifier" || kind === "metricIdentifier" || keywords.get(kind) === kind;
}

function parseMetric(stream: TokenStream): Labels {
  const pairs = new Map<string, string>();
  // Values may begin with a sign or a blank, which is no token of a metric.
  const start = stream.source.search(/[^ \t\r\n]/);
  if (/[a-zA-Z_:]/.test(stream.source.charAt(start)) && isName(stream.peek().kind)) {
    pairs.set("__name__", fromByteText(stream.shift().text));
    if (stream.source.charAt(stream.previousEnd) !== "{") return labelsOf(pairs);
  }
  if (stream.source.charAt(Math.max(start, stream.previousEnd)) === "{") parseLabelSet(stream, pairs);
  return labelsOf(pairs);
}

function labelsOf(pairs: ReadonlyMap<string, string>): Labels {
  return Labels.fromPairs(pairs);
}

const CONTEXT = "label set";

function parseLabelSet(stream: TokenStream, pairs: Map<string, string>): void {
  stream.shift();
  for (let expectLabel = true; !stream.aborted; ) {
    if (expectLabel) {
      expectLabel = false;
      const fits = (kind: TokenKind): boolean => kind === "identifier" || kind === "string" || kind === "}";
      if (!stream.readyOr(fits, CONTEXT, 'identifier or "}"')) continue;
      if (stream.accept("}") !== undefined) return;
      parseLabel(stream, pairs);
    } else if (stream.readyOr((kind) => kind === "," || kind === "}", CONTEXT, '"," or "}"')) {
      if (stream.shift().kind === "}") return;
      expectLabel = true;
    }
  }
}

function parseLabel(stream: TokenStream, pairs: Map<string, string>): void {
  const token = stream.shift();
  const name = token.kind === "string" ? unquoteLiteral(token.text) : fromByteText(token.text);
  if (token.kind === "string" && stream.peek().kind !== "=") {
    pairs.set("__name__", name);
    return;
  }
  if (!stream.readyOr((kind) => kind === "=", CONTEXT, '"="')) return;
  stream.shift();
  if (!stream.readyOr((kind) => kind === "string", CONTEXT, "string")) return;
  pairs.set(name, unquoteLiteral(stream.shift().text));
}
