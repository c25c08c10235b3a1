import { goQuote } from "../../promql/engine/go-text.ts";
import { parseMetricLabels, parseSeriesDescription } from "../../promql/parse/series-description.ts";
import { expandHistogram } from "../../promql/testlang/expand-histogram.ts";
import { Labels } from "../../tsdb/labels.ts";
import { appendTo } from "../append-to.ts";
import { formatDuration } from "../duration.ts";
import { GroupRunner } from "../group-runner.ts";
import type { RuleGroup } from "../rule-types.ts";
import { vectorQuery } from "../rule-vector.ts";
import { durationText } from "../template/go-time.ts";
import {
  type ComparedAlert,
  type ComparedSample,
  printAlerts,
  printSamples,
  sameAlerts,
  sameSamples,
} from "./compare.ts";
import { histogramText } from "./histogram-text.ts";
import type { AlertTest, ExprTest, TestGroup } from "./test-file-types.ts";
import { TestInput, TestInputError } from "./test-input.ts";

/** Settings of the file a test group stands in. */
export interface RunSettings {
  readonly evaluationIntervalMs: number;
  readonly fuzzy: boolean;
}

/** promtool's engine holds at most this many samples at once. */
const MAX_SAMPLES = 10_000;

/** The rules of a test, or why they do not load. */
export type LoadedRules =
  | { readonly ok: true; readonly groups: readonly RuleGroup[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/**
 * Runs one test group and returns promtool's failures, none when all is as expected. `load` reads the rule
 * files; like promtool it is asked only when the input parses.
 */
export function runTestGroup(
  group: TestGroup,
  load: () => LoadedRules,
  settings: RunSettings,
): readonly string[] {
  try {
    const input = new TestInput(group, group.intervalMs || settings.evaluationIntervalMs);
    const rules = load();
    if (!rules.ok) return rules.errors;
    const unnamed = group.alertTests.find(({ alertname }) => alertname === "");
    if (unnamed === undefined) return new GroupTest(group, input, rules.groups, settings).run();
    const where = group.name === "" ? "" : ` (in TestGroup ${group.name})`;
    const at = formatDuration(unnamed.evalTimeMs);
    return [`an item under alert_rule_test misses required attribute alertname at eval_time ${at}${where}`];
  } catch (error) {
    if (error instanceof TestInputError) return [error.message];
    throw error;
  }
}

/** The alerts that fire at each test's time, in the tests' order: what a test should expect to pass. */
export function firingAlerts(
  group: TestGroup,
  groups: readonly RuleGroup[],
  settings: RunSettings,
): readonly (readonly ComparedAlert[])[] {
  const input = new TestInput(group, group.intervalMs || settings.evaluationIntervalMs);
  return new GroupTest(group, input, groups, settings).observe();
}

class GroupTest {
  private readonly group: TestGroup;
  private readonly settings: RunSettings;
  private readonly input: TestInput;
  private readonly runners: readonly GroupRunner[];
  private readonly failures: string[] = [];

  constructor(group: TestGroup, input: TestInput, groups: readonly RuleGroup[], settings: RunSettings) {
    this.group = group;
    this.settings = settings;
    this.input = input;
    const { externalLabels, externalUrl } = group;
    this.runners = groups.map(
      (one) =>
        new GroupRunner(one, { externalLabels, externalUrl, serverUrl: undefined, resendDelayMs: 60_000 }),
    );
  }

  run(): readonly string[] {
    if (!this.evaluateAll((test) => this.checkAlert(test))) return this.failures;
    for (const test of this.group.exprTests) this.checkExpr(test);
    return this.failures;
  }

  observe(): readonly (readonly ComparedAlert[])[] {
    const found = new Map<AlertTest, readonly ComparedAlert[]>();
    this.evaluateAll((test) => found.set(test, this.firing(test.alertname)));
    return this.group.alertTests.map((test) => found.get(test) ?? []);
  }

  /**
   * Evaluates from the start to the last test. Alert tests whose time lies between an evaluation and the
   * next are judged by the first of the two. False when a rule failed, which ends the test.
   */
  private evaluateAll(judge: (test: AlertTest) => void): boolean {
    const { startMs } = this.group;
    const stepMs = this.settings.evaluationIntervalMs;
    const tests = [...this.group.alertTests].sort((a, b) => a.evalTimeMs - b.evalTimeMs);
    for (let sinceMs = 0; sinceMs <= this.lastEvalMs(); sinceMs += stepMs) {
      if (!this.evaluate(startMs + sinceMs)) return false;
      for (const test of tests) {
        if (sinceMs <= test.evalTimeMs && test.evalTimeMs < sinceMs + stepMs) judge(test);
      }
    }
    return true;
  }

  private lastEvalMs(): number {
    const times = [...this.group.alertTests, ...this.group.exprTests].map(({ evalTimeMs }) => evalTimeMs);
    return Math.max(0, ...times);
  }

  /** Evaluates every group at one time; false when a rule failed, which ends the test. */
  private evaluate(atMs: number): boolean {
    const refusal = this.input.appendUntil(atMs);
    if (refusal !== undefined) {
      this.failures.push(refusal);
      return true;
    }
    const query = this.query();
    const append = appendTo(this.input.store);
    let ok = true;
    for (const runner of this.runners) {
      for (const { rule, error } of runner.evaluate({ atMs, query, append }).errors) {
        ok = false;
        this.failures.push(`    rule: ${rule}, time: ${durationText(atMs * 1e6)}, err: ${error}`);
      }
    }
    return ok;
  }

  private query() {
    return vectorQuery(this.input.store, {
      maxSamples: MAX_SAMPLES,
      defaultSubqueryStepMs: this.settings.evaluationIntervalMs,
    });
  }

  private checkAlert(test: AlertTest): void {
    const got = this.firing(test.alertname);
    const expected = test.expected.map(({ labels, annotations }) => ({
      labels: Labels.fromPairs(new Map([...labels, ["alertname", test.alertname]])),
      annotations: Labels.fromPairs(annotations),
    }));
    if (sameAlerts(expected, got)) return;
    const name = this.group.name === "" ? "" : `    name: ${this.group.name},\n`;
    const time = formatDuration(test.evalTimeMs);
    this.failures.push(
      `${name}    alertname: ${test.alertname}, time: ${time}, \n` +
        `        exp:${printAlerts(expected)}, \n        got:${printAlerts(got)}`,
    );
  }

  private firing(alertname: string): ComparedAlert[] {
    const found: ComparedAlert[] = [];
    for (const { rules } of this.runners) {
      for (const { rule, states } of rules.map((one) => ({ rule: one.rule, states: one.states() }))) {
        if (rule.kind !== "alerting" || rule.alert !== alertname) continue;
        for (const alert of states.values()) {
          if (alert.state !== "firing") continue;
          found.push({ labels: alert.labels, annotations: Labels.of(alert.annotations()) });
        }
      }
    }
    return found;
  }

  private checkExpr(test: ExprTest): void {
    const head = `    expr: ${goQuote(test.expr)}, time: ${formatDuration(test.evalTimeMs)},`;
    const result = this.query()(test.expr, this.group.startMs + test.evalTimeMs);
    if (!result.ok) {
      this.failures.push(`${head} err: ${result.error}`);
      return;
    }
    const got = result.elements.map(({ labels, value, histogram }) => ({
      labels,
      value,
      histogram: histogram === undefined ? "" : histogramText(histogram),
    }));
    const expected: ComparedSample[] = [];
    for (const sample of test.expected) {
      const read = readExpected(sample);
      if (typeof read === "string") {
        this.failures.push(`${head} err: labels ${goQuote(sample.labels)}: ${read}`);
        return;
      }
      expected.push(read);
    }
    if (sameSamples(expected, got, this.settings.fuzzy)) return;
    this.failures.push(`${head}\n        exp: ${printSamples(expected)}\n        got: ${printSamples(got)}`);
  }
}

/** An expected sample, or what is wrong with its text. */
function readExpected(sample: ExprTest["expected"][number]): ComparedSample | string {
  const { labels, errors } = parseMetricLabels(sample.labels);
  const [error] = errors;
  if (error !== undefined) return error.text;
  if (sample.histogram === "") return { labels, value: sample.value, histogram: "" };
  const parsed = parseSeriesDescription(`{} ${sample.histogram}`);
  const [problem] = parsed.errors;
  if (problem !== undefined) return problem.text;
  const [value] = parsed.values;
  if (value === undefined || parsed.values.length !== 1)
    return `expected 1 value, got ${parsed.values.length}`;
  if (value.kind !== "histogram") return `expected histogram, got ${sample.histogram}`;
  const histogram = expandHistogram(value);
  if (typeof histogram === "string") return histogram;
  return { labels, value: sample.value, histogram: histogramText(histogram) };
}
