import { type Level, levelOf, stepOf, type ThresholdStep } from "../../../simulator/index.ts";

/** Level and CSS colour of a value on a scale; plain ink when there is no scale. */
export function levelAt(
  value: number | undefined,
  steps: readonly ThresholdStep[],
): { readonly level: Level; readonly color: string } {
  const step = value === undefined ? undefined : stepOf(value, steps);
  const level = step === undefined ? "other" : levelOf(step.color);
  return { level, color: colorOf(step?.color ?? "", level) };
}

export function colorOf(color: string, level: Level): string {
  if (level !== "other") return `var(--${level})`;
  if (/blue/.test(color)) return "var(--s1)";
  if (/purple/.test(color)) return "var(--s4)";
  return "var(--ink)";
}

/** A mark that says the level without colour. */
export const levelMark: Readonly<Record<Level, string>> = { ok: "●", warn: "▲", crit: "◆", other: "" };
