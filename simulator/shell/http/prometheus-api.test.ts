import { beforeAll, expect, test } from "vitest";
import { createWorld } from "../../world.ts";
import type { World } from "../../world-types.ts";

let world: World;
beforeAll(() => {
  world = createWorld("flagship-leak", 1);
  world.advance(world.openAtMs);
});

function get(path: string): string {
  const line = `curl -sg 'http://prometheus:9090${path}'`;
  return world.act({ kind: "command", atMs: world.nowMs, line })?.stdout ?? "";
}

test("status/tsdb counts what the source holds, cut to the limit", () => {
  const { status, data } = JSON.parse(get("/api/v1/status/tsdb?limit=10000"));
  expect(status).toBe("success");
  expect(Object.keys(data)).toEqual([
    "headStats",
    "seriesCountByMetricName",
    "labelValueCountByLabelName",
    "memoryInBytesByLabelName",
    "seriesCountByLabelValuePair",
  ]);
  expect(Object.keys(data.headStats)).toEqual([
    "numSeries",
    "numLabelPairs",
    "chunkCount",
    "minTime",
    "maxTime",
  ]);
  const byName: { value: number }[] = data.seriesCountByMetricName;
  expect(byName.reduce((sum, { value }) => sum + value, 0)).toBe(data.headStats.numSeries);
  expect(data.seriesCountByLabelValuePair.length).toBe(data.headStats.numLabelPairs);
  expect(JSON.parse(get("/api/v1/status/tsdb")).data.seriesCountByMetricName).toHaveLength(10);
  expect(JSON.parse(get("/api/v1/status/tsdb?limit=2")).data.seriesCountByMetricName).toEqual(
    byName.slice(0, 2),
  );
});

test.each([
  ["0", "limit must be a positive number"],
  ["-3", "limit must be a positive number"],
  ["ten", "limit must be a positive number"],
  ["10001", "limit must not exceed 10000"],
])("status/tsdb refuses limit=%s", (limit, error) => {
  expect(JSON.parse(get(`/api/v1/status/tsdb?limit=${limit}`))).toEqual({
    status: "error",
    errorType: "bad_data",
    error,
  });
});

test("query_exemplars gives the exemplars of the series a query names, within a window", () => {
  const bucket = world.exemplars()[0]?.series.get("__name__") ?? "";
  // The terminal keeps 256 KiB of what a command prints, so the test asks for ten minutes.
  const startMs = world.nowMs - 600_000;
  const window = `start=${startMs / 1000}`;
  const { data } = JSON.parse(get(`/api/v1/query_exemplars?query=sum(rate(${bucket}[5m]))&${window}`));
  const told: { labels: { trace_id: string }; value: string; timestamp: number }[] = data.flatMap(
    (row: { exemplars: unknown[] }) => row.exemplars,
  );
  expect(told.length).toBeGreaterThan(0);
  expect(told).toHaveLength(world.exemplars().filter(({ timeMs }) => timeMs >= startMs).length);
  const last = told.at(-1);
  const known = world.exemplars().find(({ labels }) => labels.trace_id === last?.labels.trace_id);
  expect(Number(last?.value)).toBe(known?.value);
  expect(last?.timestamp).toBe((known?.timeMs ?? 0) / 1000);
  const at = last?.timestamp ?? 0;
  const narrow = JSON.parse(get(`/api/v1/query_exemplars?query=${bucket}&start=${at}&end=${at}`)).data;
  expect(narrow.length).toBeGreaterThan(0);
  expect(narrow.length).toBeLessThan(told.length);
  expect(JSON.parse(get("/api/v1/query_exemplars?query=up"))).toEqual({ status: "success", data: [] });
  expect(get("/api/v1/query_exemplars?query=1")).toBe("");
  expect(JSON.parse(get("/api/v1/query_exemplars?query=up&start=x")).error).toBe(
    `invalid parameter "start": Invalid time value for 'start': cannot parse "x" to a valid timestamp`,
  );
  expect(JSON.parse(get("/api/v1/query_exemplars?query=up&start=2&end=1")).error).toBe(
    "end timestamp must not be before start timestamp",
  );
  expect(JSON.parse(get("/api/v1/query_exemplars?query=sum(")).error).toBe(
    "1:5: parse error: unclosed left parenthesis",
  );
});

test("federate writes the newest samples with their times and the server's labels", () => {
  const body = get(
    "/federate?match[]=up%7Bjob=%22prometheus%22%7D&match[]=ALERTS&match[]=up%7Bjob=%22prometheus%22%7D",
  );
  const [alertType, ...lines] = body.trimEnd().split("\n");
  expect(alertType).toBe("# TYPE ALERTS untyped");
  const up = lines.slice(lines.indexOf("# TYPE up untyped") + 1);
  expect(up).toHaveLength(1);
  const [, labels = "", timeMs] = /^up\{(.*)\} 1 (\d+)$/.exec(up[0] ?? "") ?? [];
  expect(labels).toContain('instance="prometheus-us-west:9090"');
  expect(labels).toMatch(/region="us-west",cluster="ml-production"$/);
  expect(labels.match(/region=/g)).toHaveLength(1);
  expect(world.nowMs - Number(timeMs)).toBeLessThanOrEqual(300_000);
  for (const line of lines.slice(0, lines.indexOf("# TYPE up untyped")))
    expect(line).toContain('cluster="ml-production"');
});

test("federate without match[] is empty, with a broken one tells why", () => {
  expect(get("/federate")).toBe("");
  expect(get("/federate?match[]=up%7B")).toContain("parse error: ");
});
