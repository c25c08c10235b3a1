import { parse } from "yaml";

/** Longest answer of a number or pick step, in characters. */
const longest = 2_000;

/**
 * Reads a short answer: YAML where it is a scalar or a list of scalars, as `nines grade` takes it, else
 * the text as it stands. Never throws.
 */
export function readScalars(answer: string): readonly string[] {
  const text = answer.slice(0, longest).trim();
  if (text === "") return [];
  let value: unknown;
  try {
    // The core schema would turn 14:05 and 0x10 into something else; every scalar stays text.
    value = parse(text, { schema: "failsafe", maxAliasCount: 0, logLevel: "error" });
  } catch {
    value = text;
  }
  const list = Array.isArray(value) ? value : [value];
  if (list.some((one) => typeof one !== "string")) return [text];
  return list.map((one) => String(one).trim()).filter((one) => one !== "");
}
