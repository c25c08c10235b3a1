import { describe, expect, it } from "vitest";
import { readLayout, readSettings } from "./read-preferences.ts";
import { getState } from "./store.ts";

const { settings, layout } = getState();

describe("stored settings", () => {
  it("replace the present ones", () => {
    const other = { ...settings, theme: "dark", editor: "plain", singleKeys: false } as const;
    expect(readSettings(other, settings)).toEqual(other);
  });

  it.each([undefined, null, "dark", [], { theme: 5, editor: {}, singleKeys: "no" }])(
    "that are damaged change nothing",
    (stored) => {
      expect(readSettings(stored, settings)).toEqual(settings);
    },
  );
});

describe("a stored layout", () => {
  it("replaces the present one, and a closed column stays closed", () => {
    const other = { ...layout, lessonPx: 500, side: undefined };
    expect(readLayout(other, layout)).toEqual(other);
  });

  it.each([
    undefined,
    7,
    { lessonPx: "wide", sidePx: Number.NaN, lessonOpen: 1, centre: {}, small: 2, side: 3 },
  ])("that is damaged changes nothing", (stored) => {
    expect(readLayout(stored, layout)).toEqual(layout);
  });
});
