import { expect, test } from "vitest";
import { parseQuantity, percentOf, sumQuantities } from "./quantity.ts";

test("quantities in every suffix", () => {
  expect(parseQuantity("500m")).toBe(0.5);
  expect(parseQuantity("8Gi")).toBe(8 * 2 ** 30);
  expect(parseQuantity("1.5G")).toBe(1.5e9);
  expect(parseQuantity("4")).toBe(4);
  for (const wrong of ["", "x", "1.2.3", "5Zi", "-1", "Gi"]) expect(parseQuantity(wrong)).toBeUndefined();
});

test("shares and sums", () => {
  expect(percentOf("4", "96")).toBe("4 (4%)");
  expect(sumQuantities(["16Gi", "16Gi"])).toBe("32Gi");
  expect(sumQuantities(["500m", "1"])).toBe("1500m");
  expect(sumQuantities([])).toBe("0");
});
