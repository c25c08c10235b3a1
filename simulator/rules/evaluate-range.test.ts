import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { query } from "../promql/engine/query.ts";
import { Labels } from "../tsdb/labels.ts";
import { SeriesStore } from "../tsdb/store.ts";
import { Alertmanager } from "./alertmanager/alertmanager.ts";
import { evaluateRulesOverRange, type RangeEvaluation } from "./evaluate-range.ts";
import { OverlaySource } from "./overlay-source.ts";
import { planRules } from "./rule-dependencies.ts";
import { parseRuleFile } from "./rule-file.ts";
import { RuleManager } from "./rule-manager.ts";
import type { AlertTransition, EvaluationError, Notification, RuleGroup } from "./rule-types.ts";

const T0 = 1_760_536_800_000;
const MINUTES = 40;
const END = T0 + MINUTES * 60_000;

function groupsOf(text: string): readonly RuleGroup[] {
  const { groups, errors } = parseRuleFile(text, "rules.yml");
  expect(errors).toEqual([]);
  return groups;
}

/** Steps a server tick by tick over the same telemetry: the slow way that must agree. */
function tickByTick(source: SeriesStore, groups: readonly RuleGroup[]) {
  const names = new Set(["ALERTS", "ALERTS_FOR_STATE"]);
  const overlay = new OverlaySource(source, names);
  const manager = new RuleManager();
  const alertmanager = new Alertmanager();
  manager.load(groups, T0);
  for (let atMs = manager.nextEvaluationMs(); atMs <= END; atMs = manager.nextEvaluationMs()) {
    const sent = manager.evaluate(atMs, overlay, overlay.append);
    if (sent.length > 0) alertmanager.receive(sent, atMs);
  }
  alertmanager.advance(END);
  return {
    transitions: manager.transitions(),
    notifications: alertmanager.notifications(),
    errors: manager.errors(),
  };
}

/** Order among alerts of one rule and instant is not part of the promise. */
function comparable(of: {
  readonly transitions: readonly AlertTransition[];
  readonly notifications: readonly Notification[];
  readonly errors: readonly EvaluationError[];
}) {
  const plain = (value: unknown) => JSON.stringify(value);
  return {
    transitions: of.transitions.map(plain).sort(),
    notifications: of.notifications.map(plain).sort(),
    errors: of.errors.map(plain),
  };
}

/** A store of two metrics whose values jump around, with series that come and go. */
const telemetry = fc
  .array(fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 20, maxLength: 40 }), {
    minLength: 2,
    maxLength: 4,
  })
  .map((rows) => {
    const store = new SeriesStore();
    rows.forEach((values, row) => {
      const ref = store.series(Labels.of({ __name__: row % 2 === 0 ? "x" : "y", i: String(row >> 1) }));
      values.forEach((value, index) => {
        const atMs = T0 + index * 60_000 + row * 137;
        if (value < 0) store.appendStale(ref, atMs);
        else store.append(ref, atMs, value);
      });
    });
    return store;
  });

const EXPRESSIONS = [
  "x > 4",
  "sum(x) > 8",
  "x - on(i) y > 2",
  "max_over_time(x[3m]) > 6",
  "x and on(i) y > 3",
  "label_replace(x, 'i', 'same', '', '') > 5",
  "topk(1, x) > 3",
  'absent(x{i="0"})',
  "x == on() group_left() y",
  "time() % 300 < bool 60",
  "vector(time() % 300) < 60",
  "x > @start",
  "sum_over_time(x[2m:30s]) > 10",
  "a > 5",
  "count(ALERTS) > 1",
  "increase(y[5m]) > 0",
  "x offset 2m > 6",
].map((expr) => expr.replace("@start", "4 and x @ start() >= 0"));

const rule = fc.record({
  kind: fc.constantFrom("record", "alert"),
  name: fc.constantFrom("a", "b"),
  expr: fc.constantFrom(...EXPRESSIONS),
  for: fc.constantFrom("0s", "1m", "3m"),
  keep: fc.constantFrom("0s", "2m"),
  severity: fc.constantFrom("critical", "warning", "'{{ $labels.i }}'"),
});

const file = fc
  .array(fc.array(rule, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((groups) =>
    groups
      .map((rules, g) =>
        [
          `- name: g${g}`,
          `  interval: ${["15s", "1m", "30s"][g] ?? "1m"}`,
          `  limit: ${g === 1 ? 2 : 0}`,
          "  rules:",
          ...rules.map(({ kind, name, expr, severity, ...times }) =>
            kind === "record"
              ? `  - {record: ${name}, expr: ${JSON.stringify(expr)}, labels: {g: "${g}"}}`
              : `  - {alert: ${name.toUpperCase()}, expr: ${JSON.stringify(expr)}, for: ${times.for}, keep_firing_for: ${times.keep}, labels: {severity: ${severity}}, annotations: {v: '{{ $value }}'}}`,
          ),
        ].join("\n"),
      )
      .join("\n"),
  )
  .map((text) => `groups:\n${text}\n`);

const runs = process.env.NINES_DEEP === "1" ? 1000 : 60;

describe("rules over a range", () => {
  test("equal stepping a server tick by tick", () => {
    let fast = 0;
    fc.assert(
      fc.property(telemetry, file, (store, text) => {
        const groups = groupsOf(text);
        if (planRules(groups).ruleByRule) fast++;
        const wanted = comparable(tickByTick(store, groups));
        expect(comparable(evaluateRulesOverRange(store, groups, T0, END))).toEqual(wanted);
        expect(comparable(evaluateRulesOverRange(store, groups, T0, END, { mode: "step" }))).toEqual(wanted);
      }),
      { numRuns: runs, seed: 20251015 },
    );
    // Both ways were tried.
    expect(fast).toBeGreaterThan(runs / 5);
    expect(fast).toBeLessThan((runs * 4) / 5);
  });

  test("take the fast way exactly when no rule reads a later one", () => {
    const plan = (text: string) => planRules(groupsOf(text)).ruleByRule;
    const two = (a: string, b: string) =>
      `groups: [{name: g, rules: [{record: a, expr: '${a}'}, {record: b, expr: '${b}'}]}]`;
    expect(plan(two("x", "y"))).toBe(true);
    expect(plan(two("x", "a + 1"))).toBe(true);
    expect(plan(two("b", "x"))).toBe(false);
    expect(plan(two("x", "b"))).toBe(false);
    expect(plan(two("x", '{__name__=~"b.*"}'))).toBe(false);
    expect(plan(two("x", '{i="1"}'))).toBe(false);
    expect(plan("groups: [{name: g, rules: [{alert: A, expr: 'count(ALERTS) > 1'}]}]")).toBe(false);
    expect(
      plan("groups: [{name: g, rules: [{alert: A, expr: 'x', annotations: {v: '{{ query \"y\" }}'}}]}]"),
    ).toBe(false);
  });

  test("hide what the recording server's own rules wrote", () => {
    const store = new SeriesStore();
    for (const name of ["a", "ALERTS"]) {
      const ref = store.series(Labels.of({ __name__: name, alertname: "Old" }));
      for (let i = 0; i < 100; i++) store.append(ref, T0 + i * 15_000, 7);
    }
    const evaluate = (expr: string) =>
      evaluateRulesOverRange(
        store,
        groupsOf(`groups: [{name: g, rules: [{record: a, expr: vector(1)}, {alert: X, expr: '${expr}'}]}]`),
        T0,
        T0 + 60_000,
      );
    expect(evaluate("a == 7").alerts).toEqual([]);
    expect(evaluate("a == 1").alerts.length).toBe(1);
    expect(evaluate('ALERTS{alertname="Old"}').alerts).toEqual([]);
  });
});

describe("what the rules wrote", () => {
  const store = new SeriesStore();
  const ref = store.series(Labels.of({ __name__: "x", pod: "one" }));
  for (let s = 0; s < MINUTES * 60; s += 15) store.append(ref, T0 + s * 1000, s);
  const groups = groupsOf("groups: [{name: g, rules: [{record: 'pod:x:sum', expr: 'sum by (pod) (x)'}]}]");
  const read = (options: Parameters<typeof evaluateRulesOverRange>[4]) => {
    const { source, samplesWritten } = evaluateRulesOverRange(store, groups, T0, END, options);
    const counts = ["pod:x:sum", "x"].map((name) => {
      const result = query(source, { expr: `count_over_time(${name}[40m])`, timeMs: END });
      return result.status === "success" ? result.series[0]?.values[0] : undefined;
    });
    return { counts, samplesWritten };
  };

  test("can be queried beside the telemetry when it is kept, both ways of evaluating alike", () => {
    const written = MINUTES * 4;
    expect(read({ keepOutputs: true })).toEqual({ counts: [written, written - 1], samplesWritten: written });
    expect(read({ keepOutputs: true, mode: "step" })).toEqual(read({ keepOutputs: true }));
  });

  test("is dropped when nobody reads it", () => {
    expect(read({}).counts).toEqual([undefined, MINUTES * 4 - 1]);
  });
});

describe("what a range evaluation tells", () => {
  const store = new SeriesStore();
  const ref = store.series(Labels.of({ __name__: "x" }));
  // Above the line in minutes 5 to 15, a blip of one sample in minute 25, and again from minute 35.
  for (let s = 0; s < MINUTES * 60; s += 15) {
    const minute = s / 60;
    store.append(ref, T0 + s * 1000, (minute >= 5 && minute < 15) || minute === 25 || minute >= 35 ? 9 : 1);
  }
  const groups = groupsOf(
    "groups: [{name: g, rules: [{alert: X, expr: 'x > 5', for: 2m, labels: {severity: critical}}]}]",
  );
  const result: RangeEvaluation = evaluateRulesOverRange(store, groups, T0, END);
  const minutes = (ms: number | undefined) => (ms === undefined ? undefined : Math.floor((ms - T0) / 60_000));

  test("every episode, the dropped one included", () => {
    expect(
      result.alerts.map(({ state, activeAtMs, firedAtMs, resolvedAtMs }) => [
        state,
        minutes(activeAtMs),
        minutes(firedAtMs),
        minutes(resolvedAtMs),
      ]),
    ).toEqual([
      ["inactive", 5, 7, 15],
      ["inactive", 25, undefined, undefined],
      ["firing", 35, 37, undefined],
    ]);
  });

  test("pages through Alertmanager, ten seconds after firing", () => {
    expect(result.notifications.map(({ rule, receiver, status }) => [rule, receiver, status])).toEqual([
      ["X", "pager", "firing"],
      ["X", "pager", "resolved"],
      ["X", "pager", "firing"],
    ]);
    const [page] = result.notifications;
    expect((page?.deliveredMs ?? 0) - (page?.firedAtMs ?? 0)).toBe(10_000);
  });

  test("costs: evaluations, samples read and written", () => {
    expect(result.evaluations).toBe(MINUTES * 4);
    expect(result.samplesRead).toBeGreaterThan(0);
    // ALERTS and ALERTS_FOR_STATE while pending or firing.
    expect(result.samplesWritten).toBe(2 * (40 + 1 + 20));
  });

  test("an evaluation error has its time and the engine's text", () => {
    const bad = groupsOf("groups: [{name: g, rules: [{alert: X, expr: 'x * on() (x or y)'}]}]");
    const two = new SeriesStore();
    const at = (name: string, from: number) => {
      const series = two.series(Labels.of({ __name__: name, from: String(from) }));
      for (let s = from; s < 600; s += 15) two.append(series, T0 + s * 1000, 1);
    };
    at("x", 0);
    at("y", 300);
    const { errors } = evaluateRulesOverRange(two, bad, T0, T0 + 600_000);
    expect(errors.length).toBe(20);
    expect(errors[0]).toMatchObject({ group: "g", rule: "X" });
    expect(errors[0]?.error).toMatch(/^found duplicate series for the match group \{\}/);
    expect(((errors[0]?.atMs ?? 0) - T0) / 1000).toBeGreaterThanOrEqual(300);
  });
});

test("seven days of burn-rate rules take well under a second of a grader's time", () => {
  const store = new SeriesStore();
  for (let i = 0; i < 4; i++) {
    const ref = store.series(Labels.of({ __name__: "requests_total", pod: String(i) }));
    for (let s = 0; s < 7 * 86_400; s += 60) store.append(ref, T0 + s * 1000, s * 32);
  }
  const groups = groupsOf(`groups:
- name: burn
  interval: 1m
  rules:
  - {record: r5m, expr: 'sum(rate(requests_total[5m]))'}
  - {record: r1h, expr: 'sum(rate(requests_total[1h]))'}
  - {alert: Burn, expr: 'r5m > 1000 and r1h > 1000', for: 2m}
`);
  const result = evaluateRulesOverRange(store, groups, T0, T0 + 7 * 86_400_000);
  expect(result.evaluations).toBe(3 * 7 * 1440);
  expect(result.errors).toEqual([]);
});
