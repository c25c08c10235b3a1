import type { QueryOptions } from "../promql/query-types.ts";
import type { SampleSource } from "../tsdb/sample-source.ts";
import { toInstance } from "./alert-episodes.ts";
import { GroupRunner, sameGroup } from "./group-runner.ts";
import { type RestoreSettings, restoreForState } from "./restore.ts";
import type { AppendSample, SendSettings } from "./rule-runner.ts";
import type {
  AlertInstance,
  AlertTransition,
  EvaluationError,
  RuleGroup,
  RuleStatus,
  SentAlert,
} from "./rule-types.ts";
import { vectorQuery } from "./rule-vector.ts";
import { slotAtOrBefore, slotOffsetMs } from "./slots.ts";

/** Settings of a server's rule manager; times in milliseconds, Prometheus's defaults. */
export interface RuleManagerOptions {
  readonly resendDelayMs?: number;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalUrl?: string;
  /** Longest outage after which `for` is still restored. Default 1 h. */
  readonly outageToleranceMs?: number;
  /** An alert restored as nearly due waits at least this long. Default 10 min. */
  readonly forGracePeriodMs?: number;
  readonly query?: QueryOptions;
}

interface Scheduled {
  readonly runner: GroupRunner;
  nextMs: number;
  /** Evaluations still to come before `for` states are restored; undefined when there is nothing to restore. */
  untilRestore: number | undefined;
}

interface Retired {
  readonly runner: GroupRunner;
  readonly atMs: number;
}

/**
 * The part of a Prometheus server that evaluates rule groups at their slots. It holds no clock: the owner
 * asks `nextEvaluationMs` and calls `evaluate`. Groups of one time run in the order of their file.
 */
export class RuleManager {
  private readonly settings: SendSettings;
  private readonly restoring: RestoreSettings;
  private readonly queryOptions: QueryOptions | undefined;
  private scheduled: Scheduled[] = [];
  private retired: Retired[] = [];
  private readonly history: AlertTransition[] = [];
  private readonly failures: EvaluationError[] = [];
  private missed = 0;
  private read = 0;

  constructor(options: RuleManagerOptions = {}) {
    this.settings = {
      resendDelayMs: options.resendDelayMs ?? 60_000,
      externalLabels: options.externalLabels ?? {},
      externalUrl: options.externalUrl ?? "",
      serverUrl: options.externalUrl ?? "",
    };
    this.restoring = {
      outageToleranceMs: options.outageToleranceMs ?? 3_600_000,
      forGracePeriodMs: options.forGracePeriodMs ?? 600_000,
    };
    this.queryOptions = options.query;
  }

  /**
   * Loads groups at `nowMs`, in place of those loaded before. An unchanged group goes on undisturbed; a
   * changed one keeps the alerts of rules with the same name and labels; series of rules that are gone end.
   */
  load(groups: readonly RuleGroup[], nowMs: number): void {
    const old = new Map(this.scheduled.map((entry) => [keyOf(entry.runner.group), entry]));
    this.scheduled = groups.map((group) => {
      const before = old.get(keyOf(group));
      old.delete(keyOf(group));
      if (before !== undefined && sameGroup(before.runner.group, group)) return before;
      const entry = this.schedule(group, nowMs);
      if (before !== undefined) entry.runner.inherit(before.runner);
      return entry;
    });
    for (const { runner } of old.values()) {
      this.retired.push({ runner, atMs: nowMs + 2 * runner.group.intervalMs });
    }
  }

  /**
   * Starts again at `nowMs` as a restarted server does: every state is forgotten, and after each group's
   * second evaluation the `for` clocks are restored from `ALERTS_FOR_STATE`.
   */
  restart(nowMs: number): void {
    this.retired = [];
    this.scheduled = this.scheduled.map(({ runner }) => {
      const entry = this.schedule(runner.group, nowMs);
      for (const rule of entry.runner.rules) rule.restored = rule.rule.kind === "recording";
      entry.untilRestore = 2;
      return entry;
    });
  }

  /** When the next group is due, in milliseconds since the epoch; +Infinity without groups. */
  nextEvaluationMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { nextMs } of this.scheduled) next = Math.min(next, nextMs);
    for (const { atMs } of this.retired) next = Math.min(next, atMs);
    return next;
  }

  /**
   * Evaluates every group that is due at `atMs` and returns the alerts that leave for Alertmanager. A group
   * that is more than one slot late skips the slots it missed.
   */
  evaluate(atMs: number, source: SampleSource, append: AppendSample): SentAlert[] {
    const sent: SentAlert[] = [];
    const query = vectorQuery(source, this.queryOptions);
    for (const entry of this.scheduled) {
      if (entry.nextMs > atMs) continue;
      const { runner } = entry;
      const late = Math.floor((atMs - entry.nextMs) / runner.group.intervalMs);
      this.missed += late;
      const slotMs = entry.nextMs + late * runner.group.intervalMs;
      entry.nextMs = slotMs + runner.group.intervalMs;
      const outcome = runner.evaluate({ atMs: slotMs, query, append });
      this.history.push(...outcome.transitions);
      this.failures.push(...outcome.errors);
      this.read += outcome.samplesRead;
      sent.push(...outcome.sent);
      this.restoreIfDue(entry, slotMs, source);
    }
    for (const { runner, atMs: endMs } of this.retired) if (endMs <= atMs) runner.retire(endMs, append);
    this.retired = this.retired.filter((one) => one.atMs > atMs);
    return sent;
  }

  /** Pending and firing alerts and those resolved in the last 15 minutes, in order of group and rule. */
  alerts(): AlertInstance[] {
    const instances: AlertInstance[] = [];
    for (const { runner } of this.scheduled) {
      for (const rule of runner.rules) {
        for (const alert of rule.states().values()) instances.push(toInstance(rule.health().rule, alert));
      }
    }
    return instances;
  }

  /** Every change of state since the start, oldest first. */
  transitions(): readonly AlertTransition[] {
    return this.history;
  }

  /** Health of every loaded rule. */
  statuses(): RuleStatus[] {
    return this.scheduled.flatMap(({ runner }) => runner.rules.map((rule) => rule.health()));
  }

  /** Evaluations that failed since the start. */
  errors(): readonly EvaluationError[] {
    return this.failures;
  }

  /** `prometheus_rule_group_iterations_missed_total`. */
  get missedIterations(): number {
    return this.missed;
  }

  /** Samples read by all evaluations since the start. */
  get samplesRead(): number {
    return this.read;
  }

  groups(): readonly RuleGroup[] {
    return this.scheduled.map(({ runner }) => runner.group);
  }

  private schedule(group: RuleGroup, nowMs: number): Scheduled {
    const offsetMs = slotOffsetMs(group.file ?? "", group.name, group.intervalMs);
    const nextMs = slotAtOrBefore(nowMs, offsetMs, group.intervalMs) + group.intervalMs;
    return { runner: new GroupRunner(group, this.settings), nextMs, untilRestore: undefined };
  }

  private restoreIfDue(entry: Scheduled, atMs: number, source: SampleSource): void {
    if (entry.untilRestore === undefined) return;
    entry.untilRestore--;
    if (entry.untilRestore > 0) return;
    for (const rule of entry.runner.rules)
      restoreForState(rule, entry.runner.group, atMs, source, this.restoring);
    entry.untilRestore = undefined;
  }
}

function keyOf(group: RuleGroup): string {
  return `${group.file ?? ""};${group.name}`;
}
