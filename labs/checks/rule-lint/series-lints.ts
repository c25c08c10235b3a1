import { type Expr, type Labels, printExpr, query, type ResultSeries } from "../../../simulator/index.ts";
import { whyEmpty } from "../empty-selector.ts";
import { withoutFilters } from "../expression/rewrite.ts";
import { metricName, plainDurationMs, selectorsOf, unwrap, walk } from "../expression/walk.ts";
import { showMs } from "../show-time.ts";
import type { Complaint, Lint, RuleSubject } from "./subject.ts";

/** How often operands are sampled to learn their label sets. */
const sampleStepMs = 60_000;
/** What Prometheus keeps unless it is told otherwise: `--storage.tsdb.retention.time=15d`. */
const retentionMs = 15 * 86_400_000;
const growth: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);
const windowed =
  /^(rate|irate|increase|delta|idelta|deriv|resets|changes|predict_linear|absent|absent_over_time|.*_over_time|timestamp)$/;

/** A metric, label or value that never exists: the rule loads, and stays silent for ever. */
export const series: Lint = ({ ast, hidden, catalogue, groups }) => {
  const recorded = new Set(
    groups.flatMap((group) =>
      group.rules.flatMap((rule) => (rule.kind === "recording" ? [rule.record] : [])),
    ),
  );
  const complaints: Complaint[] = [];
  for (const { selector } of selectorsOf(ast)) {
    const metric = metricName(selector);
    if (metric === undefined || recorded.has(metric) || /^ALERTS(_FOR_STATE)?$/.test(metric)) continue;
    const empty = whyEmpty(selector, hidden.world.source, catalogue, hidden.title);
    if (empty === undefined) continue;
    complaints.push({
      code: "series",
      type: "essential",
      message: empty.message,
      params: empty.params,
      at: selector.span,
    });
  }
  return complaints;
};

/** `rate` of a gauge. */
export const gaugeRate: Lint = ({ ast, catalogue }) =>
  selectorsOf(ast).flatMap(({ selector, ancestors }) => {
    const metric = metricName(selector);
    const call = ancestors.find((node) => node.kind === "call" && growth.has(node.func));
    if (metric === undefined || call === undefined || !catalogue.isGauge(metric)) return [];
    const message = `\`${metric}\` is a gauge: a fall looks like a reset. Use \`deriv\`, \`delta\` or \`predict_linear\`.`;
    return [{ code: "gauge-rate", type: "essential", message, params: { metric }, at: call.span }];
  });

/** A counter compared as it stands. */
export const counter: Lint = ({ rule, ast, catalogue }) => {
  if (rule.kind !== "alerting") return [];
  return selectorsOf(ast).flatMap(({ selector, ancestors }) => {
    const metric = metricName(selector);
    const read = ancestors.some((node) => node.kind === "call" && windowed.test(node.func));
    const counted = ancestors.some((node) => node.kind === "aggregate" && /^(count|group)$/.test(node.op));
    if (metric === undefined || read || counted || !catalogue.isCounter(metric)) return [];
    const message = `\`${metric}\` only grows until its process restarts, so a bar on it is crossed once and for ever. Compare its \`rate\`.`;
    return [{ code: "counter", type: "essential", message, params: { metric }, at: selector.span }];
  });
};

/** Windows shorter than two scrapes, and windows longer than the retention. */
export const windows: Lint = ({ ast, catalogue }) => {
  const complaints: Complaint[] = [];
  walk(ast, (node, ancestors) => {
    if (node.kind !== "matrixSelector" && node.kind !== "subquery") return;
    const ms = plainDurationMs(node.range);
    if (ms === undefined) return;
    const range = showMs(ms);
    if (ms > retentionMs) {
      const message = `A window of ${range} reaches beyond the ${showMs(retentionMs)} that are kept.`;
      complaints.push({ code: "range", type: "essential", message, params: { range }, at: node.span });
    }
    const parent = ancestors.at(-1);
    const rated = parent?.kind === "call" && growth.has(parent.func);
    if (node.kind !== "matrixSelector" || !rated || ms >= 2 * catalogue.scrapeMs) return;
    const scrape = showMs(catalogue.scrapeMs);
    const message = `${range} holds at most one sample at a scrape of ${scrape}, and two are needed: this is always empty.`;
    complaints.push({ code: "rate", type: "essential", message, params: { range, scrape }, at: node.span });
  });
  return complaints;
};

/** Two sides of an operator whose labels can never pair, and pairs Prometheus refuses. */
export const matching: Lint = (subject) => {
  const { ast, hidden } = subject;
  const complaints: Complaint[] = [];
  walk(ast, (node) => {
    if (node.kind !== "binary" || node.matching === undefined || node.op === "or" || node.op === "unless")
      return;
    if (complaints.length > 0) return;
    const sides = [node.lhs, node.rhs].map((side) => labelSets(subject, side));
    const [left, right] = sides.map(
      (sets) => new Set(sets.map((labels) => signature(labels, node.matching))),
    );
    if (left === undefined || right === undefined || left.size === 0 || right.size === 0) return;
    if ([...left].some((key) => right.has(key))) return;
    const message = `The sides of \`${node.op}\` never meet: no labels pair up in “${hidden.title}”. Aggregate both to the same labels, or say on(…).`;
    complaints.push({ code: "impossible", type: "essential", message, at: node.span });
  });
  const result = query(hidden.world.source, { expr: printExpr(ast), ...range(subject) });
  if (result.status === "error" && complaints.length === 0) {
    const params = { error: result.error };
    complaints.push({ code: "vector-match", type: "essential", message: result.error, params, at: ast.span });
  }
  return complaints;
};

function range({ hidden }: RuleSubject): { startMs: number; endMs: number; stepMs: number } {
  return { startMs: hidden.startMs, endMs: hidden.endMs, stepMs: sampleStepMs };
}

/** Label sets an operand has at any time, its filters taken off. */
function labelSets(subject: RuleSubject, side: Expr): readonly Labels[] {
  const result = query(subject.hidden.world.source, {
    expr: printExpr(withoutFilters(side)),
    ...range(subject),
  });
  return result.status === "success" ? result.series.map((one: ResultSeries) => one.labels) : [];
}

function signature(
  labels: Labels,
  matching: { readonly on: boolean; readonly labels: readonly string[] } | undefined,
): string {
  const bare = labels.without(["__name__"]);
  if (matching === undefined) return bare.key;
  return (matching.on ? bare.only(matching.labels) : bare.without(matching.labels)).key;
}

/** Annotations that name a label the result does not carry. */
export const templateLabels: Lint = (subject) => {
  const { rule, ast } = subject;
  if (rule.kind !== "alerting") return [];
  const used = new Set(
    Object.values(rule.annotations).flatMap((text) =>
      [...text.matchAll(/\$labels\.([a-zA-Z_]\w*)/g)].map((one) => one[1] ?? ""),
    ),
  );
  if (used.size === 0) return [];
  const sets = labelSets(subject, unwrap(ast));
  if (sets.length === 0) return [];
  const has = new Set([
    ...sets.flatMap((labels) => labels.pairs.map(([name]) => name)),
    ...Object.keys(rule.labels),
    "alertname",
  ]);
  const lost = [...used].filter((name) => !has.has(name));
  if (lost.length === 0) return [];
  const label = lost.join(", ");
  const message = `An annotation shows \`${label}\`, which the expression's result does not carry; keep it in by (…).`;
  return [{ code: "aggregate", type: "actionable", message, params: { label } }];
};
