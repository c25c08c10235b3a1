import type { Evaluation } from "../engine/evaluation.ts";
import { goFloat } from "../engine/go-text.ts";
import type { Span } from "../parse/ast.ts";

/** The result for a quantile outside 0 to 1, with a note; undefined for one that makes sense. */
export function warnAboutQuantile(q: number, ev: Evaluation, span: Span): number | undefined {
  if (q >= 0 && q <= 1) return undefined;
  ev.notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, span);
  if (Number.isNaN(q)) return Number.NaN;
  return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * The q-quantile of values by linear interpolation between the two nearest ranks. Sorts `values` in place
 * with NaN first, as Prometheus does. Outside 0 to 1 the result is -Inf or +Inf.
 */
export function quantileOf(q: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  sortNanFirst(values);
  const last = values.length - 1;
  const rank = q * last;
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(last, lower + 1);
  const weight = rank - Math.floor(rank);
  return (values[lower] ?? 0) * (1 - weight) + (values[upper] ?? 0) * weight;
}

/** Ascending order; the engine's own sort puts NaN last, so NaNs are moved to the front. */
function sortNanFirst(values: Float64Array): void {
  values.sort();
  let nans = 0;
  while (nans < values.length && Number.isNaN(values[values.length - 1 - nans])) nans++;
  if (nans === 0) return;
  values.copyWithin(nans, 0, values.length - nans);
  values.fill(Number.NaN, 0, nans);
}
