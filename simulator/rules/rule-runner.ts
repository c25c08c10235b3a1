import type { FloatHistogram } from "../promql/histogram/float-histogram.ts";
import type { Labels } from "../tsdb/labels.ts";
import { type ActiveAlert, type AlertStates, alertSamples, needsSending, stepAlerts } from "./alert-step.ts";
import { AlertLabels } from "./alerting.ts";
import { RecordingLabels } from "./recording.ts";
import type { AlertTransition, Rule, RuleGroup, RuleStatus, SentAlert } from "./rule-types.ts";
import type { RuleVector, VectorElement, VectorQuery } from "./rule-vector.ts";
import type { TemplateSettings } from "./template/alert-template.ts";

/**
 * Writes one sample; answers how the store took it, as `SeriesStore.append` does, or nothing. A sample that
 * is a native histogram comes with it.
 */
export type AppendSample = (
  labels: Labels,
  timeMs: number,
  value: number,
  stale: boolean,
  histogram?: FloatHistogram,
) => "ok" | "out-of-order" | "duplicate" | undefined;

/** How alerts leave the server. */
export interface SendSettings extends TemplateSettings {
  /** Prometheus's `--rules.alert.resend-delay`, 60,000 ms by default. */
  readonly resendDelayMs: number;
}

/** What one evaluation of one rule needs. Times are milliseconds. */
export interface Evaluation {
  readonly atMs: number;
  readonly query: VectorQuery;
  readonly append: AppendSample;
  /** The expression's result at `atMs - query_offset`. */
  readonly vector: RuleVector;
}

/** What an evaluation made besides samples. */
export interface EvaluationOutcome {
  readonly error: string | undefined;
  readonly transitions: readonly AlertTransition[];
  readonly sent: readonly SentAlert[];
  /** Samples that were written, stale markers aside. */
  readonly written: number;
}

/** One rule of a running group: its alerts, the series it wrote last time, and its health. */
export class RuleRunner {
  readonly rule: Rule;
  private readonly group: RuleGroup;
  private readonly settings: SendSettings;
  private readonly recording: RecordingLabels | undefined;
  private readonly alerting: AlertLabels | undefined;
  private written: ReadonlyMap<string, Labels> = new Map();
  private alertStates: AlertStates = new Map();
  private status: RuleStatus;
  /** False after a restart until `for` states are restored; `ALERTS` is not written before. */
  restored = true;

  constructor(rule: Rule, group: RuleGroup, settings: SendSettings) {
    this.rule = rule;
    this.group = group;
    this.settings = settings;
    this.recording = rule.kind === "recording" ? new RecordingLabels(rule, group) : undefined;
    this.alerting = rule.kind === "alerting" ? new AlertLabels(rule, group, settings) : undefined;
    this.status = {
      group: group.name,
      rule: rule.kind === "recording" ? rule.record : rule.alert,
      kind: rule.kind,
      health: "unknown",
      lastError: "",
      lastEvaluationMs: undefined,
      samplesRead: 0,
      evaluations: 0,
      failures: 0,
    };
  }

  health(): RuleStatus {
    return this.status;
  }

  /** Alerts by label key, resolved ones included while they are remembered. */
  states(): AlertStates {
    return this.alertStates;
  }

  /** Series written at the last successful evaluation. */
  series(): ReadonlyMap<string, Labels> {
    return this.written;
  }

  /** Takes over alerts and series of the rule it replaces after a reload. */
  inherit(old: RuleRunner): void {
    this.written = old.written;
    if (this.rule.kind === "alerting" && old.rule.kind === "alerting") {
      this.alertStates = old.alertStates;
      this.restored = old.restored;
    }
  }

  /** Replaces one alert's `activeAt`, when its `for` is restored after a restart. */
  setActiveAt(key: string, activeAtMs: number): void {
    const alert = this.alertStates.get(key);
    if (alert !== undefined) {
      this.alertStates = new Map(this.alertStates).set(key, { ...alert, activeAtMs });
    }
  }

  evaluate(evaluation: Evaluation): EvaluationOutcome {
    const { vector, atMs } = evaluation;
    const outcome = vector.ok
      ? this.take(vector.elements, evaluation)
      : { error: vector.error, transitions: [], sent: [], written: 0 };
    const failed = outcome.error !== undefined;
    this.status = {
      ...this.status,
      health: failed ? "err" : "ok",
      lastError: outcome.error ?? "",
      lastEvaluationMs: atMs,
      samplesRead: vector.samplesRead,
      evaluations: this.status.evaluations + 1,
      failures: this.status.failures + (failed ? 1 : 0),
    };
    return outcome;
  }

  private take(elements: readonly VectorElement[], evaluation: Evaluation): EvaluationOutcome {
    if (this.recording !== undefined) {
      const recorded = this.recording.apply(elements);
      if (!recorded.ok) return { error: recorded.error, transitions: [], sent: [], written: 0 };
      const error = this.write(recorded.samples, evaluation);
      return { error, transitions: [], sent: [], written: recorded.samples.length };
    }
    return this.stepAlerting(elements, evaluation);
  }

  private stepAlerting(elements: readonly VectorElement[], evaluation: Evaluation): EvaluationOutcome {
    const { rule, alerting } = this;
    if (rule.kind !== "alerting" || alerting === undefined) throw new Error("not an alerting rule");
    const applied = alerting.apply(elements, evaluation.atMs, evaluation.query);
    if (!applied.ok) return { error: applied.error, transitions: [], sent: [], written: 0 };
    const step = stepAlerts(this.alertStates, applied.results, evaluation.atMs, rule, this.group.limit);
    this.alertStates = step.states;
    const { transitions } = step;
    if (step.error !== undefined) return { error: step.error, transitions, sent: [], written: 0 };
    const sent = this.send(evaluation.atMs);
    const samples = this.restored ? alertSamples(step.states, alerting.writtenLabels) : [];
    return { error: this.write(samples, evaluation), transitions, sent, written: samples.length };
  }

  private send(atMs: number): readonly SentAlert[] {
    const { rule, settings } = this;
    if (this.alertStates.size === 0) return [];
    const sent: SentAlert[] = [];
    const after = new Map<string, ActiveAlert>(this.alertStates);
    const validMs = 4 * Math.max(this.group.intervalMs, settings.resendDelayMs);
    for (const [key, alert] of this.alertStates) {
      if (!needsSending(alert, atMs, settings.resendDelayMs)) continue;
      after.set(key, { ...alert, lastSentAtMs: atMs });
      const external: Record<string, string> = {};
      for (const [name, value] of Object.entries(settings.externalLabels)) {
        if (!alert.labels.has(name)) external[name] = value;
      }
      sent.push({
        rule: rule.kind === "alerting" ? rule.alert : rule.record,
        labels: alert.labels.with(external),
        annotations: alert.annotations(),
        startsAtMs: alert.firedAtMs ?? alert.activeAtMs,
        endsAtMs: alert.resolvedAtMs ?? atMs + validMs,
      });
    }
    this.alertStates = after;
    return sent;
  }

  /** Writes samples, then stale markers for the series of last time that are gone. Returns the last refusal. */
  private write(samples: readonly VectorElement[], evaluation: Evaluation): string | undefined {
    const timeMs = evaluation.atMs - this.group.queryOffsetMs;
    const written = new Map<string, Labels>();
    let error: string | undefined;
    for (const { labels, value, histogram } of samples) {
      const refused = evaluation.append(labels, timeMs, value, false, histogram);
      if (refused === "out-of-order") error = "out of order sample";
      else if (refused === "duplicate") error = "duplicate sample for timestamp";
      else written.set(labels.key, labels);
    }
    for (const [key, labels] of this.written) {
      if (!written.has(key)) evaluation.append(labels, timeMs, 0, true);
    }
    this.written = written;
    return error;
  }
}
