import fc from "fast-check";
import { expect, test } from "vitest";
import { ChunkMemory } from "./chunks/chunk-memory.ts";
import { Labels } from "./labels.ts";
import { emptyColumns } from "./sample-columns.ts";
import type { SampleColumns } from "./sample-source.ts";
import { SeriesColumns } from "./series-columns.ts";

interface Row {
  readonly timeMs: number;
  readonly value: number;
  readonly stale: boolean;
}

const START = 1_747_008_000_000;
/** Long enough for several sealed chunks and an open one. */
const LENGTH = 1000;

function seriesOf(rows: readonly Row[]): SeriesColumns {
  const series = new SeriesColumns(Labels.of({ __name__: "x" }), new ChunkMemory());
  for (const { timeMs, value, stale } of rows) series.append(timeMs, value, stale);
  return series;
}

function rowsIn(columns: SampleColumns): Row[] {
  return Array.from({ length: columns.count }, (_, i) => ({
    timeMs: columns.timesMs[i] ?? 0,
    value: columns.values[i] ?? 0,
    stale: columns.stale[i] === 1,
  }));
}

/** Shapes of values that the forms of a chunk are made for, and shapes that fit none. */
const shapes: readonly (readonly [string, (i: number, noise: number) => number])[] = [
  ["constant", () => 7],
  ["zeros of both signs", (_, noise) => (noise < 0.5 ? 0 : -0)],
  ["steady counter", (i) => 1000 + 15 * i],
  ["noisy counter", (i, noise) => 300 * i + Math.floor(noise * 200)],
  ["counter with resets", (i, noise) => (i % 170) * 40 + Math.floor(noise * 9)],
  ["growing faster and faster", (i) => i * i * i],
  ["pages of memory", (_, noise) => 2e10 + Math.floor(noise * 1e5) * 4096],
  ["two decimals", (_, noise) => Math.round(noise * 1e5) / 100],
  ["negative decimals", (i, noise) => -Math.round(noise * 1e3) / 10 - i],
  ["single precision", (_, noise) => Math.fround(noise)],
  ["full doubles", (_, noise) => noise * 1e-3],
  ["huge integers", (i, noise) => 2 ** 60 * (i + 1) + Math.floor(noise * 2 ** 53)],
  ["integers with gaps of many bits", (i, noise) => Math.floor(noise * 2 ** 40) + i],
  [
    "not numbers and infinities",
    (i, noise) => [Number.NaN, Number.POSITIVE_INFINITY, noise, -1e300][i % 4] ?? 0,
  ],
  ["mixed by chunk", (i, noise) => (i < 400 ? i : noise)],
];

const clocks: readonly (readonly [string, (i: number, noise: number) => number])[] = [
  ["regular", (i) => START + 3001 + i * 15_000],
  ["a little late", (i, noise) => START + i * 15_000 + Math.floor(noise * 100)],
  ["missed scrapes", (i) => START + (i + 3 * Math.floor(i / 100)) * 15_000],
  ["a day without", (i) => START + i * 15_000 + (i < 555 ? 0 : 86_400_000)],
  ["years apart", (i, noise) => START + i * 4e10 + Math.floor(noise * 1e9)],
  ["between milliseconds", (i) => i * 0.1],
];

const rowsArbitrary = fc
  .record({
    shape: fc.constantFrom(...shapes),
    clock: fc.constantFrom(...clocks),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    markers: fc.array(fc.nat(LENGTH - 1), { maxLength: 6 }),
    length: fc.integer({ min: 1, max: LENGTH }),
  })
  .map(({ shape, clock, seed, markers, length }): Row[] => {
    const noise = (i: number) => ((Math.imul(i + seed, 0x9e3779b1) >>> 0) % 1_000_003) / 1_000_003;
    return Array.from({ length }, (_, i) => {
      const stale = markers.includes(i);
      return { timeMs: clock[1](i, noise(i)), value: stale ? Number.NaN : shape[1](i, noise(i * 7)), stale };
    });
  });

test("gives back every bit of every window, whatever the shape", () => {
  const columns = emptyColumns(1);
  fc.assert(
    fc.property(
      rowsArbitrary,
      fc.double({ min: -0.1, max: 1.1, noNaN: true }),
      fc.double({ min: 0, max: 1.2, noNaN: true }),
      (rows, at, width) => {
        const series = seriesOf(rows);
        const first = rows[0]?.timeMs ?? 0;
        const span = (rows.at(-1)?.timeMs ?? 0) - first;
        const from = first + at * span;
        const to = from + width * span;
        series.read(from, to, columns);
        expect(rowsIn(columns)).toEqual(rows.filter(({ timeMs }) => timeMs > from && timeMs <= to));
        series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, columns);
        expect(rowsIn(columns)).toEqual(rows);
        expect([series.firstMs, series.lastMs, series.count]).toEqual([
          first,
          rows.at(-1)?.timeMs,
          rows.length,
        ]);
      },
    ),
    { numRuns: 300, seed: 3 },
  );
});

test("reads windows with gaps between them as one read of each would", () => {
  const columns = emptyColumns(1);
  const grid = fc.record({
    endMs: fc.integer({ min: -1000, max: LENGTH }).map((i) => START + i * 15_000),
    stepMs: fc.integer({ min: 1, max: 4_000_000 }),
    steps: fc.integer({ min: 1, max: 60 }),
    rangeMs: fc.integer({ min: 1, max: 4_000_000 }),
  });
  fc.assert(
    fc.property(rowsArbitrary, grid, (rows, windows) => {
      const series = seriesOf(rows);
      expect(series.readWindows(windows, columns)).toBe(true);
      const ends = Array.from({ length: windows.steps }, (_, step) => windows.endMs + step * windows.stepMs);
      expect(rowsIn(columns)).toEqual(
        rows.filter(({ timeMs }) => ends.some((end) => timeMs > end - windows.rangeMs && timeMs <= end)),
      );
    }),
    { numRuns: 200, seed: 4 },
  );
});

test("reads a series like the one before only when all its samples were taken at the same instants", () => {
  const one = emptyColumns(1);
  const other = emptyColumns(1);
  let alike = 0;
  const misses = fc.array(fc.nat(LENGTH - 1), { maxLength: 3 });
  const lives = fc.record({ from: fc.constantFrom(0, 0, 0, 240, 333), misses, markers: misses });
  const window = fc.record({
    from: fc.integer({ min: -5, max: LENGTH }),
    span: fc.integer({ min: 0, max: LENGTH }),
  });
  fc.assert(
    fc.property(lives, lives, window, fc.integer({ min: 1, max: LENGTH }), (a, b, { from, span }, length) => {
      const memory = new ChunkMemory();
      const [first, second] = [a, b].map(() => new SeriesColumns(Labels.empty, memory));
      if (first === undefined || second === undefined) throw new Error("two series were made");
      for (let i = 0; i < length; i++) {
        for (const [series, life] of [
          [first, a],
          [second, b],
        ] as const) {
          if (i < life.from || life.misses.includes(i)) continue;
          series.append(START + i * 15_000, i * (series === first ? 1 : 3), life.markers.includes(i));
        }
      }
      const fromMs = START + from * 15_000;
      const toMs = fromMs + span * 15_000;
      first.read(fromMs, toMs, one);
      second.read(fromMs, toMs, other);
      const times = (columns: SampleColumns) => rowsIn(columns).map(({ timeMs }) => timeMs);
      const same = times(one).join() === times(other).join();
      const before = rowsIn(one);
      const taken = second.readAlike(first, fromMs, toMs, one);
      expect(rowsIn(one)).toEqual(taken ? rowsIn(other) : before);
      if (!same) expect(taken).toBe(false);
      // Only a series that started elsewhere may have its chunks cut elsewhere.
      if (same && one.count > 0 && a.from === b.from && a.misses.join() === b.misses.join())
        expect(taken).toBe(true);
      if (taken) alike++;
    }),
    { numRuns: 400, seed: 6 },
  );
  expect(alike).toBeGreaterThan(20);
});

test("forgets what retention takes away and keeps the rest in new memory", () => {
  const columns = emptyColumns(1);
  fc.assert(
    fc.property(rowsArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
      const series = seriesOf(rows);
      const first = rows[0]?.timeMs ?? 0;
      const until = first + share * ((rows.at(-1)?.timeMs ?? 0) - first) - 1;
      series.dropUntil(until);
      series.moveTo(new ChunkMemory());
      const kept = rows.filter(({ timeMs }) => timeMs > until);
      series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, columns);
      expect(rowsIn(columns)).toEqual(kept);
      expect([series.count, series.firstMs]).toEqual([kept.length, kept[0]?.timeMs]);
    }),
    { numRuns: 200, seed: 5 },
  );
});
