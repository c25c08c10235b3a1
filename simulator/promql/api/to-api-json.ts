import type { Labels } from "../../tsdb/labels.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { fromByteText } from "../parse/byte-text.ts";
import type { QueryFailure, QueryResult, QuerySuccess, ResultSeries } from "../query-types.ts";
import { JsonBytes } from "./json-bytes.ts";

/**
 * The body of `/api/v1/query` or `/api/v1/query_range` of a Prometheus 3 server, byte for byte and compact.
 * `timeMs` is the evaluation time, which a string result shows and nothing else needs.
 */
export function toApiJsonBytes(result: QueryResult, timeMs = 0): Uint8Array {
  const out = new JsonBytes();
  if (result.status === "error") writeFailure(out, result);
  else writeSuccess(out, result, timeMs);
  return out.take();
}

/** `toApiJsonBytes` as a string. */
export function toApiJson(result: QueryResult, timeMs = 0): string {
  const bytes = toApiJsonBytes(result, timeMs);
  let text = "";
  // One call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 16_384) {
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + 16_384));
  }
  return fromByteText(text);
}

function writeFailure(out: JsonBytes, { errorType, error }: QueryFailure): void {
  // The server names the parameter it could not use; the limit on points is no fault of one parameter.
  const named = /^(?:invalid parameter "|exceeded maximum resolution)/.test(error);
  const text = errorType === "bad_data" && !named ? `invalid parameter "query": ${error}` : error;
  out.ascii(`{"status":"error","errorType":"${errorType}","error":`);
  out.string(text, true);
  out.ascii("}");
}

function writeSuccess(out: JsonBytes, result: QuerySuccess, timeMs: number): void {
  out.ascii(`{"status":"success","data":{"resultType":"${result.resultType}","result":[`);
  const [first] = result.series;
  switch (result.resultType) {
    case "string":
      out.time(timeMs);
      out.ascii(",");
      out.string(result.text ?? "", true);
      break;
    case "scalar":
      out.time(first?.timesMs[0] ?? timeMs);
      out.ascii(",");
      out.value(first?.values[0] ?? Number.NaN);
      break;
    case "vector":
      writeVector(out, result.series);
      break;
    case "matrix":
      writeMatrix(out, result.series);
      break;
  }
  out.ascii("]}");
  writeMessages(out, "warnings", result.warnings);
  writeMessages(out, "infos", result.infos);
  out.ascii("}");
}

function writeMessages(out: JsonBytes, name: string, messages: readonly string[]): void {
  if (messages.length === 0) return;
  out.ascii(`,"${name}":[`);
  for (const [index, message] of messages.entries()) {
    if (index > 0) out.ascii(",");
    out.string(message, true);
  }
  out.ascii("]");
}

function writeMetric(out: JsonBytes, labels: Labels): void {
  out.ascii('{"metric":{');
  for (const [index, [name, value]] of labels.pairs.entries()) {
    if (index > 0) out.ascii(",");
    out.string(name);
    out.ascii(":");
    out.string(value);
  }
  out.ascii("}");
}

function writeVector(out: JsonBytes, series: readonly ResultSeries[]): void {
  for (const [index, { labels, timesMs, values, histograms }] of series.entries()) {
    if (index > 0) out.ascii(",");
    writeMetric(out, labels);
    const histogram = histograms?.[0];
    out.ascii(histogram === undefined ? ',"value":[' : ',"histogram":[');
    out.time(timesMs[0] ?? 0);
    out.ascii(",");
    if (histogram === undefined) out.value(values[0] ?? 0);
    else writeHistogram(out, histogram);
    out.ascii("]}");
  }
}

function writeMatrix(out: JsonBytes, series: readonly ResultSeries[]): void {
  const prefixes = new TimePrefixes();
  for (const [index, one] of series.entries()) {
    if (index > 0) out.ascii(",");
    writeMetric(out, one.labels);
    if (one.histograms === undefined) writeFloats(out, one, prefixes.of(one.timesMs));
    else writeMixed(out, one, one.histograms);
    out.ascii("}");
  }
}

function writeFloats(
  out: JsonBytes,
  { values, timesMs }: ResultSeries,
  prefixes: readonly Uint8Array[] | undefined,
): void {
  if (timesMs.length === 0) return;
  out.ascii(',"values":[');
  for (let i = 0; i < timesMs.length; i++) {
    const prefix = prefixes?.[i];
    if (i > 0) out.ascii(",");
    if (prefix !== undefined) out.raw(prefix);
    else writeTimePrefix(out, timesMs[i] ?? 0);
    out.value(values[i] ?? 0);
    out.ascii("]");
  }
  out.ascii("]");
}

function writeTimePrefix(out: JsonBytes, timeMs: number): void {
  out.ascii("[");
  out.time(timeMs);
  out.ascii(",");
}

function writeMixed(
  out: JsonBytes,
  { values, timesMs }: ResultSeries,
  histograms: readonly (FloatHistogram | undefined)[],
): void {
  for (const name of ["values", "histograms"] as const) {
    let open = false;
    for (const [i, timeMs] of timesMs.entries()) {
      const histogram = histograms[i];
      if ((histogram === undefined) !== (name === "values")) continue;
      out.ascii(open ? ",[" : `,"${name}":[[`);
      open = true;
      out.time(timeMs);
      out.ascii(",");
      if (histogram === undefined) out.value(values[i] ?? 0);
      else writeHistogram(out, histogram);
      out.ascii("]");
    }
    if (open) out.ascii("]");
  }
}

/** Most series of a range result share their times, so `[1747094400,` is made once per step for them. */
class TimePrefixes {
  private readonly seen = new Set<Float64Array>();
  private readonly made = new Map<Float64Array, readonly Uint8Array[]>();

  /** The prefixes of these times, from the second series on that has them. */
  of(timesMs: Float64Array): readonly Uint8Array[] | undefined {
    const known = this.made.get(timesMs);
    if (known !== undefined) return known;
    if (!this.seen.has(timesMs)) {
      this.seen.add(timesMs);
      return undefined;
    }
    const made = Array.from(timesMs, (timeMs) => {
      const out = new JsonBytes(32);
      writeTimePrefix(out, timeMs);
      return out.take();
    });
    this.made.set(timesMs, made);
    return made;
  }
}

/** `{"count":"3","sum":"2.5","buckets":[[0,"0.5","1","3"]]}`; the first number says which bounds belong. */
function writeHistogram(out: JsonBytes, histogram: FloatHistogram): void {
  out.ascii('{"count":');
  out.value(histogram.count);
  out.ascii(',"sum":');
  out.value(histogram.sum);
  let open = false;
  for (const bucket of histogram.allBuckets()) {
    if (bucket.count === 0) continue;
    const rule = bucket.lowerInclusive ? (bucket.upperInclusive ? 3 : 1) : bucket.upperInclusive ? 0 : 2;
    out.ascii(open ? `,[${rule},` : `,"buckets":[[${rule},`);
    open = true;
    out.value(bucket.lower);
    out.ascii(",");
    out.value(bucket.upper);
    out.ascii(",");
    out.value(bucket.count);
    out.ascii("]");
  }
  out.ascii(open ? "]}" : "}");
}
