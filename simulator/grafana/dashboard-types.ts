/**
 * The part of Grafana's dashboard JSON (schema version 39 and near) that is drawn here. Everything else in
 * the file is kept as it was: these types are a reading of it, and edits are made on the file itself.
 */

/** JSON as it was read. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Panel types that are drawn; any other is named and kept. */
export const panelTypes = [
  "timeseries",
  "stat",
  "gauge",
  "bargauge",
  "table",
  "heatmap",
  "state-timeline",
  "text",
] as const;
export type PanelType = (typeof panelTypes)[number];

/** Place on the grid: 24 columns, rows of 30 px with 8 px between them (Grafana, "Panel size and position"). */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** One step of a scale: from `value` upwards the colour holds; the first has no value and begins at -Inf. */
export interface ThresholdStep {
  readonly color: string;
  readonly value: number | undefined;
}

/** One query of a panel. */
export interface PanelTarget {
  readonly refId: string;
  readonly expr: string;
  /** `{{label}}` stands for a label's value; empty or `__auto` names series by what tells them apart. */
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly hidden: boolean;
  /** "Min step": the smallest step of the query, ms. */
  readonly minStepMs: number | undefined;
}

/** How a series becomes one number in stat, gauge and table panels. */
export type Reducer = "lastNotNull" | "last" | "min" | "max" | "mean" | "sum" | "range";

export interface DashboardPanel {
  /** Where it stands in the file: `3`, or `2/0` for the first panel of a collapsed row. */
  readonly at: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly grid: GridPosition;
  readonly targets: readonly PanelTarget[];
  /** Grafana's unit id, such as `percentunit` or `bytes`; empty for a plain number. */
  readonly unit: string;
  readonly decimals: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly thresholds: readonly ThresholdStep[];
  readonly reducer: Reducer;
  /** Legend statistics of a time series panel: `lastNotNull`, `min`, `max`, `mean`, `sum`. */
  readonly legendCalcs: readonly Reducer[];
  /** Markdown of a text panel. */
  readonly content: string;
  /** The row it stands under, as an index into `rows`; -1 above the first. */
  readonly row: number;
}

/** A heading over panels, which may hide them. */
export interface DashboardRow {
  readonly title: string;
  readonly collapsed: boolean;
}

export interface DashboardVariable {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** `label_values(metric, label)` of a query variable; the list of a custom or interval one. */
  readonly query: string;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue: string;
  readonly regex: string;
  /** Values chosen when the dashboard was saved; `$__all` means every one. */
  readonly current: readonly string[];
  readonly hidden: boolean;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** How far back the time range reaches, ms; undefined where the file says something else than now-… to now. */
  readonly rangeMs: number | undefined;
  /** Refresh interval, ms; undefined when it refreshes only on demand. */
  readonly refreshMs: number | undefined;
  readonly panels: readonly DashboardPanel[];
  readonly rows: readonly DashboardRow[];
  readonly variables: readonly DashboardVariable[];
  /** The file as it was read. */
  readonly json: JsonObject;
}
