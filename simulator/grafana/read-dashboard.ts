import type {
  Dashboard,
  DashboardPanel,
  DashboardRow,
  DashboardVariable,
  Json,
  JsonObject,
  PanelTarget,
  Reducer,
  ThresholdStep,
} from "./dashboard-types.ts";
import { durationMs } from "./duration.ts";
import { isObject, listAt, numberAt, objectAt, textAt, trueAt } from "./json-fields.ts";

/** Limits of 08 section 6: a file's size, the panels of one dashboard. */
const mostCharacters = 2_000_000;
const mostPanels = 40;
/** Queries of one panel: refIds go from A to Z. */
const mostTargets = 26;
/** Columns of the grid. */
const columns = 24;

export type ReadDashboard =
  | { readonly dashboard: Dashboard; readonly error?: never }
  | { readonly dashboard?: never; readonly error: string };

/** Reads a dashboard file: the bare model, or `{ "dashboard": … }` as Grafana's API answers. */
export function readDashboard(text: string): ReadDashboard {
  if (text.length > mostCharacters) {
    return { error: `The file has ${text.length} characters; the most is ${mostCharacters}.` };
  }
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    return { error: `Not JSON${placeOf(error, text)}: ${error instanceof Error ? error.message : ""}` };
  }
  const model = objectAt(json, "dashboard") ?? (isObject(json) ? json : undefined);
  if (model === undefined) return { error: "A dashboard is a JSON object with a list of panels." };
  if (!Array.isArray(model.panels)) {
    const old = Array.isArray(model.rows);
    return {
      error: old
        ? "This dashboard is of a Grafana before 5.0, with rows instead of panels. Open and save it in a newer one first."
        : 'A dashboard has a list called "panels"; this file has none.',
    };
  }
  const { panels, rows } = panelsOf(model);
  if (panels.length > mostPanels) {
    return { error: `The most is ${mostPanels} panels; this dashboard has ${panels.length}.` };
  }
  return { dashboard: read(model, panels, rows) };
}

/** Line and column where JSON.parse stopped, where the engine says so. */
function placeOf(error: unknown, text: string): string {
  const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  if (at === undefined) return "";
  const before = text.slice(0, Number(at)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}

function read(
  model: JsonObject,
  panels: readonly DashboardPanel[],
  rows: readonly DashboardRow[],
): Dashboard {
  const from = /^now-(\w+)$/.exec(textAt(objectAt(model, "time"), "from"))?.[1];
  return {
    uid: textAt(model, "uid"),
    title: textAt(model, "title"),
    description: textAt(model, "description"),
    tags: listAt(model, "tags").filter((tag) => typeof tag === "string"),
    rangeMs: from === undefined ? undefined : durationMs(from),
    refreshMs: durationMs(textAt(model, "refresh")),
    panels,
    rows,
    variables: listAt(objectAt(model, "templating"), "list").filter(isObject).map(readVariable),
    json: model,
  };
}

/** Panels in the order of the file, those of collapsed rows in their place, and the rows over them. */
function panelsOf(model: JsonObject): Pick<Dashboard, "panels" | "rows"> {
  const panels: DashboardPanel[] = [];
  const rows: DashboardRow[] = [];
  for (const [i, raw] of listAt(model, "panels").entries()) {
    if (!isObject(raw)) continue;
    if (textAt(raw, "type") !== "row") {
      panels.push(readPanel(raw, rows.length - 1, `${i}`));
      continue;
    }
    rows.push({ title: textAt(raw, "title"), collapsed: trueAt(raw, "collapsed") });
    for (const [k, inner] of listAt(raw, "panels").entries()) {
      if (isObject(inner)) panels.push(readPanel(inner, rows.length - 1, `${i}/${k}`));
    }
  }
  return { panels, rows };
}

function readPanel(raw: JsonObject, row: number, at: string): DashboardPanel {
  const defaults = objectAt(raw, "fieldConfig", "defaults");
  const options = objectAt(raw, "options");
  const grid = objectAt(raw, "gridPos");
  const w = between(numberAt(grid, "w") ?? 12, 1, columns);
  return {
    at,
    type: textAt(raw, "type"),
    title: textAt(raw, "title"),
    description: textAt(raw, "description"),
    grid: {
      w,
      h: between(numberAt(grid, "h") ?? 8, 1, 100),
      x: between(numberAt(grid, "x") ?? 0, 0, columns - w),
      y: between(numberAt(grid, "y") ?? 0, 0, 10_000),
    },
    targets: listAt(raw, "targets").filter(isObject).slice(0, mostTargets).map(readTarget),
    unit: textAt(defaults, "unit"),
    decimals: numberAt(defaults, "decimals"),
    min: numberAt(defaults, "min"),
    max: numberAt(defaults, "max"),
    thresholds: readSteps(objectAt(defaults, "thresholds")),
    reducer: readReducer(listAt(objectAt(options, "reduceOptions"), "calcs")[0]) ?? "lastNotNull",
    legendCalcs: listAt(objectAt(options, "legend"), "calcs").flatMap((one) => readReducer(one) ?? []),
    content: textAt(options, "content"),
    row,
  };
}

function between(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}

function readTarget(raw: JsonObject, index: number): PanelTarget {
  return {
    refId: textAt(raw, "refId") || String.fromCharCode(65 + index),
    expr: textAt(raw, "expr"),
    legendFormat: textAt(raw, "legendFormat"),
    instant: trueAt(raw, "instant") && !trueAt(raw, "range"),
    hidden: trueAt(raw, "hide"),
    minStepMs: durationMs(textAt(raw, "interval")),
  };
}

/** Absolute steps, ascending. Percentages of min and max are not drawn, and so are not read. */
function readSteps(raw: JsonObject | undefined): readonly ThresholdStep[] {
  if (raw === undefined || textAt(raw, "mode") === "percentage") return [];
  return listAt(raw, "steps")
    .filter(isObject)
    .map((step) => ({ color: textAt(step, "color"), value: numberAt(step, "value") }))
    .sort((a, b) => (a.value ?? Number.NEGATIVE_INFINITY) - (b.value ?? Number.NEGATIVE_INFINITY));
}

const reducers: readonly Reducer[] = ["lastNotNull", "last", "min", "max", "mean", "sum", "range"];

function readReducer(value: Json | undefined): Reducer | undefined {
  return reducers.find((one) => one === value);
}

function readVariable(raw: JsonObject): DashboardVariable {
  const current = objectAt(raw, "current")?.value;
  const query = raw.query;
  return {
    name: textAt(raw, "name"),
    label: textAt(raw, "label") || textAt(raw, "name"),
    type: textAt(raw, "type"),
    query: typeof query === "string" ? query : textAt(objectAt(raw, "query"), "query"),
    multi: trueAt(raw, "multi"),
    includeAll: trueAt(raw, "includeAll"),
    allValue: textAt(raw, "allValue"),
    regex: textAt(raw, "regex"),
    current: (Array.isArray(current) ? current : [current]).filter((one) => typeof one === "string"),
    // 2 hides the variable, 1 only its label.
    hidden: numberAt(raw, "hide") === 2,
  };
}
