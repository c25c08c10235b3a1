import { expect, test } from "vitest";
import { parseStep, parseTime } from "./api-parameters.ts";
import { parseForm, parseUrl } from "./url.ts";

test("addresses", () => {
  expect(parseUrl("http://prometheus:9090/api/v1/query?query=up#x")).toEqual({
    scheme: "http",
    host: "prometheus",
    port: 9090,
    path: "/api/v1/query",
    query: "query=up",
  });
  expect(parseUrl("10.0.0.1:8000")).toMatchObject({ host: "10.0.0.1", port: 8000, path: "/" });
  expect(parseUrl("HTTPS://X/")).toMatchObject({ scheme: "https", host: "x", port: 443 });
  for (const wrong of ["", "http://", "http:///x", "http://a:99999/", "http://a:0/"]) {
    expect(parseUrl(wrong)).toBeUndefined();
  }
});

test("forms", () => {
  expect(parseForm("query=sum%28up%29+%3D%3D+1&x")).toEqual([
    ["query", "sum(up) == 1"],
    ["x", ""],
  ]);
  expect(parseForm("q=%zz")).toBeUndefined();
});

test("times and steps of the API", () => {
  expect(parseTime("1760538660.5")).toBe(1_760_538_660_500);
  expect(parseTime("2025-10-15T14:31:00Z")).toBe(Date.UTC(2025, 9, 15, 14, 31));
  expect(parseTime("2025-10-15T16:31:00.25+02:00")).toBe(Date.UTC(2025, 9, 15, 14, 31) + 250);
  expect(parseTime("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29));
  for (const wrong of ["", "noon", "2025-13-01T00:00:00Z", "2025-10-15"])
    expect(parseTime(wrong)).toBeUndefined();
  expect([parseStep("15"), parseStep("1m"), parseStep("0.5"), parseStep("x")]).toEqual([
    15_000,
    60_000,
    500,
    undefined,
  ]);
});
