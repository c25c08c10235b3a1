import type { Reducer, ThresholdStep } from "./dashboard-types.ts";

/** One number for a series; undefined when it has no value to make one from. */
export function reduce(values: Float64Array | readonly number[], by: Reducer): number | undefined {
  const known = [...values].filter((value) => !Number.isNaN(value));
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return undefined;
  switch (by) {
    case "last":
    case "lastNotNull":
      return last;
    case "min":
      return known.reduce((least, value) => Math.min(least, value), first);
    case "max":
      return known.reduce((most, value) => Math.max(most, value), first);
    case "sum":
      return known.reduce((sum, value) => sum + value, 0);
    case "mean":
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    case "range":
      return (reduce(known, "max") ?? 0) - (reduce(known, "min") ?? 0);
  }
}

/** The step a value stands on: the highest that does not exceed it. */
export function stepOf(value: number, steps: readonly ThresholdStep[]): ThresholdStep | undefined {
  return steps.findLast((step) => value >= (step.value ?? Number.NEGATIVE_INFINITY));
}
