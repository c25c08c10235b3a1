import { openEvaluation } from "../engine/open-evaluation.ts";
import { QueryError } from "../engine/query-error.ts";
import type { BinaryExpr, VectorMatching } from "../parse/ast.ts";
import { fromByteText, toByteText } from "../parse/byte-text.ts";
import { quoteGo } from "../parse/go-quote.ts";
import { planFor } from "../plan/plan-cache.ts";
import type { FixReason, MatchFix } from "./match-detail.ts";
import { groupSides, type MatchSides, overlap, valuesByName } from "./match-sides.ts";
import type { TraceContext } from "./trace-context.ts";

/** Rewrites offered at most, and tried at most. */
const OFFERED = 3;
const TRIED = 12;

/** A rewrite of one operator: another clause, and either side wrapped. */
interface Rewrite {
  readonly reason: FixReason;
  readonly clause: string;
  readonly left?: (text: string) => string;
  readonly right?: (text: string) => string;
  /** What to say of it, where that is not the clause. */
  readonly said?: string;
}

/**
 * Rewrites of a failing vector match. Each was evaluated at the traced instant and gives series there; whether
 * it says what its author means only the author knows.
 */
export function suggestFixes(
  context: TraceContext,
  node: BinaryExpr,
  matching: VectorMatching,
  sides: MatchSides,
): readonly MatchFix[] {
  const fixes: MatchFix[] = [];
  const seen = new Set<string>();
  for (const rewrite of candidates(matching, sides).slice(0, TRIED)) {
    const { whole, part } = apply(context.request.expr, node, rewrite);
    if (seen.has(part)) continue;
    seen.add(part);
    const series = seriesOf(context, part);
    if (series === 0) continue;
    fixes.push({ reason: rewrite.reason, clause: rewrite.said ?? rewrite.clause, expr: whole, series });
    if (fixes.length === OFFERED) break;
  }
  return fixes;
}

function candidates(matching: VectorMatching, sides: MatchSides): readonly Rewrite[] {
  const setOperator = matching.card === "many-to-many";
  const rewrites: Rewrite[] = [];
  const add = (
    reason: FixReason,
    on: boolean,
    labels: readonly string[],
    more: Partial<Rewrite> = {},
  ): void => {
    const group = setOperator ? "" : groupingFor(sides, { ...matching, on, labels });
    if (group === undefined) return;
    const kept =
      matching.include.length > 0 && group !== ""
        ? group.replace("()", `(${names(matching.include)})`)
        : group;
    const clause = `${on ? "on" : "ignoring"} (${names(labels)})${kept}`;
    const asGroup = group === "" ? reason : group.includes("left") ? "group-left" : "group-right";
    const same = on === matching.on && labels.join() === matching.labels.join();
    rewrites.push({ reason: same ? asGroup : reason, clause, ...more });
  };
  if (!setOperator) add("on", matching.on, matching.labels);
  const left = valuesByName(sides.left);
  const right = valuesByName(sides.right);
  const shared = [...left.keys()].filter((name) => overlap(left.get(name), right.get(name)) > 0);
  const all = new Set([...left.keys(), ...right.keys()]);
  if (shared.length > 0) {
    add("on", true, shared);
    const alone = [...all].filter((name) => !shared.includes(name));
    if (alone.length > 0) add("ignoring", false, alone);
    const byOverlap = [...shared].sort(
      (a, b) => overlap(left.get(b), right.get(b)) - overlap(left.get(a), right.get(a)),
    );
    for (const name of byOverlap.slice(0, 3)) add("on", true, [name]);
  }
  for (const [to, from] of renames(left, right).slice(0, 2)) {
    const right = (text: string): string =>
      `label_replace(${text}, ${quoteGo(to)}, "$1", ${quoteGo(from)}, "(.*)")`;
    const group = setOperator ? "" : groupingFor(sides, { ...matching, on: true, labels: [to] }, from);
    if (group === undefined) continue;
    rewrites.push({
      reason: "rename",
      clause: `on (${names([to])})${group}`,
      right,
      said: `${from} → ${to}`,
    });
  }
  if (!setOperator) rewrites.push(...aggregations(matching));
  return rewrites;
}

/** Adding up the side that has several series for one group. */
function aggregations({ on, labels, card }: VectorMatching): readonly Rewrite[] {
  const how = `${on ? "by" : "without"} (${names(labels)})`;
  const clause = `${on ? "on" : "ignoring"} (${names(labels)})`;
  const sum = (text: string): string => `sum ${how} (${text})`;
  const right: Rewrite = {
    reason: "aggregate-right",
    clause: clauseWith(clause, card, "many-to-one"),
    right: sum,
    said: `sum ${how}`,
  };
  const left: Rewrite = {
    reason: "aggregate-left",
    clause: clauseWith(clause, card, "one-to-many"),
    left: sum,
    said: `sum ${how}`,
  };
  return [right, left];
}

function clauseWith(clause: string, card: VectorMatching["card"], keeps: VectorMatching["card"]): string {
  return card === keeps ? `${clause} ${keeps === "many-to-one" ? "group_left" : "group_right"} ()` : clause;
}

/** The group modifier a match needs: none, one, or undefined when both sides have several. */
function groupingFor(sides: MatchSides, matching: VectorMatching, rightName?: string): string | undefined {
  const groups = groupSides(sides, matching);
  // Under another name the right side cannot be grouped before it is renamed; its own name will do.
  const others = rightName === undefined ? groups : groupSides(sides, { ...matching, labels: [rightName] });
  const leftTwice = groups.some(({ left }) => left.length > 1);
  const rightTwice = others.some(({ right }) => right.length > 1);
  if (leftTwice && rightTwice) return undefined;
  if (rightTwice) return " group_right ()";
  return leftTwice ? " group_left ()" : "";
}

/** Pairs of labels with different names and common values, as `pod` and `exported_pod` have; most in common first. */
function renames(
  left: ReadonlyMap<string, ReadonlySet<string>>,
  right: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly [to: string, from: string])[] {
  const pairs: { to: string; from: string; common: number }[] = [];
  for (const [to, values] of left) {
    for (const [from, others] of right) {
      const common = to === from || overlap(values, right.get(to)) > 0 ? 0 : overlap(values, others);
      if (common > 0) pairs.push({ to, from, common });
    }
  }
  return pairs.sort((a, b) => b.common - a.common).map(({ to, from }) => [to, from] as const);
}

function apply(expr: string, node: BinaryExpr, rewrite: Rewrite): { whole: string; part: string } {
  const bytes = toByteText(expr);
  const textOf = ({ span }: { span: { start: number; end: number } }): string =>
    bytes.slice(span.start, span.end);
  const left = toByteText(rewrite.left?.(fromByteText(textOf(node.lhs))) ?? "") || textOf(node.lhs);
  const right = toByteText(rewrite.right?.(fromByteText(textOf(node.rhs))) ?? "") || textOf(node.rhs);
  const part = `${left} ${node.op}${node.returnBool ? " bool" : ""} ${toByteText(rewrite.clause)} ${right}`;
  const whole = bytes.slice(0, node.lhs.span.start) + part + bytes.slice(node.rhs.span.end);
  return { whole: fromByteText(whole), part: fromByteText(part) };
}

/** Series the rewritten operator gives at the traced instant; 0 when it fails. */
function seriesOf({ ev, request, options, grid }: TraceContext, part: string): number {
  const planned = planFor(part, options.features ?? "prometheus3");
  if (!planned.ok) return 0;
  try {
    const { source } = ev.settings;
    return openEvaluation(source, planned.plan, request, options)
      .evaluate(planned.plan.ast, grid)
      .pointCount();
  } catch (error) {
    if (error instanceof QueryError) return 0;
    throw error;
  }
}

function names(labels: readonly string[]): string {
  return labels.map((name) => (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quoteGo(name))).join(", ");
}
