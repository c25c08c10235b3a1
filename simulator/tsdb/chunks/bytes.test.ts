import { describe, expect, test } from "vitest";
import { Labels } from "../labels.ts";
import { SeriesStore } from "../store.ts";

/** A week of scrapes of one target. */
const SCRAPES = 40_320;
const SERIES = 20;

/** Bytes a sample of `SERIES` series of one target, labels, index and unused memory included. */
function bytesPerSample(valueAt: (series: number, i: number) => number, late = 0): number {
  const store = new SeriesStore();
  for (let series = 0; series < SERIES; series++) {
    const ref = store.series(
      Labels.of({ __name__: "requests_total", instance: "gpu-1:8000", le: String(series) }),
    );
    for (let i = 0; i < SCRAPES; i++) {
      store.append(ref, 1_747_008_000_000 + i * 15_000 + Math.floor(noise(i) * late), valueAt(series, i));
    }
  }
  return store.storage().totalBytes / store.sampleCount;
}

function noise(i: number): number {
  return (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32;
}

/** A counter with a daily wave and requests that come when they like. */
function requests(series: number, i: number): number {
  const perScrape = 40 * (series + 1);
  return Math.floor(
    perScrape * i + 800 * perScrape * Math.sin(i / 917) + noise(i + series) * Math.sqrt(perScrape),
  );
}

describe("bytes a sample, all in", () => {
  test("integer counters stay within 1.4, late scrapes or not", () => {
    expect(bytesPerSample(requests)).toBeLessThan(1.4);
    expect(bytesPerSample(requests, 50)).toBeLessThan(1.4);
  });

  test("gauges of whole pages stay within 2.6", () => {
    const pages = (series: number, i: number) => 2e10 + Math.floor(noise(i * 31 + series) * 25_000) * 4096;
    expect(bytesPerSample(pages)).toBeLessThan(2.6);
  });

  test("full doubles stay within 8.5, single precision within 4.7", () => {
    expect(bytesPerSample((series, i) => noise(i + series) / 3)).toBeLessThan(8.5);
    expect(bytesPerSample((series, i) => Math.fround(noise(i + series) / 3))).toBeLessThan(4.7);
  });

  test("series of one target share the times of their open chunks", () => {
    const store = new SeriesStore();
    const refs = Array.from({ length: 100 }, (_, i) =>
      store.series(Labels.of({ __name__: "x", le: String(i) })),
    );
    for (let i = 0; i < 200; i++) for (const ref of refs) store.append(ref, i * 15_000, i);
    // 240 values of 8 bytes for each series, and 240 times once.
    expect(store.storage().seriesBytes).toBe(100 * 240 * 8 + 240 * 8);
  });

  test("what never changes costs next to nothing", () => {
    expect(bytesPerSample(() => 1)).toBeLessThan(0.5);
  });
});
