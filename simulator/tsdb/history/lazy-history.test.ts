import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { query } from "../../promql/engine/query.ts";
import { Labels } from "../labels.ts";
import { emptyColumns, ensureCapacity } from "../sample-columns.ts";
import type { SampleColumns, SampleSource, WindowGrid } from "../sample-source.ts";
import { SeriesStore } from "../store.ts";
import type { HistoryPlan, HistorySeries } from "./history-plan.ts";
import { LayeredSource } from "./layered-source.ts";
import { LazyHistory } from "./lazy-history.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SCRAPE = 15_000;
/** Where the history ends and the live store takes over. */
const SEAM = 1_747_008_000_000;
const EVER = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** A number in [0, 1) for a seed, a series and a scrape. */
function noise(seed: number, series: number, tick: number): number {
  let n = Math.imul(tick ^ Math.imul(series + 1, 0x9e3779b1) ^ seed, 0x45d9f3b);
  n = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  return ((n ^ (n >>> 16)) >>> 0) / 2 ** 32;
}

/** Requests since midnight over those of a whole day, for traffic that swells to noon and ebbs to midnight. */
function shareOfDay(x: number): number {
  return 10 * x ** 3 - 15 * x ** 4 + 6 * x ** 5;
}

/**
 * Days of three replicas that serve day and night: a request counter (its closed form is its own checkpoint)
 * and a noisy gauge of device memory each. The second replica restarts after two fifths of the time, the third
 * is taken away after two thirds, which its stale markers tell.
 */
function replicas(seed: number, days: number, pieceMs = 6 * HOUR): HistoryPlan {
  const fromMs = SEAM - days * DAY;
  const goneMs = fromMs + (days * 2 * DAY) / 3;
  const series = [0, 1, 2].flatMap((pod): HistorySeries[] =>
    ["requests_total", "gpu_memory_used_bytes"].map((name) => ({
      labels: Labels.of({ __name__: name, pod: `bert-${pod}` }),
      ...(pod === 2 ? { lastMs: goneMs } : {}),
    })),
  );
  const requestsAt = (pod: number, timeMs: number) => {
    const days = (timeMs - fromMs) / DAY;
    return Math.floor(
      (8_000_000 + pod * 1_000_000) * (Math.floor(days) + shareOfDay(days - Math.floor(days))),
    );
  };
  return {
    fromMs,
    toMs: SEAM,
    pieceMs,
    series,
    produce(number, from, to, into) {
      const pod = number >> 1;
      const offset = 1000 * pod + 321;
      const restartMs = pod === 1 ? fromMs + (days * 2 * DAY) / 5 : Number.POSITIVE_INFINITY;
      let tick = Math.floor((from - offset) / SCRAPE) + 1;
      ensureCapacity(into, Math.ceil((to - from) / SCRAPE) + 1);
      for (; tick * SCRAPE + offset <= to; tick++) {
        const timeMs = tick * SCRAPE + offset;
        const before = timeMs > restartMs ? requestsAt(pod, restartMs) : 0;
        const counter = requestsAt(pod, timeMs) - before;
        into.timesMs[into.count] = timeMs;
        into.values[into.count] =
          number % 2 === 0 ? counter : 2e10 + Math.floor(noise(seed, number, tick) * 2e5) * 4096;
        if (pod === 2 && timeMs > goneMs - SCRAPE) into.stale[into.count] = 1;
        into.count++;
      }
    },
  };
}

function samplesOf({ count, timesMs, values, stale }: SampleColumns): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, i) => [timesMs[i] ?? 0, values[i] ?? 0, stale[i] ?? 0]);
}

function everything(source: SampleSource, name: string): readonly (readonly number[])[] {
  const columns = emptyColumns();
  return source.select([{ name: "__name__", op: "=", value: name }], ...EVER).flatMap((series) => {
    series.read(...EVER, columns);
    return samplesOf(columns);
  });
}

describe("LazyHistory", () => {
  test("gives the same bits early, late, alone and with others", () => {
    const plan = replicas(7, 6);
    const whole = new LazyHistory(plan).select([], ...EVER).map((series) => {
      const columns = emptyColumns();
      series.read(...EVER, columns);
      return samplesOf(columns);
    });
    const time = fc.integer({ min: -2 * DAY, max: 8 * DAY }).map((ms) => plan.fromMs + ms);
    const read = fc.record({ series: fc.nat(plan.series.length - 1), from: time, span: fc.nat(2 * DAY) });
    const columns = emptyColumns(1);
    fc.assert(
      fc.property(fc.array(read, { minLength: 1, maxLength: 12 }), fc.nat(60_000), (reads, cacheBytes) => {
        const handles = new LazyHistory(plan, cacheBytes).select([], ...EVER);
        for (const { series, from, span } of reads) {
          handles[series]?.read(from, from + span, columns);
          const wanted = whole[series]?.filter(([at = 0]) => at > from && at <= from + span);
          expect(samplesOf(columns)).toEqual(wanted);
        }
      }),
      { numRuns: 20, seed: 11 },
    );
  });

  test("does not depend on how it is cut into pieces", () => {
    const pieces = [HOUR, 7 * HOUR + 1, 2 * DAY].map((pieceMs) =>
      everything(new LazyHistory(replicas(7, 3, pieceMs)), "gpu_memory_used_bytes"),
    );
    expect(pieces[1]).toEqual(pieces[0]);
    expect(pieces[2]).toEqual(pieces[0]);
    expect(pieces[0]?.length).toBe(2 * 3 * 5760 + 2 * 5760);
  });

  test.each([false, true])("reads windows with gaps as reads of each would, parts: %s", (anywhere) => {
    const history = new LazyHistory({ ...replicas(3, 6), anywhere });
    const grid: WindowGrid = { endMs: SEAM - 3 * DAY, stepMs: HOUR, steps: 80, rangeMs: 300_000 };
    const [series] = history.select([{ name: "pod", op: "=", value: "bert-0" }], ...EVER);
    const columns = emptyColumns(1);
    expect(series?.readWindows?.(grid, columns)).toBe(true);
    const sparse = samplesOf(columns);
    const each = Array.from({ length: grid.steps }, (_, step) => {
      const end = grid.endMs + step * grid.stepMs;
      series?.read(end - grid.rangeMs, end, columns);
      return samplesOf(columns);
    });
    expect(sparse).toEqual(each.flat());
    expect(series?.readWindows?.(grid, columns)).toBe(true);
    expect(samplesOf(columns)).toEqual(sparse);
    expect(sparse.length).toBeGreaterThan(20 * 70);
  });

  test("keeps no more than its cache holds", () => {
    const history = new LazyHistory(replicas(3, 6), 200_000);
    expect(everything(history, "requests_total").length).toBeGreaterThan(90_000);
    expect(history.cachedBytes).toBeLessThanOrEqual(200_000);
    expect(history.cachedBytes).toBeGreaterThan(100_000);
  });

  test("knows which series had samples when", () => {
    const history = new LazyHistory(replicas(3, 6));
    const pods = (from: number, to: number) => history.labelValues("pod", [], from, to);
    expect(pods(SEAM - 6 * DAY, SEAM - 3 * DAY)).toEqual(["bert-0", "bert-1", "bert-2"]);
    expect(pods(SEAM - DAY, SEAM)).toEqual(["bert-0", "bert-1"]);
    expect(history.labelNames([], ...EVER)).toEqual(["__name__", "pod"]);
    expect(history.select([], SEAM, SEAM + DAY)).toEqual([]);
  });

  test("refuses two series of one name", () => {
    const plan = replicas(1, 6);
    expect(() => new LazyHistory({ ...plan, series: [...plan.series, ...plan.series.slice(0, 1)] })).toThrow(
      "two series of a history",
    );
  });
});

describe("LayeredSource", () => {
  /** The history, and a store that goes on where it ends with the first replica and a new fourth. */
  function layered(days: number): { source: LayeredSource; all: SeriesStore } {
    const past = new LazyHistory(replicas(5, days));
    const live = new SeriesStore();
    const all = new SeriesStore();
    const columns = emptyColumns();
    for (const series of past.select([], ...EVER)) {
      series.read(...EVER, columns);
      const ref = all.series(series.labels);
      for (const [at = 0, value = 0, stale] of samplesOf(columns)) {
        if (stale === 1) all.appendStale(ref, at);
        else all.append(ref, at, value);
      }
    }
    for (const pod of ["bert-0", "bert-3"]) {
      const labels = Labels.of({ __name__: "requests_total", pod });
      for (let i = 1; i <= 700; i++) {
        live.append(live.series(labels), SEAM + i * SCRAPE, 240_000_000 + i * 1000);
        all.append(all.series(labels), SEAM + i * SCRAPE, 240_000_000 + i * 1000);
      }
    }
    return { source: new LayeredSource(past, live, SEAM), all };
  }

  test("answers queries across the seam as one store with everything would", () => {
    const { source, all } = layered(30);
    const requests = [
      {
        expr: "sum by (pod) (rate(requests_total[5m]))",
        startMs: SEAM - DAY,
        endMs: SEAM + HOUR,
        stepMs: 60_000,
      },
      { expr: "rate(requests_total[5m])", startMs: SEAM - 29 * DAY, endMs: SEAM + 2 * HOUR, stepMs: HOUR },
      { expr: "increase(requests_total[30d])", timeMs: SEAM + HOUR },
      { expr: "gpu_memory_used_bytes", startMs: SEAM - HOUR, endMs: SEAM + HOUR, stepMs: 30_000 },
      { expr: "count(requests_total)", startMs: SEAM - 11 * DAY, endMs: SEAM - 9 * DAY, stepMs: HOUR },
      { expr: "rate(requests_total[1m])", timeMs: SEAM + HOUR },
    ];
    for (const request of requests) {
      const expected = query(all, request, { maxSamples: 5e7 });
      expect("series" in expected && expected.series.length, request.expr).toBeGreaterThan(0);
      expect(query(source, request, { maxSamples: 5e7 })).toEqual(expected);
    }
  });

  test("keeps the array of a selection while nothing changes, and names what both sides know", () => {
    const { source } = layered(2);
    const select = () => source.select([], SEAM - HOUR, SEAM + HOUR);
    expect(select()).toBe(select());
    expect(source.labelValues("pod", [], SEAM - HOUR, SEAM + HOUR)).toEqual(["bert-0", "bert-1", "bert-3"]);
    expect(source.labelNames([], SEAM - HOUR, SEAM + HOUR)).toEqual(["__name__", "pod"]);
    expect(source.generation()).toBe(8);
  });
});
