import fc from "fast-check";
import { expect, test } from "vitest";
import { ValueHeap } from "./value-heap.ts";

function kept(values: readonly number[], size: number, keep: "largest" | "smallest"): readonly number[] {
  const heap = new ValueHeap(size, keep);
  values.forEach((value, item) => {
    heap.offer(item, value);
  });
  return heap.sorted();
}

test("keeps the best values, best first, NaN only when nothing else is there", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (values, size) => {
      const numbers = values.filter((one) => !Number.isNaN(one)).sort((a, b) => b - a);
      const holes = values.length - numbers.length;
      const wanted = [...numbers, ...new Array<number>(holes).fill(Number.NaN)].slice(0, size);
      expect(kept(values, size, "largest").map((item) => values[item])).toEqual(wanted);
      const mirrored = values.map((one) => -one);
      expect(kept(mirrored, size, "smallest").map((item) => values[item])).toEqual(wanted);
    }),
    { numRuns: 500, seed: 11 },
  );
});

test("of equal values keeps those a server keeps", () => {
  // The first of the equal ones is at the top of the heap and goes first.
  expect(kept([1, 1, 2], 2, "largest")).toEqual([2, 1]);
  expect(kept([1, 1, 1, 1], 2, "largest")).toEqual([0, 1]);
  expect(kept([5, 3, 5, 1], 2, "smallest")).toEqual([3, 1]);
  expect(kept([5, 5, 5, 1], 3, "smallest")).toEqual([3, 1, 2]);
});
