import type { BinaryOp } from "../parse/ast.ts";

/** The arithmetic and comparisons behind the binary operators, on float64 as in Go. */

type Arithmetic = (x: number, y: number) => number;
type Comparison = (x: number, y: number) => boolean;

const ARITHMETIC: ReadonlyMap<BinaryOp, Arithmetic> = new Map<BinaryOp, Arithmetic>([
  ["+", (x, y) => x + y],
  ["-", (x, y) => x - y],
  ["*", (x, y) => x * y],
  ["/", (x, y) => x / y],
  // C's fmod: the result has the sign of the left side.
  ["%", (x, y) => x % y],
  ["^", power],
  ["atan2", Math.atan2],
]);

const COMPARISONS: ReadonlyMap<BinaryOp, Comparison> = new Map<BinaryOp, Comparison>([
  ["==", (x, y) => x === y],
  ["!=", (x, y) => x !== y],
  ["<", (x, y) => x < y],
  ["<=", (x, y) => x <= y],
  [">", (x, y) => x > y],
  [">=", (x, y) => x >= y],
]);

/** Go follows C99: 1 to any power is 1, and so is -1 to an infinite power; JavaScript gives NaN. */
function power(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === -1 && (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY)) return 1;
  return x ** y;
}

export function isComparison(op: BinaryOp): boolean {
  return COMPARISONS.has(op);
}

/** The arithmetic of an operator; comparisons pass the left side through. */
export function operatorOf(op: BinaryOp): Arithmetic {
  return ARITHMETIC.get(op) ?? ((x) => x);
}

export function comparisonOf(op: BinaryOp): Comparison {
  return COMPARISONS.get(op) ?? (() => true);
}

/** True for operators whose result no longer is the metric that went in. */
export function changesMetric(op: BinaryOp): boolean {
  return ARITHMETIC.has(op);
}
