import { query } from "../promql/engine/query.ts";
import type { QueryOptions } from "../promql/query-types.ts";
import type { SampleSource } from "../tsdb/sample-source.ts";
import { EpisodeLog } from "./alert-episodes.ts";
import { Alertmanager, type AlertmanagerOptions } from "./alertmanager/alertmanager.ts";
import { GroupRunner } from "./group-runner.ts";
import { OverlaySource } from "./overlay-source.ts";
import { outputNames, planRules, type RulePlan } from "./rule-dependencies.ts";
import type { AppendSample, EvaluationOutcome, SendSettings } from "./rule-runner.ts";
import type {
  AlertInstance,
  AlertTransition,
  EvaluationError,
  Notification,
  RuleGroup,
  SentAlert,
} from "./rule-types.ts";
import { type RuleVector, type VectorElement, vectorQuery } from "./rule-vector.ts";
import { slotAtOrBefore, slotOffsetMs } from "./slots.ts";

/** Slots evaluated by one range query: at most 6 h of them, and never more than a server's point limit. */
const CHUNK_MS = 6 * 3_600_000;
const CHUNK_SLOTS = 5000;

export interface EvaluateRangeOptions {
  /** Alertmanager's configuration; Nines' default routing when absent. */
  readonly alertmanager?: AlertmanagerOptions;
  readonly resendDelayMs?: number;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly query?: QueryOptions;
  /** `step` evaluates instant by instant even where ranges would do; the answers are equal. */
  readonly mode?: "auto" | "step";
  /** Stores what every rule writes, so that it can be queried afterwards; else only what other rules read. */
  readonly keepOutputs?: boolean;
}

export interface RangeEvaluation {
  /** Changes of state, oldest first. */
  readonly transitions: readonly AlertTransition[];
  /** Every episode of every alert: from its first pending evaluation to its end, or as it stands at the end. */
  readonly alerts: readonly AlertInstance[];
  /** What Alertmanager delivered up to the end. */
  readonly notifications: readonly Notification[];
  /** Samples the evaluations read, as the query engine counts them. */
  readonly samplesRead: number;
  readonly errors: readonly EvaluationError[];
  /** Samples the rules wrote, stale markers aside. */
  readonly samplesWritten: number;
  readonly evaluations: number;
  /** The telemetry as it would be with these rules: what they wrote is complete with `keepOutputs` only. */
  readonly source: SampleSource;
}

/**
 * What these rules would have done over recorded telemetry in `(fromMs, toMs]`, starting with no alert
 * active. Where no rule reads a later rule's output, each expression runs as range queries over its
 * group's slots instead of once per slot; states, notifications and errors come out the same.
 */
export function evaluateRulesOverRange(
  source: SampleSource,
  groups: readonly RuleGroup[],
  fromMs: number,
  toMs: number,
  options: EvaluateRangeOptions = {},
): RangeEvaluation {
  const evaluator = new RangeEvaluator(source, groups, options);
  const plan = planRules(groups);
  if (options.mode !== "step" && plan.ruleByRule) evaluator.runRuleByRule(plan, fromMs, toMs);
  else evaluator.runStepByStep(fromMs, toMs);
  return evaluator.finish(toMs);
}

/** Something that happened at one evaluation; order of groups and rules breaks ties of time. */
interface Timed<T> {
  readonly atMs: number;
  readonly group: number;
  readonly rule: number;
  readonly what: T;
}

class RangeEvaluator {
  private readonly overlay: OverlaySource;
  private readonly runners: readonly GroupRunner[];
  private readonly options: EvaluateRangeOptions;
  private readonly happened: Timed<EvaluationOutcome & { readonly name: string; readonly group: string }>[] =
    [];
  private readonly episodes = new EpisodeLog();
  private samplesRead = 0;
  private samplesWritten = 0;
  private evaluations = 0;

  constructor(source: SampleSource, groups: readonly RuleGroup[], options: EvaluateRangeOptions) {
    const settings: SendSettings = {
      resendDelayMs: options.resendDelayMs ?? 60_000,
      externalLabels: options.externalLabels ?? {},
      externalUrl: "",
      serverUrl: "",
    };
    const names = new Set(["ALERTS", "ALERTS_FOR_STATE"]);
    for (const { rules } of groups)
      for (const rule of rules) for (const name of outputNames(rule)) names.add(name);
    this.overlay = new OverlaySource(source, names);
    this.runners = groups.map((group) => new GroupRunner(group, settings));
    this.options = options;
  }

  runStepByStep(fromMs: number, toMs: number): void {
    const due = this.runners.map((runner) => firstSlot(runner.group, fromMs));
    const ask = vectorQuery(this.overlay, this.options.query);
    for (;;) {
      const atMs = Math.min(...due);
      if (!(atMs <= toMs)) return;
      this.runners.forEach((runner, index) => {
        if (due[index] !== atMs) return;
        due[index] = atMs + runner.group.intervalMs;
        runner.rules.forEach((_, rule) => {
          const { expr } = runner.rules[rule]?.rule ?? { expr: "" };
          const vector = ask(expr, atMs - runner.group.queryOffsetMs);
          this.samplesRead += vector.samplesRead;
          this.evaluateOne(index, rule, atMs, vector, this.overlay.append);
        });
      });
    }
  }

  runRuleByRule(plan: RulePlan, fromMs: number, toMs: number): void {
    for (let chunkMs = fromMs; chunkMs < toMs; chunkMs += CHUNK_MS) {
      const endMs = Math.min(chunkMs + CHUNK_MS, toMs);
      this.runners.forEach((runner, group) => {
        runner.rules.forEach((_, rule) => {
          const isKept = this.options.keepOutputs === true || plan.isRead(group, rule);
          const append = isKept ? this.overlay.append : acceptUnread;
          const whole = !plan.readsOf(group, rule).dependsOnRange;
          this.runRule(group, rule, slotsIn(runner.group, chunkMs, endMs), whole, append);
        });
      });
    }
  }

  /** Evaluates one rule at all slots of a chunk. */
  private runRule(
    group: number,
    rule: number,
    slots: readonly number[],
    whole: boolean,
    append: AppendSample,
  ): void {
    const runner = this.runners[group];
    const expr = runner?.rules[rule]?.rule.expr;
    if (runner === undefined || expr === undefined) return;
    const offsetMs = runner.group.queryOffsetMs;
    const ask = vectorQuery(this.overlay, this.options.query);
    for (let first = 0; first < slots.length; first += CHUNK_SLOTS) {
      const part = slots.slice(first, first + CHUNK_SLOTS);
      const vectors = whole ? this.askRange(expr, part, offsetMs, runner.group.intervalMs) : undefined;
      part.forEach((atMs, index) => {
        // A range that fails as a whole, for one bad instant or for its size, is asked instant by instant.
        const vector = vectors?.[index] ?? ask(expr, atMs - offsetMs);
        this.samplesRead += vector.samplesRead;
        this.evaluateOne(group, rule, atMs, vector, append);
      });
    }
  }

  private askRange(
    expr: string,
    slots: readonly number[],
    offsetMs: number,
    intervalMs: number,
  ): RuleVector[] | undefined {
    const startMs = (slots[0] ?? 0) - offsetMs;
    const endMs = (slots.at(-1) ?? 0) - offsetMs;
    const result = query(
      this.overlay,
      { expr, startMs, endMs, stepMs: intervalMs },
      { maxSamples: 50_000_000, ...this.options.query },
    );
    if (result.status === "error" || result.resultType !== "matrix") return undefined;
    this.samplesRead += result.samplesRead;
    const elements: VectorElement[][] = slots.map(() => []);
    for (const { labels, timesMs, values, histograms } of result.series) {
      for (let i = 0; i < timesMs.length; i++) {
        const slot = Math.round(((timesMs[i] ?? 0) - startMs) / intervalMs);
        const histogram = histograms?.[i];
        const value = histogram === undefined ? (values[i] ?? 0) : 0;
        elements[slot]?.push(histogram === undefined ? { labels, value } : { labels, value, histogram });
      }
    }
    return elements.map((found) => ({ ok: true, elements: found, samplesRead: 0 }));
  }

  private evaluateOne(
    group: number,
    rule: number,
    atMs: number,
    vector: RuleVector,
    append: AppendSample,
  ): void {
    const runner = this.runners[group]?.rules[rule];
    if (runner === undefined) return;
    this.evaluations++;
    const ask = vectorQuery(this.overlay, this.options.query);
    const outcome = runner.evaluate({ atMs, query: ask, append, vector });
    this.samplesWritten += outcome.written;
    if (outcome.error !== undefined || outcome.transitions.length > 0 || outcome.sent.length > 0) {
      const { rule: name, group: groupName } = runner.health();
      this.happened.push({ atMs, group, rule, what: { ...outcome, name, group: groupName } });
    }
    this.episodes.update(group, rule, runner, atMs);
  }

  finish(toMs: number): RangeEvaluation {
    this.happened.sort((a, b) => a.atMs - b.atMs || a.group - b.group || a.rule - b.rule);
    const transitions: AlertTransition[] = [];
    const errors: EvaluationError[] = [];
    const alertmanager = new Alertmanager(this.options.alertmanager);
    let pending: SentAlert[] = [];
    let pendingMs = Number.NEGATIVE_INFINITY;
    const notifications: Notification[] = [];
    const hand = () => {
      if (pending.length > 0) alertmanager.receive(pending, pendingMs);
      pending = [];
    };
    for (const { atMs, what } of this.happened) {
      transitions.push(...what.transitions);
      if (what.error !== undefined)
        errors.push({ group: what.group, rule: what.name, atMs, error: what.error });
      if (atMs !== pendingMs) hand();
      pendingMs = atMs;
      pending.push(...what.sent);
    }
    hand();
    alertmanager.advance(toMs);
    notifications.push(...alertmanager.notifications());
    const { samplesRead, samplesWritten, evaluations } = this;
    return {
      transitions,
      alerts: this.episodes.all(),
      notifications,
      samplesRead,
      errors,
      samplesWritten,
      evaluations,
      source: this.overlay,
    };
  }
}

/** Outputs that nobody reads are not stored, unless they are wanted. */
const acceptUnread: AppendSample = () => "ok";

function firstSlot(group: RuleGroup, fromMs: number): number {
  const offsetMs = slotOffsetMs(group.file ?? "", group.name, group.intervalMs);
  return slotAtOrBefore(fromMs, offsetMs, group.intervalMs) + group.intervalMs;
}

/** Slots in `(fromMs, toMs]`. */
function slotsIn(group: RuleGroup, fromMs: number, toMs: number): number[] {
  const slots: number[] = [];
  for (let atMs = firstSlot(group, fromMs); atMs <= toMs; atMs += group.intervalMs) slots.push(atMs);
  return slots;
}
