import type { DashboardPanel, GridPosition, Json, JsonObject } from "./dashboard-types.ts";
import { isObject, listAt, numberAt, objectAt } from "./json-fields.ts";

/** Edits a dashboard file and leaves every field they do not name as it was. */

/** The file with one field of a panel set, or taken out when `value` is undefined. */
export function setPanelField(
  json: JsonObject,
  at: string,
  path: readonly string[],
  value: Json | undefined,
): JsonObject {
  return changePanel(json, at, (panel) => [setIn(panel, path, value)]);
}

/** The file without a panel. */
export function removePanel(json: JsonObject, at: string): JsonObject {
  return changePanel(json, at, () => []);
}

/** The file with a copy of a panel beneath it. */
export function duplicatePanel(json: JsonObject, { at, grid }: DashboardPanel): JsonObject {
  const id = nextId(json);
  return changePanel(json, at, (panel) => [
    panel,
    { ...panel, id, gridPos: { ...objectAt(panel, "gridPos"), ...grid, y: grid.y + grid.h } },
  ]);
}

/** The file with a new panel below all others. */
export function addPanel(
  json: JsonObject,
  panel: JsonObject,
  size: Pick<GridPosition, "w" | "h">,
): JsonObject {
  const panels = listAt(json, "panels");
  const y = panels.reduce<number>((low, one) => Math.max(low, bottomOf(one)), 0);
  const added = { id: nextId(json), ...panel, gridPos: { x: 0, y, ...size } };
  return { ...json, panels: [...panels, added] };
}

/** The file with two panels' places swapped: each takes the other's corner and keeps its own size. */
export function swapPanels(json: JsonObject, a: DashboardPanel, b: DashboardPanel): JsonObject {
  const place = (one: JsonObject, at: string, to: GridPosition): JsonObject =>
    changePanel(one, at, (panel) => [
      { ...panel, gridPos: { ...objectAt(panel, "gridPos"), x: to.x, y: to.y } },
    ]);
  return place(place(json, a.at, b.grid), b.at, a.grid);
}

/** The file as it is saved: Grafana's two spaces. */
export function dashboardText(json: JsonObject): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}

function bottomOf(panel: Json): number {
  const grid = isObject(panel) ? objectAt(panel, "gridPos") : undefined;
  return (numberAt(grid, "y") ?? 0) + (numberAt(grid, "h") ?? 8);
}

function nextId(json: JsonObject): number {
  const ids = listAt(json, "panels").flatMap((one) => [one, ...listAt(one, "panels")]);
  return ids.reduce<number>((most, one) => Math.max(most, numberAt(one, "id") ?? 0), 0) + 1;
}

function changePanel(
  json: JsonObject,
  at: string,
  change: (panel: JsonObject) => readonly JsonObject[],
): JsonObject {
  const [index = -1, inner] = at.split("/").map(Number);
  const row = listAt(json, "panels")[index];
  if (!isObject(row)) return json;
  if (inner === undefined) return { ...json, panels: replaceAt(json, index, change(row)) };
  const panel = listAt(row, "panels")[inner];
  if (!isObject(panel)) return json;
  const changed: JsonObject = { ...row, panels: replaceAt(row, inner, change(panel)) };
  return { ...json, panels: replaceAt(json, index, [changed]) };
}

function replaceAt(holder: JsonObject, index: number, by: readonly JsonObject[]): readonly Json[] {
  const panels = listAt(holder, "panels");
  return [...panels.slice(0, index), ...by, ...panels.slice(index + 1)];
}

function setIn(from: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return from;
  if (rest.length > 0) return { ...from, [name]: setIn(objectAt(from, name) ?? {}, rest, value) };
  if (value !== undefined) return { ...from, [name]: value };
  const { [name]: _gone, ...kept } = from;
  return kept;
}
