import type { Labels } from "../../tsdb/labels.ts";

/**
 * A function such as `rate` changes what a series means, so Prometheus takes away the labels that say what
 * it was: the metric name and, where a server adds them, its type and unit.
 */
export const IDENTITY_LABELS: readonly string[] = ["__name__", "__type__", "__unit__"];

const stripped = new WeakMap<Labels, Labels>();

/** The labels without name, type and unit. Remembered per label set, because rules ask again and again. */
export function withoutIdentity(labels: Labels): Labels {
  const known = stripped.get(labels);
  if (known !== undefined) return known;
  const result = IDENTITY_LABELS.some((name) => labels.has(name)) ? labels.without(IDENTITY_LABELS) : labels;
  stripped.set(labels, result);
  return result;
}
