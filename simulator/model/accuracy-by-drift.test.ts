import { expect, test } from "vitest";
import { accuracyAtDrift, accuracyByDrift, evaluationSet } from "./accuracy-by-drift.ts";

test("healthy accuracy is 0.945 to 0.955 and a shift of half a deviation breaks the 0.92 objective", () => {
  expect(accuracyAtDrift(0)).toBeGreaterThan(0.945);
  expect(accuracyAtDrift(0)).toBeLessThan(0.955);
  expect(accuracyAtDrift(0.5)).toBeLessThan(0.92);
});

test("accuracy falls with every measured step of drift and is straight in between", () => {
  for (let i = 1; i < accuracyByDrift.length; i++) {
    expect(accuracyByDrift[i]?.correct).toBeLessThan(accuracyByDrift[i - 1]?.correct ?? 0);
  }
  const middle = (accuracyAtDrift(0.5) + accuracyAtDrift(0.6)) / 2;
  expect(accuracyAtDrift(0.55)).toBeCloseTo(middle, 10);
});

test("beyond the table the ends hold", () => {
  const last = accuracyByDrift.at(-1)?.correct ?? 0;
  expect(accuracyAtDrift(9)).toBe(last / evaluationSet.rows);
  expect(accuracyAtDrift(-1)).toBe(accuracyAtDrift(0));
});
