import { isRecord } from "./read-result.ts";
import type { Layout, Settings } from "./store.ts";

const themes: readonly Settings["theme"][] = ["system", "light", "dark"];
const editors: readonly Settings["editor"][] = ["full", "plain"];

/** Settings that are on or off. */
type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

/** Stored settings over the present ones; a part of another kind than it should be is left out. */
export function readSettings(stored: unknown, present: Settings): Settings {
  if (!isRecord(stored)) return present;
  const flag = (key: Flag): boolean => {
    const value = stored[key];
    return typeof value === "boolean" ? value : present[key];
  };
  return {
    theme: themes.find((theme) => theme === stored.theme) ?? present.theme,
    editor: editors.find((editor) => editor === stored.editor) ?? present.editor,
    localTime: flag("localTime"),
    singleKeys: flag("singleKeys"),
    prometheusKeys: flag("prometheusKeys"),
    moreContrast: flag("moreContrast"),
    lessMotion: flag("lessMotion"),
  };
}

/** Stored layout over the present one. Panel ids are not checked: the workbench falls back from an unknown one. */
export function readLayout(stored: unknown, present: Layout): Layout {
  if (!isRecord(stored)) return present;
  const px = (key: "lessonPx" | "sidePx"): number => {
    const value = stored[key];
    return typeof value === "number" && Number.isFinite(value) ? value : present[key];
  };
  const name = (key: "centre" | "small"): string => {
    const value = stored[key];
    return typeof value === "string" ? value : present[key];
  };
  const { side, lessonOpen } = stored;
  return {
    lessonPx: px("lessonPx"),
    sidePx: px("sidePx"),
    lessonOpen: typeof lessonOpen === "boolean" ? lessonOpen : present.lessonOpen,
    centre: name("centre"),
    small: name("small"),
    side: "side" in stored && (side === undefined || typeof side === "string") ? side : present.side,
  };
}
