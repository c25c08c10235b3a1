import { durationText } from "./duration.ts";

/** What a variable stands for: one value, or several when more than one may be chosen. */
export interface VariableValue {
  readonly values: readonly string[];
  /** The variable allows several values or "All", chosen or not. */
  readonly several: boolean;
  /** Text that stands for all of them unescaped, as `allValue` says. */
  readonly raw?: string | undefined;
}

export interface QueryTimes {
  /** Length of the time range, ms. */
  readonly rangeMs: number;
  /** Distance of points, ms. */
  readonly intervalMs: number;
  /** Scrape interval the data source is configured with, ms; a query's own "min step" replaces it. */
  readonly scrapeIntervalMs: number;
}

const reference = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;

/**
 * Fills in a query's variables as Grafana's Prometheus data source does: one plain value is escaped for a
 * quoted string, a variable that may have several becomes a regular expression, `(a|b)` (Grafana,
 * "Prometheus template variables": use `=~` with multi-value variables). Unknown names stay as they are.
 */
export function interpolate(
  text: string,
  variables: ReadonlyMap<string, VariableValue>,
  times: QueryTimes,
): string {
  return text.replace(
    reference,
    (whole, plain?: string, braced?: string, braceFormat?: string, old?: string, oldFormat?: string) => {
      const name = plain ?? braced ?? old ?? "";
      const builtIn = timeVariable(name, times);
      if (builtIn !== undefined) return builtIn;
      const value = variables.get(name);
      if (value === undefined) return whole;
      return show(value, braceFormat ?? oldFormat);
    },
  );
}

/** Names of the variables a text uses, built-in ones left out. */
export function variablesIn(text: string): readonly string[] {
  const names = [...text.matchAll(reference)].map((found) => found[1] ?? found[2] ?? found[4] ?? "");
  return [...new Set(names.filter((name) => !name.startsWith("__")))];
}

/**
 * `$__rate_interval` is max($__interval + scrape interval, 4 × scrape interval), so that a rate always has
 * samples to work with (Grafana, "Prometheus template variables").
 */
function timeVariable(
  name: string,
  { rangeMs, intervalMs, scrapeIntervalMs }: QueryTimes,
): string | undefined {
  switch (name) {
    case "__interval":
      return durationText(intervalMs);
    case "__interval_ms":
      return String(intervalMs);
    case "__rate_interval":
      return durationText(Math.max(intervalMs + scrapeIntervalMs, 4 * scrapeIntervalMs));
    case "__range":
      return `${Math.round(rangeMs / 1000)}s`;
    case "__range_s":
      return String(Math.round(rangeMs / 1000));
    case "__range_ms":
      return String(Math.round(rangeMs));
    default:
      return undefined;
  }
}

function show({ values, several, raw }: VariableValue, format: string | undefined): string {
  if (raw !== undefined && (format === undefined || format === "regex")) return raw;
  switch (format) {
    case "raw":
    case "csv":
      return values.join(",");
    case "pipe":
      return values.join("|");
    case "regex":
      return values.length === 1 ? escapeRegex(values[0] ?? "") : `(${values.map(escapeRegex).join("|")})`;
    default: {
      if (!several) return escapeString(values[0] ?? "");
      const escaped = values.map((value) => escapeString(escapeRegex(value)));
      return escaped.length === 1 ? (escaped[0] ?? "") : `(${escaped.join("|")})`;
    }
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}]/g, "\\$&");
}

/** What stands between quotes in PromQL. */
function escapeString(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"');
}
