import { describe, expect, it } from "vitest";
import { resourceQuantity, resourceValues } from "./resource-quantity.ts";

describe("resourceQuantity", () => {
  it.each([
    ["8Gi", 8_589_934_592],
    ["500m", 0.5],
    ["1.5G", 1_500_000_000],
    ["17179869184", 17_179_869_184],
    [" 2 ", 2],
  ])("%s is %d", (text, value) => {
    expect(resourceQuantity(text)).toBe(value);
  });

  it.each(["", "Gi", "8GiB", "-1", "1e3", "abc"])("%j is no quantity", (text) => {
    expect(resourceQuantity(text)).toBeUndefined();
  });

  it("lists the GPU always, cpu and memory when they are set", () => {
    expect(resourceValues({ memory: "16Gi", cpu: "nonsense" }).map(({ resource }) => resource)).toEqual([
      "nvidia_com_gpu",
      "memory",
    ]);
  });
});
