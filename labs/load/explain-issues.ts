import type { z } from "zod";
import { didYouMean } from "./did-you-mean.ts";
import type { YamlFile } from "./read-yaml.ts";

/** Turns schema issues into one line each: place, path, what is wrong, the nearest name. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  yaml: YamlFile,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): string[] {
  return issues.flatMap((issue) => explainIssue(issue, yaml, keysAt));
}

function explainIssue(
  issue: z.core.$ZodIssue,
  yaml: YamlFile,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): string[] {
  const path = issue.path;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const place = [...path, key];
      const near = didYouMean(key, keysAt(path));
      return `${yaml.where(place)}: ${printPath(place)}: "${key}" is not a key here${suggest(near)}`;
    });
  }
  const head = `${yaml.where(path)}: ${printPath(path)}: `;
  const got = valueAt(yaml.value, path);
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    if (got === undefined) return [`${head}missing; write one of ${values.join(", ")}`];
    return [
      `${head}${show(got)} is not one of ${values.join(", ")}${suggest(didYouMean(String(got), values))}`,
    ];
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    const kind = valueAt(yaml.value, path);
    const names = keysAt(path.slice(0, -1));
    return [`${head}${show(kind)} is not a check kind${suggest(didYouMean(String(kind), names))}`];
  }
  if (got === undefined) return [`${head}missing`];
  if (issue.code === "invalid_format") return [`${head}${show(got)} is not ${issue.message}`];
  return [`${head}${show(got)}: ${issue.message}`];
}

/** `steps[0].checks[1].kind`. */
export function printPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path)
    text += typeof key === "number" ? `[${key}]` : text === "" ? String(key) : `.${String(key)}`;
  return text === "" ? "(top)" : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `; did you mean "x"?`, or nothing. */
export function suggest(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
