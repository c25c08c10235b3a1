import { describe, expect, test } from "vitest";
import { levelOf } from "../../../simulator/index.ts";
import { drawnUnit } from "./grafana-unit.ts";
import { heatMap } from "./heat.ts";
import { levelAt } from "./levels.ts";
import { segmentsOf } from "./segments.ts";
import type { PanelLine } from "./use-panel-data.ts";
import { valueText } from "./value-text.ts";

function line(
  values: readonly number[],
  labels: Readonly<Record<string, string>> = {},
  times?: readonly number[],
): PanelLine {
  const timesMs = Float64Array.from(times ?? values.map((_value, i) => i * 1000));
  return {
    key: JSON.stringify(labels),
    name: labels.le ?? "line",
    labels,
    timesMs,
    values: Float64Array.from(values),
  };
}

describe("values", () => {
  test.each([
    [0.0123, "percentunit", 2, "1.23 %"],
    [0.0123, "percentunit", undefined, "1.23 %"],
    [1500, "ms", undefined, "1.5 s"],
    [12_345, "reqps", undefined, "12,345/s"],
    [2048, "kbytes", undefined, "2 MiB"],
    [3, "suffix:pods", undefined, "3 pods"],
    [3, "furlongs", undefined, "3 furlongs"],
    [4.26, "", 1, "4.3"],
  ])("%d in %s", (value, unit, decimals, text) => {
    expect(valueText(value, { unit, decimals })).toBe(text);
  });

  test("nothing is a dash, and an unknown unit is kept", () => {
    expect(valueText(undefined, { unit: "s", decimals: undefined })).toBe("–");
    expect(drawnUnit("none").suffix).toBe("");
  });

  test("a colour's meaning is told by its name, shades too", () => {
    expect(["green", "dark-red", "semi-dark-orange", "#FF0000"].map(levelOf)).toEqual([
      "ok",
      "crit",
      "warn",
      "other",
    ]);
    expect(levelAt(undefined, [{ color: "red", value: undefined }]).level).toBe("other");
    expect(levelAt(5, [{ color: "red", value: undefined }]).color).toBe("var(--crit)");
  });
});

describe("heat maps", () => {
  test("cumulative buckets become rows, lowest first, never below zero", () => {
    const map = heatMap([
      line([10, 10], { le: "+Inf" }),
      line([4, 5], { le: "0.1" }),
      line([9, 4], { le: "0.5" }),
    ]);
    expect(map.rows.map(({ name, values }) => [name, values])).toEqual([
      ["0.1", [4, 5]],
      ["0.5", [5, 0]],
      ["+Inf", [1, 6]],
    ]);
    expect(map.largest).toBe(6);
  });

  test("lines without le are rows as they are, and moments without a value stay empty", () => {
    const map = heatMap([line([1], { pod: "a" }, [0]), line([2], { pod: "b" }, [1000])]);
    expect(map.timesMs).toEqual([0, 1000]);
    expect(map.rows.map(({ values }) => values)).toEqual([
      [1, Number.NaN],
      [Number.NaN, 2],
    ]);
  });
});

describe("state segments", () => {
  test("equal neighbours join, a change cuts, a gap stays open", () => {
    const one = line([1, 1, 0, 0], {}, [0, 1000, 2000, 5000]);
    expect(segmentsOf(one, 1000, 0, 6000)).toEqual([
      { fromMs: 0, toMs: 2000, value: 1 },
      { fromMs: 2000, toMs: 3000, value: 0 },
      { fromMs: 5000, toMs: 6000, value: 0 },
    ]);
  });

  test("nothing reaches beyond the range", () => {
    expect(segmentsOf(line([1, 1]), 1000, 500, 1000)).toEqual([{ fromMs: 500, toMs: 1000, value: 1 }]);
  });
});
