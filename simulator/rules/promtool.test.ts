import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Labels } from "../tsdb/labels.ts";
import { SeriesStore } from "../tsdb/store.ts";
import { checkRules } from "./check-rules.ts";
import { parseRuleFile } from "./rule-file.ts";
import { runUnitTests } from "./unit-test/run-test-file.ts";
import { writeUnitTest } from "./unit-test/write-unit-test.ts";

/**
 * The real promtool as the judge. Debian's is 2.42, so what changed since is kept out of the inputs or
 * evened out: UTF-8 names, texts of bad durations and patterns, positions of rules without a name, windows
 * that are open on the left, and template functions that are newer.
 */
const version = spawnSync("promtool", ["--version"], { encoding: "utf8" });
const installed = version.status === 0;
const deep = process.env.NINES_DEEP === "1";
const folder = mkdtempSync(join(tmpdir(), "nines-promtool-"));
afterAll(() => rmSync(folder, { recursive: true }));

function promtool(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
}

/** Says so and passes where the tool is missing. */
function skipped(): boolean {
  if (!installed) {
    process.stdout.write("promtool is not installed; comparison with it skipped\n");
    expect(installed).toBe(false);
  }
  return !installed;
}

/** Distinct error lines of one file, in an order of their own: promtool walks labels in random order. */
function errorsFor(file: string, stderr: string): string[] {
  const entries = stderr.split(/^(?=f\d+\.yml: )|^ {2}FAILED:\n/m);
  const lines = entries
    .map((entry) => entry.trimEnd())
    .filter((entry) => entry.startsWith(`${file}: `))
    .map((entry) => entry.replace(/: 0:0: (0:0: )?/, ": "))
    .map((entry) => entry.replaceAll("rulefmt.RuleNode", "rulefmt.Rule"))
    .map((entry) => entry.replace("`^(?:()$`", "`(`"))
    .map((entry) => entry.replace(/unknown unit .* in duration/, "not a valid duration string:"));
  return [...new Set(lines)].sort();
}

const expr = fc.constantFrom(
  "up",
  "sum by (job) (rate(x_total[5m])) > 0.1",
  "up == ",
  "rate(up)",
  "sum(up) by",
  "up{",
  "foo{a=~'('}",
  "1 > 2",
  "",
);
const duration = fc.constantFrom("5m", "1h30m", "0s", "5x", "m");
const text = fc.constantFrom(
  "ok",
  "{{ $labels.job }} {{ $value }}",
  "{{ $label }}",
  "{{ humanize $value",
  "{{ nope }}",
  "{{ end }}",
);

const field = fc.oneof(
  fc.tuple(fc.constant("expr"), expr),
  fc.tuple(fc.constantFrom("for", "keep_firing_for"), duration),
  fc.tuple(fc.constant("annotations"), fc.record({ summary: text })),
  fc.tuple(fc.constant("labels"), fc.record({ severity: text })),
  fc.tuple(fc.constantFrom("foo", "severity"), fc.constant("x")),
);
const ruleOf = fc
  .tuple(
    fc.constantFrom(["alert", "A"], ["record", "a:b"], ["alert", "B"], ["record", ""], ["nothing", ""]),
    fc.uniqueArray(field, { selector: ([name]) => name, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([[kind = "", name = ""], fields, withExpr]) => {
    const rule: Record<string, unknown> = kind === "nothing" ? {} : { [kind]: name };
    if (withExpr) rule.expr = "up == 0";
    for (const [key, value] of fields) if (key !== "foo" || name === "A") rule[key] = value;
    return rule;
  });
const fileOf = fc.record({
  groups: fc.array(
    fc.record(
      {
        name: fc.constantFrom("g", "h", ""),
        interval: fc.constantFrom("1m", "30s"),
        rules: fc.array(ruleOf, { maxLength: 3 }),
      },
      { requiredKeys: ["name", "rules"] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

describe("check rules", () => {
  test("YAML that is broken", () => {
    if (skipped()) return;
    const cases: { text: string; error: string }[] = JSON.parse(
      readFileSync(new URL("testdata/syntax-errors.json", import.meta.url), "utf8"),
    );
    cases.forEach((one, index) => {
      writeFileSync(join(folder, `f${index}.yml`), one.text);
    });
    const { stderr } = promtool("check", "rules", ...cases.map((_, index) => `f${index}.yml`));
    const wrong = cases.filter(({ error }, index) => !stderr.includes(`f${index}.yml: ${error}\n`));
    expect(wrong).toEqual([]);
  });

  test("generated files are taken or refused alike, with the same lines", () => {
    if (skipped()) return;
    const files = fc
      .sample(fileOf, { numRuns: deep ? 1000 : 200, seed: 42 })
      .map((file) => JSON.stringify(file));
    const names = files.map((content, index) => {
      writeFileSync(join(folder, `f${index}.yml`), content);
      return `f${index}.yml`;
    });
    const theirs = promtool("check", "rules", "--lint=none", ...names);
    const differences: unknown[] = [];
    let good = 0;
    names.forEach((name, index) => {
      const content = files[index] ?? "";
      const ours = checkRules(content, name, { lint: "none" });
      const wanted = errorsFor(name, theirs.stderr);
      const got = errorsFor(name, ours.stderr);
      if (ours.exitCode === 0) good++;
      if (JSON.stringify(got) !== JSON.stringify(wanted)) differences.push({ content, got, wanted });
    });
    expect(differences).toEqual([]);
    expect(good).toBeGreaterThan(names.length / 20);
  });

  test("a good file with a few characters changed is taken or refused alike", () => {
    if (skipped()) return;
    const good = `groups:
- name: g
  interval: 30s
  rules:
  - record: a
    expr: 'sum by (job) (rate(x_total{a=~"b|c"}[5m]))'
  - alert: B
    expr: |
      a > 5
    for: 5m
    labels: {severity: "page"}
    annotations:
      summary: "{{ $labels.job | toUpper }} {{ if gt $value 5.0 }}{{ humanize $value }}{{ end }}"
`;
    const inserts = ["", " ", "\n", "- ", ": ", "[", "]", "{", "}", "{{", "}}", "'", '"', "|", "#", "0", "@"];
    const edit = fc.tuple(
      fc.integer({ min: 1, max: good.length - 1 }),
      fc.nat(4),
      fc.constantFrom(...inserts),
    );
    const texts = fc
      .sample(fc.array(edit, { minLength: 1, maxLength: 2 }), { numRuns: deep ? 2000 : 300, seed: 5 })
      .map((edits) =>
        edits.reduce((text, [at, drop, insert]) => text.slice(0, at) + insert + text.slice(at + drop), good),
      );
    const names = texts.map((content, index) => {
      writeFileSync(join(folder, `f${index}.yml`), content);
      return `f${index}.yml`;
    });
    const { stderr } = promtool("check", "rules", "--lint=none", ...names);
    // Names that 2.42 refuses and Prometheus 3 takes say nothing about the rest of the file.
    const newer = new Set(
      Array.from(
        stderr.matchAll(/^(f\d+\.yml): .*invalid (?:label|annotation|recording rule) name/gm),
        ([, name]) => name,
      ),
    );
    const refused = new Set(Array.from(stderr.matchAll(/^(f\d+\.yml): /gm), ([, name]) => name));
    const differences = names.filter((name, index) => {
      const [error] = parseRuleFile(texts[index] ?? "", name).errors;
      return !newer.has(name) && (error !== undefined) !== refused.has(name);
    });
    expect(differences.map((name) => texts[names.indexOf(name)])).toEqual([]);
    expect(refused.size).toBeLessThan(names.length);
  });

  test("duplicate rules", () => {
    if (skipped()) return;
    const content =
      "groups: [{name: g, rules: [{record: a, expr: up, labels: {x: y}}, {record: a, expr: down, labels: {x: y}}, {alert: B, expr: up}]}]";
    writeFileSync(join(folder, "dup.yml"), content);
    const theirs = promtool("check", "rules", "--lint-fatal", "dup.yml");
    const ours = checkRules(content, "dup.yml", { lintFatal: true });
    expect([ours.exitCode, ours.stdout, ours.stderr]).toEqual([theirs.status, theirs.stdout, theirs.stderr]);
  });
});

/** Runs a test file both ways. */
function bothWays(tests: string, rules: string) {
  writeFileSync(join(folder, "rules.yml"), rules);
  writeFileSync(join(folder, "test.yml"), tests);
  const theirs = promtool("test", "rules", "test.yml");
  const ours = runUnitTests(tests, "test.yml", { glob: (pattern) => [pattern], read: () => rules });
  return {
    ours: [ours.exitCode, ours.stdout, ours.stderr],
    theirs: [
      theirs.status,
      theirs.stdout,
      theirs.stderr.replace(PAIR, (_, a, b) => `operation: [${[a, b].sort().join(", ")}];`),
    ],
  };
}

/** Prometheus 3 names two clashing series in order, 2.42 as they come. */
const PAIR = /operation: \[(\{[^}]*\}), (\{[^}]*\})\];/g;

/** The lines of two outputs that are not in both. */
function changedLines(ours: unknown, theirs: unknown): string[] {
  const a = String(ours).split("\n");
  const b = String(theirs).split("\n");
  return [
    ...a.filter((one) => !b.includes(one)).map((one) => `ours ${one}`),
    ...b.filter((one) => !a.includes(one)).map((one) => `theirs ${one}`),
  ];
}

describe("test rules", () => {
  test("templates expand alike, errors included", () => {
    if (skipped()) return;
    const templates: string[] = JSON.parse(
      readFileSync(new URL("testdata/templates.json", import.meta.url), "utf8"),
    );
    const rules = templates.map((template, index) => ({
      alert: `A${index}`,
      expr: 'm{a="1"} > 0',
      annotations: { t: template },
    }));
    const tests = {
      rule_files: ["rules.yml"],
      tests: [
        {
          external_labels: { cluster: "c1" },
          input_series: [
            { series: 'm{a="1",b="two"}', values: "1234567.5x3" },
            { series: 'm{a="2",b="x"}', values: "0.5x3" },
          ],
          alert_rule_test: rules.map(({ alert }) => ({ eval_time: "1m", alertname: alert, exp_alerts: [] })),
        },
      ],
    };
    const { ours, theirs } = bothWays(
      JSON.stringify(tests),
      JSON.stringify({ groups: [{ name: "g", rules }] }),
    );
    expect(ours).toEqual(theirs);
  });

  test("generated rules over generated series give the same alerts, samples and errors", () => {
    if (skipped()) return;
    const differences: unknown[] = [];
    for (const { tests, rules } of fc.sample(unitTest, { numRuns: deep ? 200 : 25, seed: 7 })) {
      const { ours, theirs } = bothWays(tests, rules);
      if (JSON.stringify(ours) !== JSON.stringify(theirs))
        differences.push({ rules, tests, lines: changedLines(ours[2], theirs[2]) });
    }
    expect(differences).toEqual([]);
  });

  test("an exported scenario passes in the real tool", () => {
    if (skipped()) return;
    const rules =
      "groups: [{name: g, rules: [{record: r, expr: 'sum(x) by (i)'}, {alert: A, expr: 'r > 20', for: 2m, labels: {severity: page}, annotations: {s: 'it''s {{ $value }}'}}]}]";
    const store = new SeriesStore();
    for (const pod of ["a", "b"]) {
      const ref = store.series(Labels.of({ __name__: "x", i: "1", pod }));
      for (let k = 0; k < 100; k++) store.append(ref, k * 15_000 + 77, pod === "a" ? k : 3);
    }
    const { groups } = parseRuleFile(rules, "rules.yml");
    const range = { fromMs: 0, toMs: 1_400_000, checkAfterMs: [60_000, 600_000] };
    const tests = writeUnitTest({ name: "it's", ruleFile: "rules.yml", groups, source: store, ...range });
    expect(tests).toContain("exp_labels");
    const { ours, theirs } = bothWays(tests, rules);
    expect(theirs).toEqual([0, "Unit Testing:  test.yml\n  SUCCESS\n\n", ""]);
    expect(ours).toEqual(theirs);
  });
});

/** Values of a series with short gaps and ends, long enough to outlive the test. */
const values = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
      fc.constantFrom("_", "_x2", "stale"),
    ),
    {
      minLength: 30,
      maxLength: 30,
    },
  )
  .map((words) => words.join(" "));
const testExpr = fc.constantFrom(
  "x > 4",
  "sum(x) by (i) > 6",
  "x - on (i) y > 1",
  "max_over_time(x[90s]) > 5",
  "delta(x[150s]) > 1",
  "x and on (i) y > 3",
  "label_replace(x, 'i', 'same', '', '') > 3",
  "absent(x)",
  "r > 5",
  "count(ALERTS) by (alertstate) > 1",
  "x * on () y",
);
const testRule = fc
  .tuple(
    fc.constantFrom("A", "B", "C", "r"),
    testExpr,
    fc.constantFrom("0s", "1m", "3m"),
    fc.constantFrom("0s", "2m"),
  )
  .map(([name, expression, hold, keep]) =>
    name === "r"
      ? { record: "r", expr: expression, labels: { rec: "1" } }
      : {
          alert: name,
          expr: expression,
          for: hold,
          keep_firing_for: keep,
          labels: { sev: "{{ $labels.i }}" },
          annotations: { v: "{{ $value | humanize }}" },
        },
  );
const unitTest = fc
  .record({
    rules: fc.array(testRule, { minLength: 1, maxLength: 4 }),
    x: fc.array(values, { minLength: 1, maxLength: 3 }),
    y: fc.array(values, { minLength: 1, maxLength: 2 }),
    limit: fc.constantFrom(0, 0, 2),
  })
  .map(({ rules, x, y, limit }) => ({
    rules: JSON.stringify({ groups: [{ name: "g", limit, rules }] }),
    tests: JSON.stringify({
      rule_files: ["rules.yml"],
      evaluation_interval: "1m",
      tests: [
        {
          name: "generated",
          interval: "1m",
          input_series: [
            ...x.map((one, i) => ({ series: `x{i="${i}"}`, values: one })),
            ...y.map((one, i) => ({ series: `y{i="${i}"}`, values: one })),
          ],
          alert_rule_test: ["A", "B", "C"].flatMap((alertname) =>
            ["2m", "7m30s", "12m", "20m"].map((time) => ({ eval_time: time, alertname, exp_alerts: [] })),
          ),
          promql_expr_test: [
            { expr: "r", eval_time: "10m", exp_samples: [] },
            { expr: "count(ALERTS) by (alertname, alertstate)", eval_time: "15m", exp_samples: [] },
            { expr: "ALERTS_FOR_STATE", eval_time: "18m", exp_samples: [] },
          ],
        },
      ],
    }),
  }));
