import { describe, expect, test } from "vitest";
import { parseRuleFile } from "./rule-file.ts";

function errorsOf(text: string): string[] {
  return parseRuleFile(text, "r.yml").errors.map((error) => error.text);
}

describe("a good file", () => {
  test("gives groups with durations in milliseconds and defaults filled in", () => {
    const { groups, errors } = parseRuleFile(
      `groups:
- name: slo
  interval: 30s
  query_offset: 1m
  limit: 10
  labels: {team: ml}
  rules:
  - record: job:errors:rate5m
    expr: sum by (job) (rate(errors_total[5m]))
    labels: {level: 1}
  - alert: HighErrors
    expr: job:errors:rate5m > 0.1
    for: 5m
    keep_firing_for: 10m
    labels: {severity: critical}
    annotations:
      summary: '{{ $labels.job }} has {{ $value | humanizePercentage }} errors'
- name: empty
`,
      "r.yml",
    );
    expect(errors).toEqual([]);
    expect(groups).toEqual([
      {
        name: "slo",
        file: "r.yml",
        intervalMs: 30_000,
        queryOffsetMs: 60_000,
        limit: 10,
        labels: { team: "ml" },
        rules: [
          {
            kind: "recording",
            record: "job:errors:rate5m",
            expr: "sum by (job) (rate(errors_total[5m]))",
            labels: { level: "1" },
          },
          {
            kind: "alerting",
            alert: "HighErrors",
            expr: "job:errors:rate5m > 0.1",
            forMs: 300_000,
            keepFiringForMs: 600_000,
            labels: { severity: "critical" },
            annotations: { summary: "{{ $labels.job }} has {{ $value | humanizePercentage }} errors" },
          },
        ],
      },
      { name: "empty", file: "r.yml", intervalMs: 15_000, queryOffsetMs: 0, limit: 0, labels: {}, rules: [] },
    ]);
  });

  test("takes the server's interval where a group has none", () => {
    const { groups } = parseRuleFile("groups: [{name: g}]", "r.yml", { defaultIntervalMs: 60_000 });
    expect(groups[0]?.intervalMs).toBe(60_000);
  });

  test.each(["", "\n# nothing\n", "groups: []", "groups:"])("%j holds no groups", (text) => {
    expect(parseRuleFile(text, "r.yml")).toEqual({ groups: [], errors: [] });
  });

  test("Prometheus 3 allows UTF-8 names", () => {
    const text = 'groups: [{name: g, rules: [{record: "größe.x", expr: up, labels: {"a-b": c}}]}]';
    expect(errorsOf(text)).toEqual([]);
  });
});

describe("errors carry promtool's own texts", () => {
  test("meaning, with positions", () => {
    const text = `groups:
- name: g
  rules:
  - record: a
    expr: up
- name: g
  rules:
  - alert: B
    record: c
    expr: rate(up[5m]
    for: 5m
  - expr: up
  - record: "a{b}"
    for: 5m
    keep_firing_for: 5m
    annotations: {a: b}
  - alert: A
    expr:
`;
    expect(errorsOf(text)).toEqual([
      'r.yml: 6:3: groupname: "g" is repeated in the same file',
      "r.yml: 9:13: 8:12: group \"g\", rule 1, \"B\": only one of 'record' and 'alert' must be set",
      'r.yml: 10:11: group "g", rule 1, "B": could not parse expression: 1:12: parse error: unclosed left parenthesis',
      'r.yml: 9:13: group "g", rule 1, "B": invalid field \'for\' in recording rule',
      "r.yml: 0:0: 0:0: group \"g\", rule 2, \"\": one of 'record' or 'alert' must be set",
      'r.yml: 0:0: group "g", rule 3, "a{b}": field \'expr\' must be set in rule',
      'r.yml: 13:13: group "g", rule 3, "a{b}": invalid field \'annotations\' in recording rule',
      'r.yml: 13:13: group "g", rule 3, "a{b}": invalid field \'for\' in recording rule',
      'r.yml: 13:13: group "g", rule 3, "a{b}": invalid field \'keep_firing_for\' in recording rule',
      'r.yml: 13:13: group "g", rule 3, "a{b}": braces present in the recording rule name; should it be in expr?: a{b}',
      'r.yml: 18:10: group "g", rule 4, "A": field \'expr\' must be set in rule',
    ]);
  });

  test("templates and label names", () => {
    const text = `groups:
- name: ""
  rules:
  - alert: B
    expr: up
    labels: {__name__: c, x: '{{ $labels.x'}
    annotations: {s: "{{ $label }}", t: "{{ foo }}"}
`;
    expect(errorsOf(text)).toEqual([
      "r.yml: 2:3: Groupname must not be empty",
      'r.yml: group "", rule 1, "B": invalid label name: __name__',
      'r.yml: group "", rule 1, "B": label "x": template: __alert_B:1: unclosed action',
      'r.yml: group "", rule 1, "B": annotation "s": template: __alert_B:1: undefined variable "$label"',
      'r.yml: group "", rule 1, "B": annotation "t": template: __alert_B:1: function "foo" not defined',
    ]);
  });

  test("every error knows a place for an editor", () => {
    const text = "groups:\n- name: g\n  rules:\n  - expr: up\n    labels: {__name__: x}\n";
    expect(parseRuleFile(text, "r.yml").errors.map(({ line, column, rule }) => [line, column, rule])).toEqual(
      [
        [4, 5, 1],
        [5, 13, 1],
      ],
    );
  });

  test("types, unknown fields and repeated keys, twice as Prometheus decodes twice", () => {
    const text = `groups:
- name: g
  limit: "x"
  foo: 1
  rules:
  - alert: B
    expr: [1]
  - expr: up
    expr: down
  - up
`;
    expect(errorsOf(text)).toEqual([
      `r.yml: yaml: unmarshal errors:
  line 3: cannot unmarshal !!str \`x\` into int
  line 4: field foo not found in type rulefmt.RuleGroup
  line 7: cannot unmarshal !!seq into string
  line 9: mapping key "expr" already defined at line 8
  line 10: cannot unmarshal !!str \`up\` into rulefmt.Rule`,
      `r.yml: yaml: unmarshal errors:
  line 3: cannot unmarshal !!str \`x\` into int
  line 9: mapping key "expr" already defined at line 8
  line 10: cannot unmarshal !!str \`up\` into rulefmt.RuleNode`,
    ]);
    expect(
      parseRuleFile("groups: [{name: g, foo: 1}]", "r.yml", { ignoreUnknownFields: true }).errors,
    ).toEqual([]);
  });

  test("durations end the decoding", () => {
    const error = 'r.yml: unknown unit "x" in duration "5x"';
    expect(errorsOf("groups: [{name: g, interval: 5x}]")).toEqual([error, error]);
  });

  test("a file that is no rule file", () => {
    expect(errorsOf("foo")).toEqual([
      "r.yml: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `foo` into rulefmt.RuleGroups",
      "r.yml: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `foo` into rulefmt.ruleGroups",
    ]);
  });
});

describe("our own limits", () => {
  const rules = (count: number) => Array.from({ length: count }, () => "{record: a, expr: up}").join(", ");

  test.each([
    [`groups: [{name: g, rules: [${rules(201)}]}]`, "limit/rules: 201 rules; the most is 200."],
    [
      `groups: [${Array.from({ length: 21 }, (_, i) => `{name: g${i}}`).join(", ")}]`,
      "limit/groups: 21 groups; the most is 20.",
    ],
    ["groups: [{name: g, interval: 500ms}]", "limit/interval: 500ms; the shortest is 1s."],
    ["groups: &a []", "limit/yaml-alias: Anchors are not allowed in rule files (line 1)."],
  ])("%#", (text, error) => {
    expect(errorsOf(text)).toEqual([`r.yml: ${error}`]);
  });

  test("200 rules are fine", () => {
    expect(errorsOf(`groups: [{name: g, rules: [${rules(200)}]}]`)).toEqual([]);
  });
});
