import { expect, test } from "vitest";
import { driftingFeatures, featureNames, transactions } from "./transactions.ts";

test("a row depends on its seed and index alone", () => {
  const all = transactions(7, 0, 64);
  const tail = transactions(7, 40, 24);
  expect(tail.features).toEqual(all.features.subarray(40 * 16));
  expect(tail.fraud).toEqual(all.fraud.subarray(40));
  expect(transactions(8, 0, 64).features).not.toEqual(all.features);
});

test("the first row of seed 1 is pinned", () => {
  const { features, fraud } = transactions(1, 0, 3);
  expect([...features.subarray(0, 3)].map((v) => v.toFixed(6))).toMatchInlineSnapshot(`
    [
      "-0.823823",
      "0.345759",
      "0.254675",
    ]
  `);
  expect([...fraud]).toMatchInlineSnapshot(`
    [
      0,
      0,
      0,
    ]
  `);
});

test("features have mean 0 and variance 1, and two in five payments are fraud", () => {
  const { features, fraud, count } = transactions(3, 0, 20_000);
  for (let j = 0; j < featureNames.length; j++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const value = features[i * featureNames.length + j] ?? Number.NaN;
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / count)).toBeLessThan(0.03);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.04);
  }
  const share = fraud.reduce((total, value) => total + value, 0) / count;
  expect(share).toBeGreaterThan(0.39);
  expect(share).toBeLessThan(0.43);
});

test("drift moves the features of one pipeline and never the truth", () => {
  const calm = transactions(5, 0, 100);
  const shifted = transactions(5, 0, 100, 0.5);
  expect(shifted.fraud).toEqual(calm.fraud);
  for (let i = 0; i < calm.features.length; i++) {
    const moved = (shifted.features[i] ?? 0) - (calm.features[i] ?? 0);
    expect(moved).toBeCloseTo(i % featureNames.length < driftingFeatures ? 0.5 : 0, 5);
  }
});
