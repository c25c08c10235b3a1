import { type Expr, parse } from "../../../simulator/index.ts";
import { metricsOf, selectorsOf, walk } from "../expression/walk.ts";
import type { Read } from "./compare-reads.ts";
import type { RecordingRule } from "./recorded-world.ts";

/** Why series that were recorded cannot be combined into what a read asks for. */
export interface NotCombinable {
  readonly message: string;
  /** Label that is gone, or what was done to the numbers. */
  readonly what: string;
}

/**
 * Counts can be added up later; a quantile, a ratio, an average or a largest value cannot (Prometheus
 * docs/practices/rules.md and histograms.md). Undefined where the recorded numbers could be combined and
 * are simply others.
 */
export function whyNotCombinable(
  rule: RecordingRule,
  rules: readonly RecordingRule[],
  read: Read,
  kept: readonly string[],
): NotCombinable | undefined {
  const lost = labelsNeeded(read, rule.record).filter(
    (label) => !kept.includes(label) && rule.labels[label] === undefined,
  );
  const trees = expressionsBehind(rule, rules);
  const labels = lost.length === 0 ? "" : ` Nor is \`${lost.join("`, `")}\` kept.`;
  if (trees.some((tree) => has(tree, isQuantile))) {
    return {
      what: "quantile",
      message: `A recorded quantile cannot be combined with another one, so ${read.text} is lost. Record the buckets, \`… by (…, le)\`, and take the quantile when you read them.`,
    };
  }
  if (trees.some((tree) => has(tree, isRatio))) {
    return {
      what: "ratio",
      message: `A recorded ratio cannot be added up, so ${read.text} is lost: it no longer knows how much it was a share of. Record what stands above the line and below it, and divide when you read.${labels}`,
    };
  }
  const [label] = lost;
  if (label !== undefined) {
    return {
      what: label,
      message: `\`${lost.join("`, `")}\` ${lost.length === 1 ? "is" : "are"} not kept, and ${read.text} needs ${lost.length === 1 ? "it" : "them"}: name ${lost.length === 1 ? "it" : "them"} in \`by (…)\`.`,
    };
  }
  const operator = trees.flatMap((tree) => aggregates(tree)).find((op) => op !== "sum");
  if (operator === undefined) return undefined;
  const forgets =
    operator === "avg" ? "forgets how many series it was taken over" : "says nothing about the other series";
  return {
    what: operator,
    message: `\`${operator}\` ${forgets}, so ${read.text} is lost. Record the sum.`,
  };
}

/** Labels a read selects or groups by. */
function labelsNeeded({ expr }: Read, record: string): readonly string[] {
  const { ast } = parse(expr);
  if (ast === undefined) return [];
  const needed = new Set<string>();
  for (const { selector, ancestors } of selectorsOf(ast)) {
    if (!metricsOf(selector).has(record)) continue;
    for (const { name } of selector.matchers) if (name !== "__name__") needed.add(name);
    for (const node of ancestors) {
      if (node.kind === "aggregate" && !node.without) for (const label of node.grouping) needed.add(label);
    }
  }
  return [...needed];
}

/** The rule's expression and those of the rules it reads. */
function expressionsBehind(rule: RecordingRule, rules: readonly RecordingRule[]): readonly Expr[] {
  const trees: Expr[] = [];
  const seen = new Set<RecordingRule>();
  const add = (one: RecordingRule): void => {
    if (seen.has(one)) return;
    seen.add(one);
    const { ast } = parse(one.expr);
    if (ast === undefined) return;
    trees.push(ast);
    const read = metricsOf(ast);
    for (const other of rules) if (read.has(other.record)) add(other);
  };
  add(rule);
  return trees;
}

function has(tree: Expr, is: (node: Expr) => boolean): boolean {
  let found = false;
  walk(tree, (node) => {
    if (is(node)) found = true;
  });
  return found;
}

function isQuantile(node: Expr): boolean {
  return (
    (node.kind === "call" && /^(histogram_quantiles?|quantile_over_time)$/.test(node.func)) ||
    (node.kind === "aggregate" && node.op === "quantile")
  );
}

/** A vector over a vector; over a number it only changes the unit. */
function isRatio(node: Expr): boolean {
  return (
    node.kind === "binary" && node.op === "/" && metricsOf(node.lhs).size > 0 && metricsOf(node.rhs).size > 0
  );
}

function aggregates(tree: Expr): readonly string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (node.kind === "aggregate") found.push(node.op);
  });
  return found;
}
