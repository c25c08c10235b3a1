import { query } from "../promql/engine/query.ts";
import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import type { QueryOptions } from "../promql/query-types.ts";
import { Labels } from "../tsdb/labels.ts";
import type { SampleSource } from "../tsdb/sample-source.ts";

/** One element of an instant vector. */
export interface VectorElement {
  readonly labels: Labels;
  /** Zero where the element is a native histogram, as in an alert's value. */
  readonly value: number;
  readonly histogram?: FloatHistogram | undefined;
}

/** Result of a rule's expression at one time, or Prometheus's error text. */
export type RuleVector =
  | { readonly ok: true; readonly elements: readonly VectorElement[]; readonly samplesRead: number }
  | { readonly ok: false; readonly error: string; readonly samplesRead: number };

/** Evaluates an expression at a time in milliseconds. */
export type VectorQuery = (expr: string, timeMs: number) => RuleVector;

/**
 * Evaluates expressions over a source the way rules do: a scalar becomes a vector of one element without
 * labels; strings and range vectors are refused.
 */
export function vectorQuery(source: SampleSource, options?: QueryOptions): VectorQuery {
  return (expr, timeMs) => {
    const result = query(source, { expr, timeMs }, options);
    if (result.status === "error") return { ok: false, error: result.error, samplesRead: 0 };
    const { samplesRead, resultType } = result;
    if (resultType === "string" || resultType === "matrix") {
      return { ok: false, error: "rule result is not a vector or scalar", samplesRead };
    }
    const elements: VectorElement[] = [];
    for (const { labels, values, histograms } of result.series) {
      const value = values[0];
      const histogram = histograms?.[0];
      if (histogram !== undefined) elements.push({ labels, value: 0, histogram });
      else if (value !== undefined) elements.push({ labels, value });
    }
    return { ok: true, elements, samplesRead };
  };
}

/** Labels of elements that occur twice make an evaluation fail. */
export function hasRepeatedLabels(all: readonly { readonly labels: Labels }[]): boolean {
  const seen = new Set<string>();
  for (const { labels } of all) {
    if (seen.has(labels.key)) return true;
    seen.add(labels.key);
  }
  return false;
}

/** Group labels first; the rule's own win. */
export function ruleLabels(
  group: { readonly labels: Readonly<Record<string, string>> },
  rule: { readonly labels: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  return { ...group.labels, ...rule.labels };
}

/** Labels as a set; empty values are absent. */
export function labelSet(record: Readonly<Record<string, string>>): Labels {
  return Labels.of(record);
}
