import { describe, expect, it } from "vitest";
import { bySection } from "./finding-sections.ts";
import { placeFindings } from "./model.ts";

const finding = (code: string) => ({ code, type: "actionable" as const, message: code, params: {} });

describe("bySection", () => {
  it("leads with the impact table and leaves sections without findings out", () => {
    const codes = [
      "postmortem/action-vague",
      "postmortem/form",
      "postmortem/impact-start",
      "postmortem/impact-end",
    ];
    const groups = bySection(placeFindings(codes.map(finding), "", ""));
    expect(groups.map(({ section, findings }) => [section, findings.length])).toEqual([
      ["impact", 2],
      ["actions", 1],
      ["whole", 1],
    ]);
  });

  it("loses no finding, whatever its code", () => {
    const placed = placeFindings(["postmortem/new-one", "other"].map(finding), "", "");
    expect(bySection(placed).flatMap(({ findings }) => findings)).toEqual(placed);
  });
});
