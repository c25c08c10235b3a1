import { Labels } from "../../tsdb/labels.ts";
import { isComparison } from "../engine/operators.ts";
import { ABSENT, FLOAT, type StepBlock } from "../engine/step-block.ts";
import type { BinaryExpr } from "../parse/ast.ts";
import { valueType } from "../plan/value-type.ts";
import { blockOf, firstOf, plain, type TraceContext } from "./trace-context.ts";
import type { ArithmeticDetail, ArithmeticRow } from "./trace-types.ts";

/** An operation with a number on at least one side: element by element what was computed, kept and cut. */
export function traceArithmetic(context: TraceContext, node: BinaryExpr): ArithmeticDetail {
  const left = blockOf(context, node.lhs);
  const right = blockOf(context, node.rhs);
  const output = blockOf(context, node);
  const scalars = valueType(node.lhs) === "scalar" && valueType(node.rhs) === "scalar";
  const vector = valueType(node.lhs) === "scalar" ? right : left;
  const results = resultsOf(vector, output);
  const rows: { labels: Labels; row: ArithmeticRow }[] = [];
  for (let i = 0; i < vector.rows; i++) {
    if (vector.kinds[i] !== FLOAT) continue;
    const labels = vector.list.labels[i] ?? Labels.empty;
    const result = results(i);
    const x = left.values[left === vector ? i : 0] ?? Number.NaN;
    const y = right.values[right === vector ? i : 0] ?? Number.NaN;
    rows.push({
      labels,
      row: {
        labels: plain(labels),
        left: x,
        right: scalars ? (right.values[0] ?? Number.NaN) : y,
        ...(result === undefined ? {} : { result }),
      },
    });
  }
  const comparison = isComparison(node.op);
  const cut = rows.filter(({ row }) => row.result === undefined);
  const nearest = comparison ? nearestOf(cut.map(({ row }) => row)) : undefined;
  return {
    kind: "arithmetic",
    op: node.op,
    returnBool: node.returnBool,
    comparison,
    rows: firstOf(context, rows, ({ labels }) => labels).map(({ row }) => row),
    count: rows.length,
    kept: rows.length - cut.length,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** The result of a row; by place, or by labels where rows were merged on the way. */
function resultsOf(vector: StepBlock, output: StepBlock): (row: number) => number | undefined {
  const at = (row: number): number | undefined =>
    output.kinds[row] === ABSENT ? undefined : output.values[row];
  if (output.rows === vector.rows) return at;
  const byKey = new Map(output.list.labels.map((labels, row) => [labels.key, row]));
  return (row) => {
    const labels = vector.list.labels[row] ?? Labels.empty;
    const found =
      byKey.get(labels.key) ?? byKey.get(labels.without(["__name__", "__type__", "__unit__"]).key);
    return found === undefined ? undefined : at(found);
  };
}

function nearestOf(rows: readonly ArithmeticRow[]): ArithmeticRow | undefined {
  let best: ArithmeticRow | undefined;
  for (const row of rows) {
    const gap = Math.abs(row.left - row.right);
    if (Number.isNaN(gap)) continue;
    if (best === undefined || gap < Math.abs(best.left - best.right)) best = row;
  }
  return best;
}
