import { describe, expect, it } from "vitest";
import { createWorld } from "../../world.ts";
import type { LogLine } from "../../world-types.ts";
import type { LogqlResult, LogSource } from "../query-types.ts";
import { queryLogs } from "./query-logs.ts";

const SECOND = 1000;

function line(atSeconds: number, level: LogLine["level"], fields: LogLine["fields"], pod = "a"): LogLine {
  const labels = { service: "api", container: "server", level, region: "eu", environment: "production" };
  return {
    atMs: atSeconds * SECOND,
    level,
    text: String(fields.msg ?? ""),
    labels,
    fields: { ...fields, pod },
  };
}

const stored: readonly LogLine[] = [
  line(10, "info", {
    level: "INFO",
    msg: "POST /predict 200",
    latency_ms: 100,
    took: "100ms",
    size: "1kB",
    status: 200,
  }),
  line(20, "error", {
    level: "ERROR",
    msg: "out of memory",
    latency_ms: 600,
    took: "600ms",
    size: "2kB",
    status: 500,
  }),
  line(
    30,
    "info",
    { level: "INFO", msg: "POST /predict 200", latency_ms: 120, took: "120ms", size: "3kB", status: 200 },
    "b",
  ),
  line(
    40,
    "error",
    { level: "ERROR", msg: "KeyError: 'x'", latency_ms: 30, took: "soon", size: "4kB", status: 500 },
    "b",
  ),
  {
    atMs: 50 * SECOND,
    level: "warning",
    text: "Back-off restarting failed container",
    labels: { service: "kubelet", container: "kubernetes-events", level: "warning" },
    fields: { reason: "BackOff", object: "pod/a" },
  },
];

const source: LogSource = ({ fromMs, toMs, limit, level, contains }) =>
  stored
    .filter((one) => one.atMs > fromMs && one.atMs <= toMs && (level === undefined || one.level === level))
    .filter(
      ({ text, fields }) =>
        contains === undefined ||
        text.includes(contains) ||
        Object.values(fields).some((value) => String(value).includes(contains)),
    )
    .slice(-limit);

const ask = (expr: string, limit = 100): LogqlResult =>
  queryLogs(source, { expr, startMs: 0, endMs: 60 * SECOND, stepMs: 10 * SECOND }, { limit });
const at = (expr: string, seconds = 60): LogqlResult => queryLogs(source, { expr, timeMs: seconds * SECOND });

/** Seconds of the lines found, newest first. */
function seconds(expr: string): number[] {
  const result = ask(expr);
  if (result.status === "error") throw new Error(result.error);
  return result.resultType === "streams" ? result.lines.map(({ atMs }) => atMs / SECOND) : [];
}

/** Values of an instant query by their labels. */
function values(expr: string, when = 60): Record<string, number> {
  const result = at(expr, when);
  if (result.status === "error") throw new Error(result.error);
  if (result.resultType === "streams") return {};
  return Object.fromEntries(
    result.series.map(({ labels, values: all }) => [
      labels.pairs.map(([name, value]) => `${name}=${value}`).join(","),
      all[0] ?? Number.NaN,
    ]),
  );
}

describe("log queries", () => {
  it("select streams, newest line first", () => {
    expect(seconds('{service="api"}')).toEqual([40, 30, 20, 10]);
    expect(seconds('{service=~"api|kubelet", level!="info"}')).toEqual([50, 40, 20]);
    expect(seconds('{level="error"}')).toEqual([40, 20]);
    expect(seconds('{level="nothing"}')).toEqual([]);
    expect(seconds('{service=~"a.+", level!~"in.*"}')).toEqual([40, 20]);
  });

  it("filter lines by the text that is stored, keys and quotes included", () => {
    expect(seconds('{service="api"} |= "out of memory"')).toEqual([20]);
    expect(seconds('{service="api"} |= "\\"status\\":500"')).toEqual([40, 20]);
    expect(seconds('{service="api"} |= "latency"')).toEqual([40, 30, 20, 10]);
    expect(seconds('{service="api"} != "POST" |~ "(?i)keyerror"')).toEqual([40]);
    expect(seconds('{service="api"} |= "memory" or "KeyError"')).toEqual([40, 20]);
    expect(seconds('{service="api"} !~ "memory" != "POST" or "KeyError"')).toEqual([]);
  });

  it("filter by parsed fields; a name the stream has gets _extracted behind it", () => {
    expect(seconds('{service="api"} | json | latency_ms > 100')).toEqual([30, 20]);
    expect(seconds('{service="api"} | json | level="ERROR"')).toEqual([]);
    expect(seconds('{service="api"} | json | level_extracted="ERROR"')).toEqual([40, 20]);
    expect(seconds('{service="api"} | json | size >= 2kB, size < 4kB')).toEqual([30, 20]);
    expect(seconds('{service="api"} | json | took >= 120ms | __error__=""')).toEqual([30, 20]);
    expect(seconds('{service="api"} | json | status=500 and (pod="a" or latency_ms<50)')).toEqual([40, 20]);
    expect(seconds('{service="kubelet"} | logfmt | reason="BackOff" | msg=~"Back.*"')).toEqual([50]);
  });

  it("mark what cannot be parsed instead of dropping it", () => {
    const result = ask('{service="kubelet"} | json');
    expect(result).toMatchObject({ resultType: "streams", lines: [{ atMs: 50 * SECOND }] });
    const labels =
      result.status === "success" && result.resultType === "streams" ? result.lines[0]?.labels : undefined;
    expect(labels?.get("__error__")).toBe("JSONParserErr");
    expect(seconds('{service="kubelet"} | json | __error__=""')).toEqual([]);
    expect(seconds('{service="api"} | json | took > 1h')).toEqual([40]);
  });

  it("rewrite lines and labels", () => {
    const result = ask(
      '{level="error"} | json | label_format host=pod, seen="{{.status}}!" | drop latency_ms | line_format "{{.host}} {{.seen}} {{.msg}}"',
      1,
    );
    const [first] = result.status === "success" && result.resultType === "streams" ? result.lines : [];
    expect(first?.line).toBe("b 500! KeyError: 'x'");
    expect(first?.labels.get("host")).toBe("b");
    expect(first?.labels.has("pod") || first?.labels.has("latency_ms")).toBe(false);
    const kept = ask('{level="error"} | json | keep status, pod="a"');
    const [newest] = kept.status === "success" && kept.resultType === "streams" ? kept.lines : [];
    expect(newest?.labels.toRecord()).toEqual({ status: "500" });
  });

  it("stop at the limit and say so", () => {
    expect(ask('{service="api"}', 2)).toMatchObject({
      cut: true,
      lines: [{ atMs: 40_000 }, { atMs: 30_000 }],
    });
    expect(ask('{service="api"}', 4)).toMatchObject({ cut: false });
    const forward = queryLogs(
      source,
      { expr: '{service="api"}', startMs: 0, endMs: 60_000, stepMs: 1000 },
      { limit: 1, direction: "forward" },
    );
    expect(forward).toMatchObject({ lines: [{ atMs: 10_000 }] });
  });
});

describe("metric queries", () => {
  it("count and rate lines and bytes", () => {
    expect(values('sum by (level) (count_over_time({service="api"}[1m]))')).toEqual({
      "level=error": 2,
      "level=info": 2,
    });
    expect(values('sum(rate({service="api"} |= "POST" [30s]))', 40)).toEqual({ "": 1 / 30 });
    expect(values('count_over_time({service="api"}[1m] offset 30s)', 60)).toMatchObject({});
    expect(values('sum(count_over_time({service="api"}[1m] offset 30s))')).toEqual({ "": 3 });
    const bytes = JSON.stringify(stored[1]?.fields).length + JSON.stringify(stored[3]?.fields).length;
    expect(values('sum(bytes_over_time({level="error"}[1m]))')).toEqual({ "": bytes });
    expect(values('sum by (status, pod) (count_over_time({level="error"} | json [1m]))')).toEqual({
      "pod=a,status=500": 1,
      "pod=b,status=500": 1,
    });
  });

  it("aggregate unwrapped values", () => {
    const over = (op: string) =>
      `${op}_over_time({service="api"} | json | unwrap latency_ms [1m]) by (level)`;
    expect(values(over("avg"))).toEqual({ "level=error": 315, "level=info": 110 });
    expect(values(over("max"))).toEqual({ "level=error": 600, "level=info": 120 });
    expect(values(over("min"))).toEqual({ "level=error": 30, "level=info": 100 });
    expect(
      values('quantile_over_time(0.5, {level="info"} | json | unwrap latency_ms [1m]) by (level)'),
    ).toEqual({ "level=info": 110 });
    expect(values('sum(sum_over_time({service="api"} | json | unwrap bytes(size) [1m]))')).toEqual({
      "": 10_000,
    });
    expect(values('sum(sum_over_time({level="info"} | json | unwrap duration(took) [1m]))')[""]).toBeCloseTo(
      0.22,
      9,
    );
  });

  it("fail on a line that does not parse until it is filtered out", () => {
    const broken = 'sum(sum_over_time({level="error"} | json | unwrap duration(took) [1m]))';
    expect(at(broken)).toMatchObject({
      status: "error",
      error: expect.stringContaining("pipeline error: 'SampleExtractionErr' for series: '{"),
    });
    expect(values(broken.replace("(took)", '(took) | __error__=""'))).toEqual({ "": 0.6 });
    expect(at('sum(rate({service="kubelet"} | json [1m]))')).toMatchObject({
      error: expect.stringContaining("JSONParserErr"),
    });
  });

  it("rank, compare and divide", () => {
    expect(
      values('topk(1, sum by (pod) (count_over_time({service="api"} | json | latency_ms>50 [1m])))'),
    ).toEqual({ "pod=a": 2 });
    expect(values('sum by (level) (count_over_time({service="api"}[25s])) > 1', 40)).toEqual({
      "level=error": 2,
    });
    expect(values('100 * sum(rate({level="error"}[1m])) / sum(rate({service="api"}[1m]))')).toEqual({
      "": 50,
    });
    expect(
      at('sum by (level) (rate({service="api"}[1m])) / on () sum(rate({level="info"}[1m]))'),
    ).toMatchObject({
      error: "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
    });
    expect(values('max(sum by (pod) (count_over_time({service="api"} | json [1m])) >= bool 2)')).toEqual({
      "": 1,
    });
    expect(at("1 + 1 == 2")).toMatchObject({ resultType: "scalar" });
  });

  it("give a value at every step that has one", () => {
    expect(ask('sum(count_over_time({level="error"}[15s]))')).toMatchObject({
      resultType: "matrix",
      series: [
        { timesMs: Float64Array.of(20_000, 30_000, 40_000, 50_000), values: Float64Array.of(1, 1, 1, 1) },
      ],
    });
  });

  it("refuse what Loki refuses, in its words", () => {
    expect(at('{service="api"}')).toMatchObject({
      error:
        "log queries are not supported as an instant query type, please change your query to a range query type",
    });
    expect(ask('{service="api"}', 6000)).toMatchObject({
      error: "max entries limit per query exceeded, limit > max_entries_limit_per_query (6000 > 5000)",
    });
    expect(queryLogs(source, { expr: "vector(1)", startMs: 0, endMs: 1e8, stepMs: 1 })).toMatchObject({
      error: expect.stringMatching(/^exceeded maximum resolution of 11,000 points/),
    });
    expect(
      queryLogs(source, { expr: '{service="api"}', startMs: 0, endMs: 60_000, stepMs: 1 }, { maxBytes: 200 }),
    ).toMatchObject({
      error: expect.stringMatching(/^the query would read too many bytes \(query: 1MB, limit: 1MB\)/),
    });
    expect(ask('{service="api"} |~ "("')).toMatchObject({
      error: "parse error : stage '|~ \"(\"' : error parsing regexp: missing closing ): `(`",
    });
  });
});

describe("over a simulated world", () => {
  const world = createWorld("flagship-leak", 1);
  const clock = (time: string): number => Date.parse(`2025-10-15T${time}Z`);
  world.advance(clock("14:24:00"));
  const logs: LogSource = (query) => world.logs(query);

  it("count what a search finds, with and without the source's help", () => {
    const errors = world.logs({
      fromMs: clock("14:19:00"),
      toMs: clock("14:24:00"),
      limit: 1e9,
      level: "error",
    });
    const count = (expr: string): number => {
      const result = queryLogs(logs, { expr, timeMs: clock("14:24:00") });
      if (result.status === "error") throw new Error(result.error);
      return result.resultType === "streams" ? Number.NaN : (result.series[0]?.values[0] ?? 0);
    };
    expect(count('sum(count_over_time({level="error"}[5m]))')).toBe(errors.length);
    expect(count('sum(count_over_time({level=~"error"} | json | status=500 [5m]))')).toBe(errors.length);
    const oom = errors.filter(({ text }) => text.startsWith("CUDA out of memory")).length;
    expect(oom).toBeGreaterThan(10);
    expect(count('sum(count_over_time({container="server"} |= "CUDA out of memory" [5m]))')).toBe(oom);
    expect(count('sum(count_over_time({container="server"} |~ "CUDA out of m[e]mory" [5m]))')).toBe(oom);
  });

  it("refuse a query with a series for every request", () => {
    const result = queryLogs(logs, {
      expr: 'rate({service="bert-model-serving"} | json [5m])',
      timeMs: clock("14:24:00"),
    });
    expect(result).toMatchObject({
      error: expect.stringMatching(/^maximum number of series \(500\) reached/),
    });
  });
});
