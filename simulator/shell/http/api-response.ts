import type { HttpResponse } from "./http-request.ts";

const json = "application/json";

/** The answers of Prometheus's HTTP API; source: web/api/v1/api.go, `respond` and `respondError`. */
export const apiResponse = {
  /** `undefined` leaves `data` out, as the real server does with nothing to tell. */
  success(data: unknown): HttpResponse {
    return { status: 200, contentType: json, body: JSON.stringify({ status: "success", data }) };
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
  text(status: number, body: string): HttpResponse {
    return { status, contentType: "text/plain; charset=utf-8", body };
  },
};
