import type { ShellHost } from "../shell-types.ts";
import { apiResponse } from "./api-response.ts";
import type { HttpRequest, HttpResponse } from "./http-request.ts";

const DEFAULT_ROWS = 10;
const MOST_ROWS = 10_000;

/** `/api/v1/status/tsdb`; source: web/api/v1/api.go, `serveTSDBStatus`. */
export function tsdbStatus({ parameters }: HttpRequest, host: ShellHost): HttpResponse {
  const given = parameters.get("limit") ?? "";
  const limit = given === "" ? DEFAULT_ROWS : /^[+-]?\d+$/.test(given) ? Number(given) : 0;
  if (limit < 1) return apiResponse.badData("limit must be a positive number");
  if (limit > MOST_ROWS) return apiResponse.badData(`limit must not exceed ${MOST_ROWS}`);
  return apiResponse.success(host.tsdbStatus(limit));
}
