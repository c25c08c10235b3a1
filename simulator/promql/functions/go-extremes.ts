/**
 * Go decides infinities before NaN: the larger of +Inf and NaN is +Inf, where JavaScript says NaN. A clamp
 * with a missing bound shows it. (Go's `math.Max` and `math.Min`.)
 */

/** The larger of two numbers as Go's `math.Max` has it. */
export function goMax(x: number, y: number): number {
  const infinite = x === Number.POSITIVE_INFINITY || y === Number.POSITIVE_INFINITY;
  return infinite ? Number.POSITIVE_INFINITY : Math.max(x, y);
}

/** The smaller of two numbers as Go's `math.Min` has it. */
export function goMin(x: number, y: number): number {
  const infinite = x === Number.NEGATIVE_INFINITY || y === Number.NEGATIVE_INFINITY;
  return infinite ? Number.NEGATIVE_INFINITY : Math.min(x, y);
}
