import type { HttpResponse } from "./http-request.ts";

const json = "application/json";

/** The answers of Prometheus's HTTP API; source: web/api/v1/api.go, `respond` and `respondError`. */
export const apiResponse = {
  success(data: unknown): HttpResponse {
    return { status: 200, contentType: json, body: JSON.stringify({ status: "success", data }) };
  },
  /** What the server answers when a request names nothing it could look for. */
  noContent(): HttpResponse {
    return { status: 204, contentType: json, body: "" };
  },
  badData(error: string): HttpResponse {
    return {
      status: 400,
      contentType: json,
      body: JSON.stringify({ status: "error", errorType: "bad_data", error }),
    };
  },
  badTime(name: string, value: string): HttpResponse {
    return apiResponse.badData(`invalid parameter "${name}": cannot parse "${value}" to a valid timestamp`);
  },
  /** A time that has a default gets more words than one that must be given; source: `parseTimeParam`. */
  badOptionalTime(name: string, value: string): HttpResponse {
    return apiResponse.badData(
      `invalid parameter "${name}": Invalid time value for '${name}': cannot parse "${value}" to a valid timestamp`,
    );
  },
  text(status: number, body: string): HttpResponse {
    return { status, contentType: "text/plain; charset=utf-8", body };
  },
};
