/** The HTTP API of the simulated Prometheus server, as far as `curl` and `promtool` use it. */
import { isoTime } from "../../logs/iso-time.ts";
import { toApiJson } from "../../promql/api/to-api-json.ts";
import { goExponent } from "../../promql/engine/go-text.ts";
import { query } from "../../promql/engine/query.ts";
import { parse } from "../../promql/parse/parse.ts";
import type { Labels } from "../../tsdb/labels.ts";
import type { ShellHost } from "../shell-types.ts";
import { parseStep, parseTime } from "./api-parameters.ts";
import { apiResponse } from "./api-response.ts";
import { federate } from "./federate.ts";
import type { HttpRequest, HttpResponse } from "./http-request.ts";
import { queryExemplars } from "./query-exemplars.ts";
import { tsdbStatus } from "./tsdb-status.ts";

const json = "application/json";
const { success, badData, badTime, badOptionalTime, text } = apiResponse;

/** Answers one request to the server on port 9090. */
export function prometheusApi(request: HttpRequest, host: ShellHost): HttpResponse {
  const { path, method } = request;
  const values = /^\/api\/v1\/label\/([A-Za-z_][A-Za-z0-9_]*)\/values$/.exec(path)?.[1];
  if (values !== undefined) return success(host.source.labelValues(values, [], 0, host.nowMs));
  switch (path) {
    case "/-/healthy":
      return text(200, "Prometheus Server is Healthy.\n");
    case "/-/ready":
      return text(200, "Prometheus Server is Ready.\n");
    case "/-/reload":
      return reload(method, host);
    case "/":
      return {
        status: 302,
        contentType: "text/html; charset=utf-8",
        body: '<a href="/query">Found</a>.\n\n',
      };
    case "/api/v1/query":
      return instant(request, host);
    case "/api/v1/query_range":
      return range(request, host);
    case "/api/v1/alerts":
      return success(alerts(host));
    case "/api/v1/labels":
      return success(host.source.labelNames([], 0, host.nowMs));
    case "/api/v1/query_exemplars":
      return queryExemplars(request, host);
    case "/api/v1/status/tsdb":
      return tsdbStatus(request, host);
    case "/federate":
      return federate(request, host);
    case "/api/v1/series":
      return series(request, host);
    default:
      return text(404, "404 page not found\n");
  }
}

function reload(method: string, host: ShellHost): HttpResponse {
  if (method !== "POST" && method !== "PUT") return text(405, "Only POST or PUT requests allowed");
  const rules = host.files.get("rules.yml");
  const problem = rules === undefined ? undefined : host.loadRules(rules);
  return problem === undefined ? text(200, "") : text(500, `failed to reload config: ${problem}\n`);
}

function instant({ parameters }: HttpRequest, host: ShellHost): HttpResponse {
  const given = parameters.get("time");
  const timeMs = given === undefined ? host.nowMs : parseTime(given);
  if (timeMs === undefined) return badOptionalTime("time", given ?? "");
  const result = query(host.source, { expr: parameters.get("query") ?? "", timeMs });
  return { status: statusOf(result), contentType: json, body: toApiJson(result, timeMs) };
}

function range({ parameters }: HttpRequest, host: ShellHost): HttpResponse {
  const [start = "", end = "", step = ""] = ["start", "end", "step"].map(
    (name) => parameters.get(name) ?? "",
  );
  const startMs = parseTime(start);
  if (startMs === undefined) return badTime("start", start);
  const endMs = parseTime(end);
  if (endMs === undefined) return badTime("end", end);
  if (endMs < startMs) return badData('invalid parameter "end": end timestamp must not be before start time');
  const stepMs = parseStep(step);
  if (stepMs === undefined)
    return badData(`invalid parameter "step": cannot parse "${step}" to a valid duration`);
  if (stepMs <= 0) {
    return badData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  const result = query(host.source, { expr: parameters.get("query") ?? "", startMs, endMs, stepMs });
  return { status: statusOf(result), contentType: json, body: toApiJson(result, endMs) };
}

function statusOf(result: ReturnType<typeof query>): number {
  if (result.status === "success") return 200;
  if (result.errorType === "bad_data") return 400;
  return result.errorType === "execution" ? 422 : 503;
}

function alerts(host: ShellHost) {
  const active = host.alerts().filter(({ state }) => state !== "inactive");
  return {
    alerts: active.map(({ rule, labels, annotations, state, activeAtMs, value }) => ({
      labels: { alertname: rule, ...withoutName(labels) },
      annotations,
      state,
      activeAt: isoTime(activeAtMs),
      value: scientific(value),
    })),
  };
}

function withoutName(labels: Labels): Record<string, string> {
  return labels.without(["__name__"]).toRecord();
}

// `FormatFloat(value, 'e', -1, 64)`, as the API writes the value of an alert.
function scientific(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  return `${mantissa}e${goExponent(Number(exponent))}`;
}

/** Series of the last hour that a selector matches; the real server looks at its whole retention by default. */
function series({ parameters }: HttpRequest, host: ShellHost): HttpResponse {
  const selector = parameters.get("match[]");
  if (selector === undefined) return badData("no match[] parameter provided");
  const { ast, errors } = parse(selector);
  const [error] = errors;
  if (error !== undefined) return badData(`invalid parameter "match[]": ${error.text}`);
  if (ast?.kind !== "vectorSelector")
    return badData('invalid parameter "match[]": expected a series selector');
  const found = host.source.select(ast.matchers, host.nowMs - 3_600_000, host.nowMs);
  return success(found.map(({ labels }) => labels.toRecord()));
}
