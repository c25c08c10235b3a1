import { describe, expect, test } from "vitest";
import { Labels, type ResultSeries } from "../../simulator/index.ts";
import {
  compareResults,
  constantRatio,
  instantEpsilon,
  isEqual,
  project,
  sameValue,
  showLabels,
  showNumber,
} from "./compare-results.ts";

const tolerance = { relative: instantEpsilon, absolute: 1e-9 };

function series(
  labels: Record<string, string>,
  points: readonly (readonly [number, number])[],
): ResultSeries {
  return {
    labels: Labels.of(labels),
    timesMs: Float64Array.from(points.map(([timeMs]) => timeMs)),
    values: Float64Array.from(points.map(([, value]) => value)),
  };
}

const compare = (yours: ResultSeries[], wanted: ResultSeries[], drop: string[] = []) =>
  compareResults(project(yours, drop), project(wanted, drop), tolerance);

describe("sameValue", () => {
  test.each([
    [1, 1, true],
    [Number.NaN, Number.NaN, true],
    [Number.NaN, 0, false],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false],
    [Number.POSITIVE_INFINITY, 1e308, false],
    [0, 1e-10, true],
    [0, 1e-8, false],
    [1e6, 1e6 + 1, true],
    [1e6, 1e6 + 3, false],
    [-1, 1, false],
    [Number.MAX_VALUE, Number.MAX_VALUE * (1 - 1e-9), true],
  ])("%d and %d: %s", (a, b, same) => {
    expect(sameValue(a, b, tolerance)).toBe(same);
    expect(sameValue(b, a, tolerance)).toBe(same);
  });
});

describe("compareResults", () => {
  test("equal series in any order, whatever their metric name", () => {
    const yours = [series({ __name__: "x", pod: "b" }, [[0, 2]]), series({ pod: "a" }, [[0, 1]])];
    const wanted = [series({ pod: "a" }, [[0, 1]]), series({ pod: "b" }, [[0, 2]])];
    expect(isEqual(compare(yours, wanted))).toBe(true);
  });

  test("missing and extra series, and the first point that differs", () => {
    const difference = compare(
      [series({ pod: "c" }, [[5, 1]])],
      [
        series({ pod: "a" }, [
          [3, 1],
          [4, 1],
        ]),
      ],
    );
    expect(difference.missing.map(showLabels)).toEqual(['{pod="a"}']);
    expect(difference.extra.map(showLabels)).toEqual(['{pod="c"}']);
    expect(difference).toMatchObject({
      all: 3,
      common: 0,
      equal: 0,
      first: { timeMs: 3, yours: undefined, wanted: 1 },
    });
  });

  test("a gap on either side counts as a point that differs", () => {
    const difference = compare(
      [
        series({}, [
          [0, 1],
          [2, 1],
        ]),
      ],
      [
        series({}, [
          [0, 1],
          [1, 1],
        ]),
      ],
    );
    expect(difference).toMatchObject({ all: 3, common: 1, equal: 1, missing: [], extra: [] });
    expect(isEqual(difference)).toBe(false);
    expect(difference.first).toMatchObject({ timeMs: 1, yours: undefined, wanted: 1 });
  });

  test("the worst point has the largest relative error", () => {
    const difference = compare(
      [
        series({}, [
          [0, 2],
          [1, 110],
        ]),
      ],
      [
        series({}, [
          [0, 1],
          [1, 100],
        ]),
      ],
    );
    expect(difference.worst).toMatchObject({ timeMs: 0, yours: 2, wanted: 1 });
  });

  test("NaN against a number differs and is the worst only when nothing else is", () => {
    expect(compare([series({}, [[0, Number.NaN]])], [series({}, [[0, 1]])]).worst).toMatchObject({
      wanted: 1,
    });
    const both = compare(
      [
        series({}, [
          [0, Number.NaN],
          [1, 3],
        ]),
      ],
      [
        series({}, [
          [0, 1],
          [1, 1],
        ]),
      ],
    );
    expect(both.worst).toMatchObject({ timeMs: 1, yours: 3 });
  });

  test("a constant factor is recognised within 0.1 %", () => {
    const wanted = [
      series({}, [
        [0, 1],
        [1, 2],
      ]),
    ];
    expect(
      constantRatio(
        compare(
          [
            series({}, [
              [0, 60],
              [1, 120.01],
            ]),
          ],
          wanted,
        ).ratio,
      ),
    ).toBeCloseTo(60, 1);
    expect(
      constantRatio(
        compare(
          [
            series({}, [
              [0, 60],
              [1, 121],
            ]),
          ],
          wanted,
        ).ratio,
      ),
    ).toBeUndefined();
    expect(
      constantRatio(
        compare(
          [
            series({}, [
              [0, -1],
              [1, -2],
            ]),
          ],
          wanted,
        ).ratio,
      ),
    ).toBeUndefined();
    expect(constantRatio(undefined)).toBeUndefined();
  });
});

test("project drops labels and tells when two series become one", () => {
  const rows = [series({ pod: "a", gpu: "0" }, []), series({ pod: "a", gpu: "1" }, [])];
  expect(project(rows, []).merged).toBeUndefined();
  expect(project(rows, ["gpu"]).merged?.get("gpu")).toBe("1");
});

test.each([
  [3, "3"],
  [1 / 3, "0.333333"],
  [1e12, "1000000000000"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
])("showNumber(%d) is %s", (value, text) => {
  expect(showNumber(value)).toBe(text);
});
