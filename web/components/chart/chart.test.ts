import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignExactly, alignSeries, gapsOf } from "./align.ts";
import type { ChartSeries } from "./chart-types.ts";
import { describeChart } from "./describe-chart.ts";
import { placeMarks } from "./Marks.tsx";
import { allocateSlots } from "./palette.ts";
import { valueRange } from "./plot-options.ts";
import { timeTicks, timeTickTexts } from "./time-axis.ts";

const at = (clock: string): number => Date.parse(`2025-10-15T${clock}:00Z`);
const line = (key: string, points: readonly (readonly [number, number])[]): ChartSeries => ({
  key,
  name: key,
  timesMs: points.map(([ms]) => ms),
  values: points.map(([, value]) => value),
});

describe("alignSeries", () => {
  it("keeps a gap open where points are missing", () => {
    const gapped = line("a", [
      [0, 1],
      [15, 2],
      [60, 3],
    ]);
    const { timesMs, columns } = alignSeries([gapped], 15);
    expect(timesMs).toEqual([0, 15, 30, 60]);
    expect(columns[0]).toEqual([1, 2, null, 3]);
    expect(gapsOf(gapped, 15)).toEqual([{ fromMs: 15, toMs: 60 }]);
  });

  it("draws lines with times of their own straight through each other's times", () => {
    const { columns } = alignSeries(
      [
        line("a", [
          [0, 0],
          [10, 10],
        ]),
        line("b", [[5, 7]]),
      ],
      undefined,
    );
    expect(columns).toEqual([
      [0, 5, 10],
      [null, 7, null],
    ]);
  });

  it("keeps every finite point and turns NaN into a gap", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1000)), fc.double(), (times, odd) => {
        const sorted = [...times].sort((a, b) => a - b);
        const one = line(
          "a",
          sorted.map((ms, i) => [ms, i === 0 ? odd : i]),
        );
        const { timesMs, columns } = alignExactly([one]);
        expect(timesMs).toEqual(sorted);
        expect(columns[0]?.[0] ?? null).toBe(sorted.length > 0 && Number.isFinite(odd) ? odd : null);
      }),
    );
  });
});

describe("describeChart", () => {
  const climbing = line("bert-7", [
    [at("14:00"), 0.21],
    [at("14:02"), 0.21],
    [at("14:09"), 1.8],
    [at("15:00"), 1.8],
  ]);

  it("tells the highest, the largest change and the marks", () => {
    const text = describeChart(
      "p99 latency",
      [climbing],
      "seconds",
      { fromMs: at("14:00"), toMs: at("15:00") },
      [{ atMs: at("14:00"), kind: "deploy", text: "deploy v2.1" }],
    );
    expect(text).toBe(
      "p99 latency. 1 series, 14:00–15:00 UTC. Highest at the end: bert-7 1.8 s. bert-7 went from 210 ms to 1.8 s between 14:00 and 14:09. 1 mark: deploy v2.1 14:00.",
    );
  });

  it("names gaps, flatness and emptiness", () => {
    const range = { fromMs: at("14:00"), toMs: at("15:00"), stepMs: 60_000 };
    expect(describeChart("up", [line("a", [[at("14:00"), 1]])], "none", range)).toContain(
      "All lines are flat.",
    );
    expect(describeChart("up", [], "none", range)).toContain("No points in this range.");
    expect(describeChart("p99", [climbing], "seconds", range)).toContain("3 gaps, first 14:00–14:02.");
  });
});

describe("allocateSlots", () => {
  it("lets a line keep its colour while others come and go", () => {
    const first = allocateSlots(new Map(), ["a", "b", "c"]);
    const second = allocateSlots(first, ["b", "d", "c"]);
    expect([...second]).toEqual([
      ["b", 1],
      ["c", 2],
      ["d", 0],
    ]);
  });
});

describe("axes", () => {
  it("keeps zero in sight unless that would hide the shape", () => {
    expect(valueRange(30_336, 81_664, [])[0]).toBe(0);
    expect(valueRange(54_600_000, 54_800_000, [])[0]).toBeGreaterThan(54_000_000);
    expect(valueRange(0, 0, [])).toEqual([0, 1]);
    expect(valueRange(0.2, 0.4, [0.5])[1]).toBeGreaterThan(0.5);
  });

  it("puts time ticks on round instants", () => {
    const ticks = timeTicks(at("13:57"), at("14:57"), 6);
    expect(timeTickTexts(ticks)).toEqual(["14:00", "14:10", "14:20", "14:30", "14:40", "14:50"]);
  });
});

describe("tokens", () => {
  const css = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");
  const block = (selector: string): Map<string, string> => {
    const from = css.indexOf(selector);
    const text = css.slice(from, css.indexOf("}", from));
    return new Map(
      [...text.matchAll(/(--[\w-]+):\s*(#[0-9a-fA-F]{6})/g)].map((m) => [m[1] ?? "", m[2] ?? ""]),
    );
  };
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };

  it.each([":root {", ':root[data-theme="dark"]'])("of %s have enough contrast", (selector) => {
    const theme = block(selector);
    const bg = theme.get("--bg") ?? "";
    for (const name of ["--ink", "--ink-2", "--ink-3", "--accent", "--ok", "--warn", "--crit", "--unknown"]) {
      expect(contrast(theme.get(name) ?? "", bg), name).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme.get(name) ?? "", theme.get("--sunken") ?? ""), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of ["--line-2", ...[1, 2, 3, 4, 5, 6, 7, 8].map((i) => `--s${i}`)]) {
      expect(contrast(theme.get(name) ?? "", bg), name).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(theme.get("--on-accent") ?? "", theme.get("--accent") ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});

describe("placeMarks", () => {
  const geometry = {
    left: 50,
    top: 10,
    width: 300,
    height: 120,
    axisLabel: undefined,
    fromMs: at("14:00"),
    toMs: at("15:00"),
    low: 0,
    high: 1,
  };
  const wordsOf = (marks: Parameters<typeof placeMarks>[1]) =>
    placeMarks(geometry, marks).map(({ label }) => label);

  it("puts no word over the line of another mark", () => {
    const labels = wordsOf([
      { atMs: at("14:00"), kind: "deploy", text: "deploy v2.1" },
      { atMs: at("14:20"), kind: "event", text: "since" },
      { atMs: at("14:30"), kind: "page", text: "fires" },
    ]);
    expect(labels).toEqual([
      { ahead: false, row: 0, timed: true },
      { ahead: false, row: 0, timed: false },
      { ahead: false, row: 0, timed: true },
    ]);
  });

  it("leaves out what has no room, and keeps its line", () => {
    const labels = wordsOf([
      { atMs: at("14:30"), kind: "deploy", text: "deploy v2.1" },
      { atMs: at("14:31"), kind: "event", text: "config retention" },
      { atMs: at("14:32"), kind: "event", text: "config retention" },
    ]);
    expect(labels).toEqual([
      { ahead: true, row: 0, timed: true },
      undefined,
      { ahead: false, row: 0, timed: true },
    ]);
  });
});
