import { expect, test } from "vitest";
import { lineOf, mebibytes, percent } from "./model.ts";

test("figures keep their units", () => {
  expect(mebibytes(268_435_456)).toBe("256.0");
  expect(percent(0.9494)).toBe("94.9 %");
});

test("a line has one value for each point", () => {
  const points = [
    { atMs: 1000, tensors: 6, bytes: 12_804, accuracy: undefined },
    { atMs: 2000, tensors: 8, bytes: 14_980, accuracy: 0.95 },
  ];
  const line = lineOf("tfjs_tensors", points, (point) => point.tensors);
  expect([...line.timesMs]).toEqual([1000, 2000]);
  expect([...line.values]).toEqual([6, 8]);
});
