import { Labels } from "../tsdb/labels.ts";
import type { AlertResult, Annotations } from "./alert-step.ts";
import type { Rule, RuleGroup } from "./rule-types.ts";
import {
  hasRepeatedLabels,
  labelSet,
  ruleLabels,
  type VectorElement,
  type VectorQuery,
} from "./rule-vector.ts";
import { AlertTemplates, type TemplateSettings } from "./template/alert-template.ts";

type AlertingRule = Extract<Rule, { kind: "alerting" }>;

export type AlertResults =
  | { readonly ok: true; readonly results: readonly AlertResult[] }
  | { readonly ok: false; readonly error: string };

/** A label template whose text depends on nothing but the sample's labels gives one label set per series. */
const CHANGING = /\$value|\.Value|\bquery\b|\bnow\b/;

/**
 * Labels and annotates an alerting rule's result: the sample's labels without its name, then the expanded
 * labels of group and rule, then `alertname`, which always wins.
 */
export class AlertLabels {
  private readonly rule: AlertingRule;
  private readonly written: Readonly<Record<string, string>>;
  private readonly templates: AlertTemplates;
  private readonly steady: boolean;
  private readonly known = new Map<string, Labels>();
  /** Labels of group and rule as written, templates unexpanded. */
  readonly writtenLabels: Labels;

  constructor(rule: AlertingRule, group: RuleGroup, settings: TemplateSettings) {
    this.rule = rule;
    this.written = ruleLabels(group, rule);
    this.writtenLabels = labelSet(this.written);
    this.templates = new AlertTemplates(rule.alert, settings);
    this.steady = !Object.values(this.written).some((text) => text.includes("{{") && CHANGING.test(text));
  }

  /** `query` serves templates that ask for more data; annotations are expanded when they are read. */
  apply(elements: readonly VectorElement[], atMs: number, query: VectorQuery): AlertResults {
    const results = elements.map((element) => ({
      labels: this.labelsOf(element, atMs, query),
      annotations: this.annotationsOf(element, atMs, query),
      value: element.value,
    }));
    if (hasRepeatedLabels(results)) {
      return {
        ok: false,
        error: "vector contains metrics with the same labelset after applying alert labels",
      };
    }
    return { ok: true, results };
  }

  private labelsOf(element: VectorElement, atMs: number, query: VectorQuery): Labels {
    const known = this.steady ? this.known.get(element.labels.key) : undefined;
    if (known !== undefined) return known;
    const changed = new Map(element.labels.pairs);
    for (const [name, text] of Object.entries(this.written)) {
      changed.set(name, this.templates.expand(text, element, atMs, query));
    }
    changed.set("alertname", this.rule.alert);
    changed.delete("__name__");
    const labels = Labels.fromPairs(changed);
    if (this.steady) this.known.set(element.labels.key, labels);
    return labels;
  }

  private annotationsOf(element: VectorElement, atMs: number, query: VectorQuery): Annotations {
    let expanded: Readonly<Record<string, string>> | undefined;
    return () => {
      expanded ??= Object.fromEntries(
        Object.entries(this.rule.annotations)
          .map(([name, text]) => [name, this.templates.expand(text, element, atMs, query)] as const)
          .filter(([, text]) => text !== ""),
      );
      return expanded;
    };
  }
}
