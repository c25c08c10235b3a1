import { expect, test } from "vitest";
import { didYouMean, editDistance } from "./did-you-mean.ts";

test.each([
  ["", "", 0],
  ["a", "", 1],
  ["kitten", "sitting", 3],
  ["exact", "exact", 0],
])("editDistance(%s, %s) is %d", (a, b, distance) => {
  expect(editDistance(a, b, 5)).toBe(distance);
});

test("a distance above the limit is not counted out", () => {
  expect(editDistance("aaaaaaaa", "bbbbbbbb", 2)).toBeGreaterThan(2);
});

test.each([
  ["memory-leek", "memory-leak"],
  ["DCGM_FI_DEV_FB_USE", "DCGM_FI_DEV_FB_USED"],
  ["http_requests", "http_requests_total"],
  ["zzz", undefined],
])("nearest to %s is %s", (wrong, near) => {
  expect(didYouMean(wrong, ["memory-leak", "DCGM_FI_DEV_FB_USED", "http_requests_total"])).toBe(near);
});
