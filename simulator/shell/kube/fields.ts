/** Reads fields of objects by path, for `--sort-by` and `--field-selector`. */
import { compareCodePoints } from "../../tsdb/labels.ts";
import type { Json, Manifest } from "./manifest.ts";

/** Steps of a path such as `.status.containerStatuses[0].restartCount`, in braces or not; undefined when it is none. */
export function parsePath(text: string): readonly (string | number)[] | undefined {
  const bare = text.replace(/^\{(.*)\}$/, "$1");
  const dotted = bare.startsWith(".") ? bare : `.${bare}`;
  if (!/^(\.[A-Za-z0-9_-]+(\[\d+\])*)+$/.test(dotted)) return undefined;
  return [...dotted.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)].map(
    ([, name, index]) => name ?? Number(index),
  );
}

/** The value at a path, or undefined when a step is missing. */
export function fieldAt(manifest: Manifest, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = manifest;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (isList(value)) value = typeof step === "number" ? value[step] : undefined;
    else value = typeof step === "string" && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Order of two field values: numbers by size, texts by code point, missing ones first. */
export function compareFields(a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareCodePoints(String(a), String(b));
}

/** Whether an object meets `path=value` and `path!=value` conditions; undefined when they cannot be read. */
export function fieldSelector(text: string): ((manifest: Manifest) => boolean) | undefined {
  const tests: ((manifest: Manifest) => boolean)[] = [];
  for (const part of text.split(",")) {
    const match = /^([A-Za-z0-9_.-]+)\s*(==?|!=)\s*(.*)$/.exec(part.trim());
    const path = parsePath(match?.[1] ?? "");
    if (match === null || path === undefined) return undefined;
    const wanted = match[3] ?? "";
    const equal = match[2] !== "!=";
    tests.push((manifest) => (String(fieldAt(manifest, path) ?? "") === wanted) === equal);
  }
  return (manifest) => tests.every((holds) => holds(manifest));
}
