import { describe, expect, it } from "vitest";
import { labelDifference, labelsOf } from "./evidence-labels.ts";

const line = (role: "yours" | "wanted", values: readonly number[]) => ({
  name: role,
  role,
  timesMs: values.map((_, i) => i * 15_000),
  values,
});
const same = [line("yours", [1, 3]), line("wanted", [1, 3])];

describe("labels of a counterexample", () => {
  it("reads the label set one side names", () => {
    expect(labelsOf('{pod="a", gpu="0"} 0.25 at 14:20:00')).toBe('{pod="a", gpu="0"}');
    expect(labelsOf("{} 3 at 14:20:00")).toBe("{}");
    expect(labelsOf("nothing at 14:20:00")).toBeUndefined();
  });

  it("says that only labels differ where the values agree", () => {
    const seen = "{} 3 at 14:20:00";
    const wanted = '{pod="a"} 3 at 14:20:00';
    expect(labelDifference({ seen, wanted, lines: same })).toBe("onlyLabels");
  });

  it("says that both differ where the values do not agree", () => {
    expect(
      labelDifference({ seen: "{} 4 at 14:20:00", wanted: '{pod="a"} 3 at 14:20:00', lines: same }),
    ).toBe("labelsAndValues");
    const lines = [line("yours", [1, 9]), line("wanted", [1, 3])];
    expect(labelDifference({ seen: "{} 1 at 14:20:00", wanted: '{pod="a"} 1 at 14:20:00', lines })).toBe(
      "labelsAndValues",
    );
  });

  it("says nothing of values under the same labels, or without any", () => {
    expect(
      labelDifference({ seen: "{} 4 at 14:20:00", wanted: "{} 3 at 14:20:00", lines: same }),
    ).toBeUndefined();
    expect(labelDifference({ seen: "nothing", wanted: "8 series", lines: [] })).toBeUndefined();
  });
});
