import type { Labels } from "../tsdb/labels.ts";
import { type AppendSample, RuleRunner, type SendSettings } from "./rule-runner.ts";
import type { AlertTransition, EvaluationError, Rule, RuleGroup, SentAlert } from "./rule-types.ts";
import type { RuleVector, VectorQuery } from "./rule-vector.ts";

/** What one evaluation of a group made besides samples. */
export interface GroupOutcome {
  readonly transitions: readonly AlertTransition[];
  readonly sent: readonly SentAlert[];
  readonly errors: readonly EvaluationError[];
  readonly samplesRead: number;
}

/** Where a group's evaluation reads and writes. Times are milliseconds. */
export interface GroupEvaluation {
  readonly atMs: number;
  readonly query: VectorQuery;
  readonly append: AppendSample;
  /** Results that are known without asking, by the rule's index in the group. */
  readonly known?: (index: number) => RuleVector | undefined;
}

/**
 * A running rule group: its rules are evaluated one after another, and each writes before the next reads,
 * so a later rule sees what an earlier one made at the same time.
 */
export class GroupRunner {
  readonly group: RuleGroup;
  readonly rules: readonly RuleRunner[];
  /** Series of rules that an edit removed; they end at the next evaluation. */
  private orphans: readonly Labels[] = [];

  constructor(group: RuleGroup, settings: SendSettings) {
    this.group = group;
    this.rules = group.rules.map((rule) => new RuleRunner(rule, group, settings));
  }

  evaluate(evaluation: GroupEvaluation): GroupOutcome {
    const { atMs, query, append } = evaluation;
    const queryMs = atMs - this.group.queryOffsetMs;
    const transitions: AlertTransition[] = [];
    const sent: SentAlert[] = [];
    const errors: EvaluationError[] = [];
    let samplesRead = 0;
    this.rules.forEach((runner, index) => {
      const vector = evaluation.known?.(index) ?? query(runner.rule.expr, queryMs);
      samplesRead += vector.samplesRead;
      const outcome = runner.evaluate({ atMs, query, append, vector });
      transitions.push(...outcome.transitions);
      sent.push(...outcome.sent);
      if (outcome.error !== undefined) {
        const { group, rule } = runner.health();
        errors.push({ group, rule, atMs, error: outcome.error });
      }
    });
    this.endSeries(this.orphans, atMs, append);
    this.orphans = [];
    return { transitions, sent, errors, samplesRead };
  }

  /** Takes over the state of the group it replaces; rules are matched by name and labels, in order. */
  inherit(old: GroupRunner): void {
    const byName = new Map<string, RuleRunner[]>();
    for (const runner of old.rules) {
      const key = identityOf(runner.rule);
      byName.set(key, [...(byName.get(key) ?? []), runner]);
    }
    for (const runner of this.rules) {
      const match = byName.get(identityOf(runner.rule))?.shift();
      if (match !== undefined) runner.inherit(match);
    }
    const orphans: Labels[] = [...old.orphans];
    for (const left of byName.values()) {
      for (const runner of left) orphans.push(...runner.series().values());
    }
    this.orphans = orphans;
  }

  /** Ends every series of a group that was removed. */
  retire(atMs: number, append: AppendSample): void {
    for (const runner of this.rules) this.endSeries(runner.series().values(), atMs, append);
    this.endSeries(this.orphans, atMs, append);
  }

  private endSeries(series: Iterable<Labels>, atMs: number, append: AppendSample): void {
    for (const labels of series) append(labels, atMs - this.group.queryOffsetMs, 0, true);
  }
}

function identityOf(rule: Rule): string {
  const name = rule.kind === "recording" ? rule.record : rule.alert;
  const labels = Object.entries(rule.labels)
    .map(([label, value]) => `${label}\u0000${value}`)
    .sort((a, b) => (a < b ? -1 : 1));
  return [name, ...labels].join("\u0001");
}

/** Whether a reload leaves a group running as it is. */
export function sameGroup(a: RuleGroup, b: RuleGroup): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
