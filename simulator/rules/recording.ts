import type { Labels } from "../tsdb/labels.ts";
import type { Rule, RuleGroup } from "./rule-types.ts";
import { hasRepeatedLabels, ruleLabels, type VectorElement } from "./rule-vector.ts";

type RecordingRule = Extract<Rule, { kind: "recording" }>;

/** Series to write at an evaluation, or the error that drops them all. */
export type RecordedSamples =
  | { readonly ok: true; readonly samples: readonly VectorElement[] }
  | { readonly ok: false; readonly error: string };

/**
 * Names and labels a recording rule's result, as Prometheus does before it writes: the rule's name
 * replaces the metric's, the rule's labels replace equal ones. Label sets are remembered per input.
 */
export class RecordingLabels {
  private readonly changes: Readonly<Record<string, string>>;
  private readonly limit: number;
  private readonly known = new Map<string, Labels>();

  constructor(rule: RecordingRule, group: RuleGroup) {
    this.changes = { __name__: rule.record, ...ruleLabels(group, rule) };
    this.limit = group.limit;
  }

  labelsOf(input: Labels): Labels {
    const known = this.known.get(input.key);
    if (known !== undefined) return known;
    const labels = input.with(this.changes);
    this.known.set(input.key, labels);
    return labels;
  }

  /** Checks for repeated label sets and the group's limit. */
  apply(elements: readonly VectorElement[]): RecordedSamples {
    const samples = elements.map((element) => ({ ...element, labels: this.labelsOf(element.labels) }));
    if (hasRepeatedLabels(samples)) {
      return {
        ok: false,
        error: "vector contains metrics with the same labelset after applying rule labels",
      };
    }
    if (this.limit > 0 && samples.length > this.limit) {
      return { ok: false, error: `exceeded limit of ${this.limit} with ${samples.length} series` };
    }
    return { ok: true, samples };
  }
}
