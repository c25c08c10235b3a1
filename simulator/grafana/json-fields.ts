import type { Json, JsonObject } from "./dashboard-types.ts";

/** Readers of single fields: what has another type than wanted counts as absent, as Grafana's own reader does. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectAt(from: Json | undefined, ...path: readonly string[]): JsonObject | undefined {
  let value: Json | undefined = from;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return isObject(value) ? value : undefined;
}

export function listAt(from: Json | undefined, name: string): readonly Json[] {
  const value = isObject(from) ? from[name] : undefined;
  return Array.isArray(value) ? value : [];
}

export function textAt(from: Json | undefined, name: string): string {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "string" ? value : "";
}

export function numberAt(from: Json | undefined, name: string): number | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function trueAt(from: Json | undefined, name: string): boolean {
  return isObject(from) && from[name] === true;
}
