import { Labels } from "../../tsdb/labels.ts";
import { withoutIdentity } from "../engine/metric-identity.ts";
import { ABSENT, type StepBlock } from "../engine/step-block.ts";
import type { CallExpr, Expr, UnaryExpr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";
import { valueType } from "../plan/value-type.ts";
import { blockOf, firstOf, plain, presentRows, type TraceContext, valueAt } from "./trace-context.ts";
import type { AbsenceDetail, ElementRow, ElementsDetail } from "./trace-types.ts";

/** A function that takes one vector and treats its elements one by one; undefined when it takes none. */
export function traceElements(context: TraceContext, node: CallExpr | UnaryExpr): ElementsDetail | undefined {
  const func = node.kind === "unary" ? node.op : node.func;
  const arg = (node.kind === "unary" ? [node.expr] : node.args).find((one) => valueType(one) === "vector");
  if (arg === undefined || valueType(node) !== "vector") return undefined;
  const input = blockOf(context, arg);
  const output = blockOf(context, node);
  const resultOf = pairing(func, input, output);
  const rows = presentRows(input).map((row): { labels: Labels; element: ElementRow } => {
    const to = resultOf(row);
    const labels = (to === undefined ? input.list.labels[row] : output.list.labels[to]) ?? Labels.empty;
    return {
      labels,
      element: { from: valueAt(input, row), ...(to === undefined ? {} : { to: valueAt(output, to) }) },
    };
  });
  return {
    kind: "elements",
    func,
    rows: firstOf(context, rows, ({ labels }) => labels).map(({ element }) => element),
    count: rows.length,
    lost: rows.filter(({ element }) => element.to === undefined).length,
  };
}

/** Functions that change labels keep the rows in place; all others keep the labels but for the name. */
function pairing(func: string, input: StepBlock, output: StepBlock): (row: number) => number | undefined {
  const present = (row: number | undefined) =>
    row === undefined || output.kinds[row] === ABSENT ? undefined : row;
  if ((func === "label_replace" || func === "label_join") && input.rows === output.rows) return present;
  const exact = new Map(output.list.labels.map((labels, row) => [labels.key, row]));
  const unnamed = new Map(output.list.labels.map((labels, row) => [withoutIdentity(labels).key, row]));
  return (row) => {
    const labels = input.list.labels[row] ?? Labels.empty;
    return present(exact.get(labels.key) ?? unnamed.get(withoutIdentity(labels).key));
  };
}

/** `absent(x)`: what is there after all, and the labels of the answer when nothing is. */
export function traceAbsence(context: TraceContext, node: CallExpr, arg: Expr): AbsenceDetail {
  const output = blockOf(context, node);
  const inner = unwrap(arg);
  const labels = plain(output.list.labels[0] ?? Labels.empty);
  const present = inner.kind === "matrixSelector" || inner.kind === "subquery" ? [] : seriesOf(context, arg);
  return {
    kind: "absence",
    present: present.slice(0, context.limit).map(plain),
    count: present.length,
    labels,
  };
}

function seriesOf(context: TraceContext, arg: Expr): readonly Labels[] {
  const input = blockOf(context, arg);
  return presentRows(input).map((row) => input.list.labels[row] ?? Labels.empty);
}
