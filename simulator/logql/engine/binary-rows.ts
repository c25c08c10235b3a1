import { comparisonOf, isComparison, operatorOf } from "../../promql/engine/operators.ts";
import type { BinaryOp } from "../../promql/parse/ast.ts";
import type { Labels } from "../../tsdb/labels.ts";
import type { Binary } from "../ast.ts";
import { LogqlError } from "../logql-error.ts";
import type { Row } from "./steps.ts";

/** What a node of a metric query gives: one number at every step, or rows. */
export type Value = { readonly scalar: number } | { readonly rows: readonly Row[] };

/** Applies a binary operator. */
export function binaryRows(node: Binary, left: Value, right: Value): Value {
  const { op } = node;
  const on = (x: number, y: number): number | undefined => apply(node, x, y);
  if ("scalar" in left && "scalar" in right) {
    const { scalar: x } = left;
    const { scalar: y } = right;
    return { scalar: isComparison(op) ? Number(comparisonOf(op)(x, y)) : operatorOf(op)(x, y) };
  }
  if ("scalar" in left && "rows" in right) {
    const { scalar } = left;
    return { rows: mapRows(right.rows, (value) => keepSide(node, on(scalar, value), value)) };
  }
  if ("rows" in left && "scalar" in right) {
    const { scalar } = right;
    return { rows: mapRows(left.rows, (value) => on(value, scalar)) };
  }
  if (!("rows" in left) || !("rows" in right)) return { rows: [] };
  return {
    rows:
      op === "and" || op === "or" || op === "unless"
        ? setRows(node, left.rows, right.rows)
        : match(node, left.rows, right.rows),
  };
}

function apply({ op, bool }: Binary, x: number, y: number): number | undefined {
  if (!isComparison(op as BinaryOp)) return operatorOf(op as BinaryOp)(x, y);
  const holds = comparisonOf(op as BinaryOp)(x, y);
  return bool ? Number(holds) : holds ? x : undefined;
}

/** A comparison with the number on the left keeps the vector's value. */
function keepSide({ op, bool }: Binary, result: number | undefined, value: number): number | undefined {
  return result !== undefined && isComparison(op as BinaryOp) && !bool ? value : result;
}

function mapRows(rows: readonly Row[], change: (value: number) => number | undefined): Row[] {
  return rows
    .map(({ labels, values }) => ({
      labels,
      values: values.map((value) => (value === undefined ? undefined : change(value))),
    }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}

function signature(labels: Labels, { matching }: Binary): Labels {
  if (matching === undefined) return labels;
  return matching.on ? labels.only(matching.labels) : labels.without(matching.labels);
}

function bySignature(node: Binary, rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const { key } = signature(row.labels, node);
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

function match(node: Binary, left: readonly Row[], right: readonly Row[]): Row[] {
  const lefts = bySignature(node, left);
  const rights = bySignature(node, right);
  const rows: Row[] = [];
  for (const [key, [one, ...others]] of lefts) {
    const [other, ...more] = rights.get(key) ?? [];
    if (one === undefined || other === undefined) continue;
    if (others.length > 0 || more.length > 0) {
      throw new LogqlError(
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
        node.span,
        "execution",
      );
    }
    const values = one.values.map((x, i) => {
      const y = other.values[i];
      return x === undefined || y === undefined ? undefined : apply(node, x, y);
    });
    const keeps = isComparison(node.op as BinaryOp) && !node.bool;
    rows.push({ labels: keeps ? one.labels : signature(one.labels, node), values });
  }
  return rows.filter(({ values }) => values.some((value) => value !== undefined));
}

function setRows(node: Binary, left: readonly Row[], right: readonly Row[]): Row[] {
  const there = (rows: readonly Row[]): ((key: string, i: number) => boolean) => {
    const index = bySignature(node, rows);
    return (key, i) => (index.get(key) ?? []).some(({ values }) => values[i] !== undefined);
  };
  const filter = (rows: readonly Row[], has: (key: string, i: number) => boolean, wanted: boolean): Row[] =>
    rows
      .map(({ labels, values }) => {
        const { key } = signature(labels, node);
        return { labels, values: values.map((value, i) => (has(key, i) === wanted ? value : undefined)) };
      })
      .filter(({ values }) => values.some((value) => value !== undefined));
  if (node.op === "and") return filter(left, there(right), true);
  if (node.op === "unless") return filter(left, there(right), false);
  const merged = new Map(left.map((row) => [row.labels.key, row] as const));
  for (const row of filter(right, there(left), false)) {
    const same = merged.get(row.labels.key);
    const values = same === undefined ? row.values : same.values.map((value, i) => value ?? row.values[i]);
    merged.set(row.labels.key, { labels: row.labels, values });
  }
  return [...merged.values()];
}
