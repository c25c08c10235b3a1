import { stringify } from "yaml";
import { compareCodePoints } from "../../tsdb/labels.ts";
import type { Json, Manifest } from "./manifest.ts";

/** One object, or a `List` of them, as `-o json` prints it: four spaces, keys in order. */
export function asJson(objects: readonly Manifest[], single: boolean): string {
  return `${JSON.stringify(sorted(wrap(objects, single)), undefined, 4)}\n`;
}

/** The same as `-o yaml` prints it: sequences flush with their key. */
export function asYaml(objects: readonly Manifest[], single: boolean): string {
  return yamlText(wrap(objects, single));
}

/** Any value as kubectl's YAML. */
export function yamlText(value: Json): string {
  return stringify(sorted(value), { indentSeq: false, lineWidth: 0, version: "1.1" });
}

function wrap(objects: readonly Manifest[], single: boolean): Json {
  const [first] = objects;
  if (single && first !== undefined) return first;
  return { apiVersion: "v1", items: objects, kind: "List", metadata: { resourceVersion: "" } };
}

function sorted(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item));
  const entries = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
