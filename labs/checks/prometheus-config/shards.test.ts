import { expect, test } from "vitest";
import { hashMod } from "../../../simulator/index.ts";

/** The figures of the lab on shards: addresses gpu-0:8000 to gpu-999:8000. */
const moved = (before: bigint, after: bigint): number =>
  Array.from({ length: 1000 }, (_, i) => `gpu-${i}:8000`).filter(
    (address) => hashMod(address, before) !== hashMod(address, after),
  ).length;

test("from three shards to four 735 of 1,000 targets move; doubling moves about half", () => {
  expect(moved(3n, 4n)).toBe(735);
  expect(Math.abs(moved(3n, 6n) - 500)).toBeLessThan(50);
});
