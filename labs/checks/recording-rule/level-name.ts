import { type Expr, parse, type Rule } from "../../../simulator/index.ts";
import { metricsOf, plainDurationMs, walk } from "../expression/walk.ts";
import { durationMs, durationUnits } from "../show-time.ts";

/** Functions whose name an operation repeats: `rate5m`, `increase1h`, `max_over_time1h`. */
const windowed = /^(rate|irate|increase|delta|idelta|deriv|.*_over_time)$/;

/** What is wrong with a recorded series' name, and a name that says what it holds. */
export interface NameComplaint {
  readonly message: string;
  readonly better: string;
}

/**
 * Prometheus asks for `level:metric:operations` (docs/practices/rules.md): the labels that are left, the
 * metric without `_total`, and what was done to it. `kept` are the label names of the recorded series.
 * `le` may be left out of the level where the metric is a histogram's buckets, as kubernetes-mixin does.
 */
export function complainOfName(
  rule: Extract<Rule, { kind: "recording" }>,
  kept: readonly string[],
): NameComplaint | undefined {
  const better = nameFor(rule, kept);
  const parts = rule.record.split(":");
  const [level = "", metric = "", operations = ""] = parts;
  if (parts.length !== 3 || metric === "" || operations === "") {
    return { message: "does not read level:metric:operations", better };
  }
  const buckets = metric.endsWith("_bucket");
  if (!spells(level, kept) && !(buckets && spells(level, without(kept, "le")))) {
    const says = level === "" ? "no level" : `the level \`${level}\``;
    const has = kept.length === 0 ? "no label" : kept.join(", ");
    return { message: `says ${says}, and its series keep ${has}`, better };
  }
  const metrics = sourceMetrics(rule.expr);
  if (metrics.length > 0 && !metrics.some((name) => metric === name || metric === shortName(name))) {
    return {
      message: `speaks of \`${metric}\`, and the expression reads \`${metrics.join("`, `")}\``,
      better,
    };
  }
  const window = windowOf(rule.expr);
  const said = /(\d+(?:ms|[smhdwy]))+$/.exec(operations)?.[0];
  if (said !== undefined && window !== undefined && durationMs(said) !== window.ms) {
    return { message: `says ${said}, and the window is ${showRange(window.ms)}`, better };
  }
  return undefined;
}

/** Are these the labels, each once, in any order, joined by `_`? Label names may hold `_` themselves. */
function spells(level: string, labels: readonly string[]): boolean {
  if (labels.length === 0) return level === "";
  return labels.some((label) => {
    if (level === label) return labels.length === 1;
    return level.startsWith(`${label}_`) && spells(level.slice(label.length + 1), without(labels, label));
  });
}

function without(labels: readonly string[], label: string): readonly string[] {
  return labels.filter((one) => one !== label);
}

function nameFor(rule: Extract<Rule, { kind: "recording" }>, kept: readonly string[]): string {
  // `le` says how the buckets are cut, so it stands last, as people write it.
  const level = [...without(kept, "le"), ...kept.filter((label) => label === "le")].join("_");
  const [metric = "metric"] = sourceMetrics(rule.expr).map(shortName);
  const window = windowOf(rule.expr);
  return `${level}:${metric}:${window === undefined ? "sum" : `${window.func}${showRange(window.ms)}`}`;
}

/** Metrics an expression reads; of a recorded one, the metric its own name speaks of. */
function sourceMetrics(expr: string): readonly string[] {
  const { ast } = parse(expr);
  if (ast === undefined) return [];
  return [...metricsOf(ast)].map((name) => name.split(":")[1] ?? name);
}

function shortName(metric: string): string {
  return metric.replace(/_total$/, "");
}

function windowOf(expr: string): { readonly func: string; readonly ms: number } | undefined {
  const { ast } = parse(expr);
  let found: { func: string; ms: number } | undefined;
  const visit = (node: Expr): void => {
    const [range] = node.kind === "call" && windowed.test(node.func) ? node.args : [];
    const ms = range?.kind === "matrixSelector" ? plainDurationMs(range.range) : undefined;
    if (node.kind === "call" && ms !== undefined) found ??= { func: node.func, ms };
  };
  if (ast !== undefined) walk(ast, visit);
  return found;
}

/** `5m`, `90s`: as people write a range. */
function showRange(ms: number): string {
  const unit = (["d", "h", "m", "s"] as const).find((one) => ms % durationUnits[one] === 0) ?? "ms";
  return `${ms / durationUnits[unit]}${unit}`;
}
