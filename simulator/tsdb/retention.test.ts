import { describe, expect, test } from "vitest";
import { Labels } from "./labels.ts";
import { emptyColumns } from "./sample-columns.ts";
import { SeriesStore } from "./store.ts";

const HOUR = 3_600_000;
/** A multiple of two hours. */
const START = 1_747_008_000_000;
const EVER = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Two days of two series; one of them ends after the first. */
function twoDays() {
  const store = new SeriesStore();
  const up = Labels.of({ __name__: "up", pod: "a" });
  const short = Labels.of({ __name__: "up", pod: "b" });
  const refs = { up: store.series(up), short: store.series(short) };
  for (let i = 0; i < 48 * 240; i++) {
    store.append(refs.up, START + i * 15_000, i / 7);
    if (i < 24 * 240) store.append(refs.short, START + i * 15_000, 1);
  }
  return { store, refs, short };
}

function timesOf(store: SeriesStore, pod: string): readonly number[] {
  const columns = emptyColumns();
  store.select([{ name: "pod", op: "=", value: pod }], ...EVER)[0]?.read(...EVER, columns);
  return [...columns.timesMs.subarray(0, columns.count)];
}

describe("retain", () => {
  test("by time: whole blocks go, samples outlive the limit by up to two hours", () => {
    const { store } = twoDays();
    const before = store.storage().totalBytes;
    // The newest block ends at hour 46; what ends five hours before, at hour 40 in whole blocks, goes.
    expect(store.retain({ timeMs: 5 * HOUR })).toEqual({ samples: 40 * 240 + 24 * 240, series: 1 });
    expect(timesOf(store, "a")[0]).toBe(START + 40 * HOUR);
    expect(timesOf(store, "a")).toHaveLength(8 * 240);
    expect(store.sampleCount).toBe(8 * 240);
    expect(store.storage().totalBytes).toBeLessThan(before / 2);
    expect(store.retain({ timeMs: 5 * HOUR })).toEqual({ samples: 0, series: 0 });
  });

  test("by size of the simulated disk, the first limit reached counts, the head is never touched", () => {
    const { store } = twoDays();
    // 46 h of one series and 24 h of the other are on disk; 1.5 bytes each, 10 hours of one fit.
    store.retain({ sizeBytes: 10 * 240 * 1.5, timeMs: 30 * 24 * HOUR });
    expect(timesOf(store, "a")[0]).toBe(START + 36 * HOUR);
    store.retain({ sizeBytes: 0 });
    expect(timesOf(store, "a")[0]).toBe(START + 46 * HOUR);
    store.retain({});
    expect(timesOf(store, "a")).toHaveLength(2 * 240);
    expect(new SeriesStore().retain({ timeMs: HOUR, sizeBytes: 1 })).toEqual({ samples: 0, series: 0 });
  });

  test("takes series without samples out of the index, and lets them come back", () => {
    const { store, refs, short } = twoDays();
    const generation = store.generation();
    store.retain({ timeMs: 5 * HOUR });
    expect(store.seriesCount).toBe(1);
    expect(store.generation()).toBeGreaterThan(generation);
    expect(store.labelValues("pod", [], ...EVER)).toEqual(["a"]);
    expect(store.select([{ name: "pod", op: "!=", value: "a" }], ...EVER)).toEqual([]);
    expect(store.series(short)).toBe(refs.short);
    expect(store.append(refs.short, START + 49 * HOUR, 7)).toBe("ok");
    expect(store.seriesCount).toBe(2);
    expect(timesOf(store, "b")).toEqual([START + 49 * HOUR]);
    expect(store.select([{ name: "__name__", op: "=", value: "up" }], ...EVER)).toHaveLength(2);
  });

  test("goes on appending to a series whose chunks have moved", () => {
    const { store, refs } = twoDays();
    store.retain({ timeMs: 5 * HOUR });
    for (let i = 0; i < 500; i++) store.append(refs.up, START + 48 * HOUR + i * 15_000, i);
    const times = timesOf(store, "a");
    expect(times).toHaveLength(8 * 240 + 500);
    expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === 15_000)).toBe(true);
  });
});
