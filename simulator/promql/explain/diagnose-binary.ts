import { Labels } from "../../tsdb/labels.ts";
import { labelsText } from "../engine/labels-text.ts";
import { matchLabels } from "../engine/match-keys.ts";
import { comparisonOf, isComparison } from "../engine/operators.ts";
import { ABSENT, FLOAT, type StepBlock } from "../engine/step-block.ts";
import type { BinaryExpr, Expr, VectorMatching } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import type { EmptyDiagnosis, EmptyParams, EmptyReason } from "./empty-diagnosis.ts";
import type { Inspection } from "./inspection.ts";

/** Reasons that lie in the data; they come before everything an operator can do. */
const DATA_REASONS: ReadonlySet<EmptyReason> = new Set([
  "never-existed",
  "ended",
  "unknown-label",
  "unknown-value",
]);

/** Why a binary operator has no result. */
export function diagnoseBinary(
  inspection: Inspection,
  node: BinaryExpr,
  above: readonly Expr[],
): EmptyDiagnosis {
  const path = [...above, node];
  const here = { nodeId: node.id, span: node.span };
  const leftEmpty = inspection.isEmpty(node.lhs);
  const rightEmpty = inspection.isEmpty(node.rhs);
  if (leftEmpty || (rightEmpty && node.op !== "unless")) {
    const side = leftEmpty ? "left" : "right";
    const because = inspection.explain(leftEmpty ? node.lhs : node.rhs, path);
    if (DATA_REASONS.has(because.reason)) return because;
    // A comparison with a number has one side only, so there is no other to be missing.
    if (valueType(node.lhs) === "scalar" || valueType(node.rhs) === "scalar") return because;
    return { reason: "side-empty", ...here, params: { side, op: node.op }, because };
  }
  const left = inspection.ev.evaluate(node.lhs, inspection.grid);
  const right = inspection.ev.evaluate(node.rhs, inspection.grid);
  if (node.matching === undefined || isScalarPair(node)) {
    return { reason: "filtered", ...here, params: againstScalar(node, left, right) };
  }
  if (node.op === "unless") return { reason: "filtered", ...here, params: { op: node.op, count: left.rows } };
  const pairs = matchedPairs(node.matching, left, right);
  if (pairs.length === 0) {
    return { reason: "no-match-group", ...here, params: differingLabels(node.matching, left, right) };
  }
  return isComparison(node.op)
    ? { reason: "filtered", ...here, params: { op: node.op, ...nearestOf(node, pairs) } }
    : { reason: "no-result", ...here, params: { op: node.op } };
}

function isScalarPair(node: BinaryExpr): boolean {
  return valueType(node.lhs) === "scalar" || valueType(node.rhs) === "scalar";
}

function againstScalar(node: BinaryExpr, left: StepBlock, right: StepBlock): EmptyParams {
  const scalarFirst = valueType(node.lhs) === "scalar";
  const vector = scalarFirst ? right : left;
  const threshold = (scalarFirst ? left : right).values[0] ?? Number.NaN;
  const pairs: Pair[] = [];
  for (let row = 0; row < vector.rows; row++) {
    if (vector.kinds[row] !== FLOAT) continue;
    const value = vector.values[row] ?? 0;
    pairs.push(scalarFirst ? { x: threshold, y: value } : { x: value, y: threshold });
  }
  const { count, nearest } = nearestOf(node, pairs, scalarFirst);
  return { op: node.op, count, threshold, ...(nearest === undefined ? {} : { nearest }) };
}

interface Pair {
  readonly x: number;
  readonly y: number;
}

/** The pair that came closest to holding. */
function nearestOf(
  node: BinaryExpr,
  pairs: readonly Pair[],
  vectorOnRight = false,
): { count: number; nearest?: number; threshold?: number } {
  let best: Pair | undefined;
  for (const pair of pairs) {
    if (comparisonOf(node.op)(pair.x, pair.y)) continue;
    const gap = Math.abs(pair.x - pair.y);
    if (best === undefined || gap < Math.abs(best.x - best.y)) best = pair;
  }
  if (best === undefined) return { count: pairs.length };
  return {
    count: pairs.length,
    nearest: vectorOnRight ? best.y : best.x,
    threshold: vectorOnRight ? best.x : best.y,
  };
}

function matchedPairs(matching: VectorMatching, left: StepBlock, right: StepBlock): readonly Pair[] {
  const byKey = new Map<string, number[]>();
  for (let row = 0; row < right.rows; row++) {
    if (right.kinds[row] === ABSENT) continue;
    const { key } = matchLabels(right.list.labels[row] ?? Labels.empty, matching);
    const rows = byKey.get(key);
    if (rows === undefined) byKey.set(key, [row]);
    else rows.push(row);
  }
  const pairs: Pair[] = [];
  for (let row = 0; row < left.rows; row++) {
    if (left.kinds[row] === ABSENT) continue;
    const { key } = matchLabels(left.list.labels[row] ?? Labels.empty, matching);
    for (const other of byKey.get(key) ?? []) {
      pairs.push({ x: left.values[row] ?? 0, y: right.values[other] ?? 0 });
    }
  }
  return pairs;
}

/** The labels without which some series would have found a partner, with one group of each side. */
function differingLabels(matching: VectorMatching, left: StepBlock, right: StepBlock): EmptyParams {
  const leftGroups = groupsOf(matching, left);
  const rightGroups = groupsOf(matching, right);
  const names = new Set<string>();
  for (const group of [...leftGroups, ...rightGroups]) for (const [name] of group.pairs) names.add(name);
  const alone = [...names].filter((name) => meetWithout([name], leftGroups, rightGroups));
  const labels =
    alone.length > 0 ? alone : [...names].filter((name) => differs(name, leftGroups, rightGroups));
  return {
    labels,
    leftGroup: labelsText(leftGroups[0] ?? Labels.empty),
    rightGroup: labelsText(rightGroups[0] ?? Labels.empty),
  };
}

function groupsOf(matching: VectorMatching, block: StepBlock): readonly Labels[] {
  const groups = new Map<string, Labels>();
  block.list.labels.forEach((labels, row) => {
    if (block.kinds[row] === ABSENT) return;
    const group = matchLabels(labels, matching);
    groups.set(group.key, group);
  });
  return [...groups.values()];
}

function meetWithout(names: readonly string[], left: readonly Labels[], right: readonly Labels[]): boolean {
  const keys = new Set(right.map((group) => group.without(names).key));
  return left.some((group) => keys.has(group.without(names).key));
}

function differs(name: string, left: readonly Labels[], right: readonly Labels[]): boolean {
  const values = new Set(right.map((group) => group.get(name)));
  return !left.some((group) => values.has(group.get(name)));
}
