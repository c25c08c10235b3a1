import { expect, it } from "vitest";
import { query } from "./promql/engine/query.ts";
import { at } from "./scenarios/flagship.ts";
import { createWorld, openLedger } from "./world.ts";

const selfWatch = `groups:
  - name: self
    interval: 15s
    rules:
      - { alert: PrometheusDown, expr: 'up{job="prometheus"} == 0 or absent(up{job="prometheus"})' }
      - { alert: Waiting, expr: vector(1), for: 30m }
`;

const options = { changes: [{ kind: "add-rules", text: selfWatch }] } as const;

/** Values of an expression from 14:00 to 14:20, by minute; missing points are left out. */
function minutes(world: ReturnType<typeof createWorld>, expr: string): (readonly [string, number])[] {
  const range = { startMs: at("14:00"), endMs: at("14:20"), stepMs: 60_000 };
  const result = query(world.source, { expr, ...range }, { lookbackMs: 30_000 });
  if (result.status === "error") throw new Error(result.error);
  const [series] = result.series;
  return [...(series?.timesMs ?? [])].map((atMs, i) => [
    new Date(atMs).toISOString().slice(11, 16),
    series?.values[i] ?? 0,
  ]);
}

const world = createWorld("flagship-healthy", 1, options);
world.advance(at("14:00"));
world.act({ kind: "inject", fault: "prometheus-down", params: { minutes: 10 }, atMs: world.nowMs });
world.advance(at("14:35"));

it("leaves a gap, and a process that began again", () => {
  const starts = minutes(world, 'process_start_time_seconds{job="prometheus"}');
  const times = starts.map(([time]) => time);
  expect(times.filter((time) => time > "14:00" && time <= "14:10")).toEqual([]);
  expect(times.at(-1)).toBe("14:20");
  expect(starts.at(-1)?.[1]).toBe(at("14:10") / 1000 + 1);
  const samples = minutes(world, "prometheus_tsdb_head_samples_appended_total");
  expect(samples.at(-1)?.[1]).toBeLessThan(samples[0]?.[1] ?? 0);
  const added = minutes(world, `sum(sum_over_time(scrape_series_added{job="ml-serving"}[2m]))`);
  expect(added.find(([time]) => time === "14:12")?.[1]).toBeGreaterThan(300);
});

it("is not told by its own alert, not even afterwards", () => {
  const since = world.alertTransitions().filter(({ atMs }) => atMs > at("14:00"));
  const told = since.filter(({ rule }) => rule === "PrometheusDown");
  expect(told).toEqual([]);
});

it("goes on with the clock of a pending alert, without the time it was away", () => {
  const fired = world.alertTransitions().filter(({ rule, to }) => rule === "Waiting" && to === "firing");
  expect(fired.length).toBeGreaterThan(0);
});

it("changes nothing that users see", () => {
  const calm = createWorld("flagship-healthy", 1, options);
  calm.advance(at("14:35"));
  const { requests, failed } = openLedger(world).totals;
  expect(requests.at(-1)).toBe(openLedger(calm).totals.requests.at(-1));
  expect(failed.at(-1)).toBe(openLedger(calm).totals.failed.at(-1));
});
