import { addHistogram, subtractHistogram } from "../histogram/combine.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";
import { trimHistogram } from "../histogram/trim.ts";
import type { BinaryExpr } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";
import type { Evaluation } from "./evaluation.ts";
import { HistogramNotes } from "./histogram-notes.ts";
import { ABSENT, HISTOGRAM, type StepBlock } from "./step-block.ts";

/** A float or a native histogram. */
export type Point = number | FloatHistogram;

/** A result, or why there is none: a comparison that does not hold, or values that do not go together. */
export type PointResult = Point | "filtered" | "incompatible";

/** Applies an operator to the histograms of a vector and a scalar; floats only when trimming. */
export function applyToHistograms(
  ev: Evaluation,
  node: BinaryExpr,
  vector: StepBlock,
  scalar: Float64Array,
  scalarFirst: boolean,
  block: StepBlock,
): void {
  const trimming = node.op === ">/" || node.op === "</";
  for (let index = 0; index < vector.kinds.length; index++) {
    const kind = vector.kinds[index];
    if (kind === ABSENT || (kind !== HISTOGRAM && !trimming)) continue;
    const point = vector.histograms?.[index] ?? vector.values[index] ?? 0;
    const other = scalar[index % vector.steps] ?? 0;
    const result = scalarFirst
      ? combineHistograms(ev, node, other, point)
      : combineHistograms(ev, node, point, other);
    if (typeof result === "object") block.setHistogram(index, result);
    else if (typeof result === "number") block.setFloat(index, result);
  }
}

/** The result of `x op y` when a histogram is involved, or an operator only histograms have. */
export function combineHistograms(ev: Evaluation, node: BinaryExpr, x: Point, y: Point): PointResult {
  const { op } = node;
  if (typeof x === "object" && typeof y === "object") {
    if (op === "==" || op === "!=") return compareHistograms(node, x, y);
    if (op === "+" || op === "-") return sum(ev, node, x, y);
  } else if (typeof x === "object" && typeof y === "number") {
    if (op === "*") return x.copy().multiply(y).compact();
    if (op === "/") return x.copy().divide(y).compact();
    if (op === "</") return trimHistogram(x.copy(), y, "below");
    if (op === ">/") return trimHistogram(x.copy(), y, "above");
  } else if (typeof x === "number" && typeof y === "object" && op === "*") {
    return y.copy().multiply(x).compact();
  }
  const kindOf = (point: Point) => (typeof point === "number" ? "float" : "histogram");
  ev.notes.info(
    `incompatible sample types encountered for binary operator ${quoteGo(op)}: ${kindOf(x)} ${op} ${kindOf(y)}`,
    node.span,
  );
  return "incompatible";
}

function compareHistograms(node: BinaryExpr, x: FloatHistogram, y: FloatHistogram): PointResult {
  const holds = x.equals(y) === (node.op === "==");
  if (node.returnBool) return holds ? 1 : 0;
  return holds ? x : "filtered";
}

function sum(ev: Evaluation, node: BinaryExpr, x: FloatHistogram, y: FloatHistogram): PointResult {
  const notes = new HistogramNotes(ev.notes, node.span);
  const result = x.copy();
  const combined = node.op === "+" ? addHistogram(result, y) : subtractHistogram(result, y);
  if (combined === "incompatible") {
    ev.notes.warn(`incompatible bucket layout encountered for binary operator ${node.op}`, node.span);
    return "incompatible";
  }
  const operation = node.op === "+" ? "addition" : "subtraction";
  // A collision is an error to upstream's operator, and the pair is dropped.
  if (combined.resetCollision) {
    notes.resetCollision(operation);
    return "incompatible";
  }
  notes.reconciled(combined, operation);
  if (node.op === "-") result.resetHint = "gauge";
  return result.compact();
}
