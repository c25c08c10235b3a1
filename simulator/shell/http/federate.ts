import { goFloat } from "../../promql/engine/go-text.ts";
import { parse } from "../../promql/parse/parse.ts";
import { compareCodePoints, type Labels } from "../../tsdb/labels.ts";
import type { SampleColumns, SeriesHandle } from "../../tsdb/sample-source.ts";
import type { ShellHost } from "../shell-types.ts";
import { apiResponse } from "./api-response.ts";
import type { HttpRequest, HttpResponse } from "./http-request.ts";

/** Prometheus's default `--query.lookback-delta`. */
const LOOKBACK_MS = 300_000;

/**
 * `/federate`: the newest sample of every series that a `match[]` names, with its own time, in text format; stale
 * series and native histograms are left out. Labels of the server are added where a series has none of the name,
 * and an empty `instance`, so that the scraper with `honor_labels` keeps what it is given. Source: web/federate.go.
 * A `match[]` that is an expression but no selector gets our own words: the real parser names the odd token.
 */
export function federate({ matches }: HttpRequest, host: ShellHost): HttpResponse {
  const fromMs = host.nowMs - LOOKBACK_MS - 1;
  const found = new Map<string, SeriesHandle>();
  for (const match of matches) {
    const { ast, errors } = parse(match);
    const [error] = errors;
    if (error !== undefined) return apiResponse.text(400, `${error.text}\n`);
    if (ast?.kind !== "vectorSelector") return apiResponse.text(400, "expected a series selector\n");
    for (const series of host.source.select(ast.matchers, fromMs, host.nowMs))
      found.set(series.labels.key, series);
  }
  const families = new Map<string, string[]>();
  for (const series of found.values()) {
    const name = series.labels.get("__name__");
    const sample = newest(series, fromMs, host.nowMs);
    if (sample === undefined || name === "") continue;
    const line = `${name}{${labelText(series.labels, host.externalLabels)}} ${sample}\n`;
    const lines = families.get(name);
    if (lines === undefined) families.set(name, [`# TYPE ${name} untyped\n`, line]);
    else lines.push(line);
  }
  const sorted = [...families].sort(([a], [b]) => compareCodePoints(a, b));
  return {
    status: 200,
    contentType: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
    body: sorted.flatMap(([, lines]) => lines).join(""),
  };
}

/** Value and milliseconds of the newest sample, unless it marks the end of the series. */
function newest(series: SeriesHandle, fromMs: number, toMs: number): string | undefined {
  const read: SampleColumns = {
    count: 0,
    timesMs: new Float64Array(0),
    values: new Float64Array(0),
    stale: new Uint8Array(0),
  };
  series.read(fromMs, toMs, read);
  const last = read.count - 1;
  if (last < 0 || read.stale[last] === 1 || read.histograms?.[last] !== undefined) return undefined;
  return `${goFloat(read.values[last] ?? Number.NaN)} ${read.timesMs[last]}`;
}

/** The series' own labels, then those of the server in order. */
function labelText(labels: Labels, external: Readonly<Record<string, string>>): string {
  const own = labels.pairs.filter(([name, value]) => name !== "__name__" && value !== "");
  const added = Object.entries({ instance: "", ...external })
    .filter(([name]) => labels.get(name) === "")
    .sort(([a], [b]) => compareCodePoints(a, b));
  return [...own, ...added].map(([name, value]) => `${name}="${escapeValue(value)}"`).join(",");
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
