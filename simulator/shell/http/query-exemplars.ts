import { goFixed } from "../../promql/engine/go-text.ts";
import { parse } from "../../promql/parse/parse.ts";
import { selectedSeries, selectorsOf } from "../../promql/selected-series.ts";
import { Labels } from "../../tsdb/labels.ts";
import type { Exemplar } from "../../tsdb/sample-source.ts";
import type { ShellHost } from "../shell-types.ts";
import { parseTime } from "./api-parameters.ts";
import { apiResponse } from "./api-response.ts";
import type { HttpRequest, HttpResponse } from "./http-request.ts";

/** `/api/v1/query_exemplars`: exemplars of every series that a selector of the query names; source: web/api/v1/api.go, `queryExemplars`. */
export function queryExemplars({ parameters }: HttpRequest, host: ShellHost): HttpResponse {
  const [start = "", end = ""] = [parameters.get("start"), parameters.get("end")];
  const startMs = start === "" ? Number.NEGATIVE_INFINITY : parseTime(start);
  if (startMs === undefined) return apiResponse.badOptionalTime("start", start);
  const endMs = end === "" ? Number.POSITIVE_INFINITY : parseTime(end);
  if (endMs === undefined) return apiResponse.badOptionalTime("end", end);
  if (endMs < startMs) return apiResponse.badData("end timestamp must not be before start timestamp");
  const { ast, errors } = parse(parameters.get("query") ?? "");
  const [error] = errors;
  if (error !== undefined) return apiResponse.badData(error.text);
  const selectors = ast === undefined ? [] : selectorsOf(ast);
  if (selectors.length === 0) return apiResponse.noContent();
  const found = bySeries(host.exemplars(), startMs, endMs);
  const named = selectedSeries(selectors, host.source, host.nowMs);
  const rows = found.filter(([{ series }]) => named.has(series.key));
  rows.sort(([a], [b]) => Labels.compare(a.series, b.series));
  return apiResponse.success(
    rows.map(([first, ...rest]) => ({
      seriesLabels: first.series.toRecord(),
      exemplars: [first, ...rest].map(({ labels, value, timeMs }) => ({
        labels,
        value: goFixed(value),
        timestamp: timeMs / 1000,
      })),
    })),
  );
}

/** Oldest first within a series. */
function bySeries(exemplars: readonly Exemplar[], startMs: number, endMs: number) {
  const lists = new Map<string, [Exemplar, ...Exemplar[]]>();
  for (const exemplar of exemplars) {
    if (exemplar.timeMs < startMs || exemplar.timeMs > endMs) continue;
    const list = lists.get(exemplar.series.key);
    if (list === undefined) lists.set(exemplar.series.key, [exemplar]);
    else list.push(exemplar);
  }
  return [...lists.values()];
}
