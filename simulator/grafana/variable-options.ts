import { RE2JS } from "re2js";
import type { DashboardVariable } from "./dashboard-types.ts";
import type { VariableValue } from "./interpolate.ts";

/** What to ask Prometheus for a query variable's values, and the label that carries them. */
export interface VariableQuery {
  readonly expr: string;
  readonly label: string;
}

/**
 * The query behind `label_values(label)` and `label_values(metric, label)`. Grafana reads them from the
 * label API over the time range; here they are the values at its end, which the query language can say too.
 */
export function variableQuery({ type, query }: DashboardVariable): VariableQuery | undefined {
  if (type !== "query") return undefined;
  const found = /^\s*label_values\(\s*(?:(.+),)?\s*([a-zA-Z_]\w*)\s*\)\s*$/s.exec(query);
  if (found === null) return undefined;
  const [, selector, label = ""] = found;
  const from = selector?.trim() ?? `{${label}!=""}`;
  return { expr: `group by (${label}) (${from})`, label };
}

/** Values of a variable that lists them itself: `a, b, c`, or `name : value` pairs. */
export function listedOptions({ type, query }: DashboardVariable): readonly string[] | undefined {
  if (type !== "custom" && type !== "interval" && type !== "constant" && type !== "textbox") return undefined;
  if (type === "constant" || type === "textbox") return [query];
  const parts = query.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "").map((part) => part.split(/\s+:\s+/).at(-1) ?? part);
}

const all = "$__all";

/** What a variable stands for, given its options and what was chosen; the first option when nothing fits. */
export function chosenValue(
  variable: DashboardVariable,
  options: readonly string[],
  chosen: readonly string[],
): VariableValue {
  const several = variable.multi || variable.includeAll;
  if (variable.includeAll && chosen.includes(all)) {
    return { values: options, several, raw: variable.allValue === "" ? undefined : variable.allValue };
  }
  const known = chosen.filter((value) => options.includes(value));
  const values = known.length > 0 ? known : options.slice(0, 1);
  return { values: variable.multi ? values : values.slice(0, 1), several };
}

/**
 * Keeps what a variable's regular expression matches, its first group where it has one. Grafana runs it in
 * the browser's engine; RE2 here, so that no pattern from a file can hang the page.
 */
export function filteredOptions(values: readonly string[], regex: string): readonly string[] {
  if (regex === "") return values;
  const inside = /^\/(.*)\/[a-z]*$/s.exec(regex)?.[1] ?? regex;
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(inside);
  } catch {
    return [];
  }
  const kept = values.flatMap((value) => {
    const found = pattern.matcher(value);
    if (!found.find()) return [];
    return [(found.groupCount() > 0 ? found.group(1) : found.group()) ?? ""];
  });
  return [...new Set(kept)];
}
