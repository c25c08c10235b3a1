import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type RuleFileAccess, runUnitTests } from "./run-test-file.ts";

/** Files of a test, by path. */
function files(all: Record<string, string>): RuleFileAccess {
  return { glob: (pattern) => (pattern in all ? [pattern] : []), read: (path) => all[path] };
}

const RULES = `groups:
- name: g
  interval: 1h
  rules:
  - record: up:sum
    expr: sum(up)
  - alert: Down
    expr: up == 0
    for: 2m
    labels: {severity: page}
    annotations: {summary: '{{ $labels.i }} of {{ $externalLabels.cluster }} down'}
`;

function run(tests: string, rules = RULES) {
  return runUnitTests(`rule_files: [r.yml]\n${tests}`, "t.yml", files({ "r.yml": rules }));
}

describe("a test file", () => {
  test("that passes", () => {
    const output = run(`tests:
- interval: 1m
  external_labels: {cluster: c}
  input_series:
  - {series: 'up{i="1"}', values: '1 0x10'}
  alert_rule_test:
  - {eval_time: 2m, alertname: Down, exp_alerts: []}
  - eval_time: 3m30s
    alertname: Down
    exp_alerts: [{exp_labels: {severity: page, i: 1}, exp_annotations: {summary: 1 of c down}}]
  promql_expr_test:
  - {expr: 'up:sum', eval_time: 0, exp_samples: [{labels: 'up:sum', value: 1}]}
  - {expr: 'up:sum', eval_time: 1m, exp_samples: [{labels: 'up:sum', value: 0}]}
  - {expr: 'count(ALERTS) by (alertstate)', eval_time: 2m, exp_samples: [{labels: '{alertstate="pending"}', value: 1}]}
`);
    expect(output).toEqual({ stdout: "Unit Testing:  t.yml\n  SUCCESS\n\n", stderr: "", exitCode: 0 });
  });

  test("that fails, with promtool's text", () => {
    const output = run(`tests:
- name: t1
  interval: 1m
  input_series:
  - {series: 'up{i="1"}', values: 0x10}
  alert_rule_test:
  - {eval_time: 5m, alertname: Down, exp_alerts: []}
  promql_expr_test:
  - {expr: up, eval_time: 1m, exp_samples: [{labels: up, value: 20}]}
  - {expr: nothing, eval_time: 1m, exp_samples: [{labels: '{a="b"}', value: 0.000001}]}
  - {expr: 'up +', eval_time: 1m}
  - {expr: up, eval_time: 1m, exp_samples: [{labels: '{a=}', value: 1}]}
`);
    expect(output.exitCode).toBe(1);
    expect(output.stdout).toBe(`Unit Testing:  t.yml\n${"\n".repeat(6)}`);
    expect(output.stderr).toBe(`  FAILED:
    name: t1,
    alertname: Down, time: 5m, 
        exp:[], 
        got:[
            0:
              Labels:{alertname="Down", i="1", severity="page"}
              Annotations:{summary="1 of  down"}
            ]
    expr: "up", time: 1m,
        exp: {__name__="up"} 2E+01
        got: {__name__="up", i="1"} 0E+00
    expr: "nothing", time: 1m,
        exp: {a="b"} 1E-06
        got: nil
    expr: "up +", time: 1m, err: 1:5: parse error: unexpected end of input
    expr: "up", time: 1m, err: labels "{a=}": 1:4: parse error: unexpected "}" in label set, expected string
`);
  });

  test("only names asked for run, and a rule that fails ends its test", () => {
    const text = `rule_files: [r.yml]
tests:
- name: good
  input_series: [{series: 'x{i="1"}', values: 1x5}]
  alert_rule_test: [{eval_time: 2m, alertname: A, exp_alerts: []}]
- name: bad
  input_series: [{series: 'x{i="1"}', values: 1x5}, {series: 'x{i="2"}', values: _ 1x5}]
  alert_rule_test: [{eval_time: 2m, alertname: A, exp_alerts: [{}]}]
`;
    const rules = "groups: [{name: g, rules: [{record: r, expr: x, labels: {i: same}}]}]";
    const access = files({ "r.yml": rules });
    expect(runUnitTests(text, "t.yml", access, { run: ["go+d"] }).exitCode).toBe(0);
    expect(runUnitTests(text, "t.yml", access, { run: ["(bad)"] }).stderr).toBe(
      "  FAILED:\n    rule: r, time: 1m0s, err: vector contains metrics with the same labelset after applying rule labels\n",
    );
  });

  test.each([
    ["group_eval_order: [a, a]", "group name repeated in evaluation order: a"],
    ["foo: 1", "yaml: unmarshal errors:\n  line 2: field foo not found in type main.unitTestFile"],
    ["evaluation_interval: 5x", 'unknown unit "x" in duration "5x"'],
    [
      "tests: [{name: n, alert_rule_test: [{eval_time: 1m}]}]",
      "an item under alert_rule_test misses required attribute alertname at eval_time 1m (in TestGroup n)",
    ],
    ["tests: [{input_series: [{series: 'x{', values: 1}]}]", /^2:\d+: parse error: /],
    ["tests: [{start_timestamp: yesterday}]", 'cannot parse "yesterday" to a valid timestamp'],
  ])("%s", (text, error) => {
    const { stderr } = run(text);
    const message = stderr.replace("  FAILED:\n", "").trimEnd();
    if (typeof error === "string") expect(message).toBe(error);
    else expect(message).toMatch(error);
  });

  test("warns of rule files that do not exist", () => {
    const output = runUnitTests("rule_files: [none.yml]\ntests: []", "t.yml", files({}));
    expect(output.stderr).toBe("  WARNING: no file match pattern none.yml\n");
    expect(output.exitCode).toBe(0);
  });

  test("groups run in the order asked for", () => {
    const rules = `groups:
- {name: late, rules: [{record: b, expr: a}]}
- {name: early, rules: [{record: a, expr: vector(1)}]}
`;
    const test =
      "tests: [{promql_expr_test: [{expr: b, eval_time: 0, exp_samples: [{labels: b, value: 1}]}]}]";
    expect(run(`group_eval_order: [early, late]\n${test}`, rules).exitCode).toBe(0);
    expect(run(`group_eval_order: [late, early]\n${test}`, rules).exitCode).toBe(1);
  });

  test("data starts at start_timestamp", () => {
    const test = `tests:
- start_timestamp: "2025-10-15T14:00:00Z"
  input_series: [{series: x, values: 5}]
  promql_expr_test: [{expr: timestamp(x), eval_time: 0, exp_samples: [{value: 1760536800}]}]
`;
    expect(run(test).exitCode).toBe(0);
    expect(run(test.replace('"2025-10-15T14:00:00Z"', "1760536800")).exitCode).toBe(0);
  });
});

describe("Prometheus's own fixtures", () => {
  const folder = process.env.PROMTOOL_FIXTURES ?? resolve("../shared/data/promtool");
  const access: RuleFileAccess = {
    glob: (pattern) => (existsSync(resolve(folder, pattern)) ? [resolve(folder, pattern)] : []),
    read: (path) => readFileSync(path, "utf8"),
  };

  /** File, exit code, `--run` pattern; from upstream's cmd/promtool/unittest_test.go. */
  const fixtures: readonly (readonly [string, number, string?])[] = [
    ["unittest.yml", 0],
    ["long-period.yml", 0],
    ["no-test-group-interval.yml", 0],
    ["start-time-test.yml", 0],
    ["at-modifier-test.yml", 0],
    ["negative-offset-test.yml", 0],
    ["rules_run.yml", 0, "correct"],
    ["rules_run_fuzzy.yml", 0, "correct"],
    ["rules_run_extrafields.yml", 0],
    ["bad-input-series.yml", 1],
    ["bad-promql.yml", 1],
    ["bad-rules-syntax-test.yml", 1],
    ["bad-rules-error-test.yml", 1],
    ["failing.yml", 1],
    ["rules_run.yml", 1],
    ["rules_run.yml", 1, "wrong"],
    ["rules_run_no_fuzzy.yml", 1],
    ["rules_run_fuzzy.yml", 1, "wrong"],
  ];

  test("have their exit codes", () => {
    if (!existsSync(folder)) {
      process.stdout.write("promtool fixtures not found (set PROMTOOL_FIXTURES); skipped\n");
      expect(existsSync(folder)).toBe(false);
      return;
    }
    const wrong = fixtures.filter(([file, exitCode, pattern]) => {
      const options = {
        ignoreUnknownFields: file === "rules_run_extrafields.yml",
        ...(pattern === undefined ? {} : { run: [pattern] }),
      };
      return (
        runUnitTests(readFileSync(resolve(folder, file), "utf8"), file, access, options).exitCode !== exitCode
      );
    });
    expect(wrong).toEqual([]);
  });
});
