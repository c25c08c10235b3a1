import fc from "fast-check";
import { expect, test } from "vitest";
import { Labels } from "../tsdb/labels.ts";
import { parseAlertmanagerConfig } from "./alertmanager/config.ts";
import { DEFAULT_ALERTMANAGER_CONFIG } from "./alertmanager/default-config.ts";
import { checkRules } from "./check-rules.ts";
import { readRelabelFile } from "./relabel/read-relabel-file.ts";
import { parseRuleFile } from "./rule-file.ts";
import { AlertTemplates } from "./template/alert-template.ts";
import { runUnitTests } from "./unit-test/run-test-file.ts";

const RULES = `groups:
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
      summary: "{{ $labels.job | toUpper }} is {{ if gt $value 5.0 }}{{ humanize $value }}{{ end }}"
`;
const TESTS = `rule_files: [r.yml]
tests:
- interval: 1m
  input_series: [{series: 'x{a="b"}', values: '0+1x5 _ stale'}]
  alert_rule_test: [{eval_time: 5m, alertname: B, exp_alerts: [{exp_labels: {a: b}}]}]
`;

/** A good file with some characters dropped, doubled or replaced. */
function damaged(text: string): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.nat(text.length),
    fc.nat(4),
    fc.constantFrom(
      "",
      " ",
      "\n",
      "\t",
      "- ",
      ": ",
      "[",
      "]",
      "{",
      "}",
      "{{",
      "}}",
      "'",
      '"',
      "|",
      "&a ",
      "*a",
      "!!int ",
      "#",
      "é",
      "0",
      "$",
    ),
  );
  return fc.array(edit, { maxLength: 4 }).map((edits) => {
    let result = text;
    for (const [at, drop, insert] of edits) result = result.slice(0, at) + insert + result.slice(at + drop);
    return result;
  });
}

const runs = process.env.NINES_DEEP === "1" ? 20_000 : 700;
const settings = { numRuns: runs, seed: 11 };

test("rule files: whatever is typed gives groups or errors, never a crash", () => {
  fc.assert(
    fc.property(fc.oneof(damaged(RULES), fc.string({ unit: "binary" })), (text) => {
      const { groups, errors } = parseRuleFile(text, "r.yml");
      if (errors.length > 0) expect(groups).toEqual([]);
      for (const error of errors) {
        expect(error.line).toBeGreaterThanOrEqual(1);
        expect(error.text.startsWith("r.yml: ")).toBe(true);
      }
      expect([0, 1]).toContain(checkRules(text, "r.yml").exitCode);
    }),
    settings,
  );
});

test("routing, relabelling and unit-test files alike", () => {
  const access = { glob: (pattern: string) => [pattern], read: () => RULES };
  fc.assert(
    fc.property(damaged(DEFAULT_ALERTMANAGER_CONFIG), damaged(TESTS), fc.string(), (routing, tests, any) => {
      for (const text of [routing, any]) {
        const read = parseAlertmanagerConfig(text);
        expect(read.ok || read.error.length > 0).toBe(true);
      }
      for (const text of [tests, any]) expect([0, 1]).toContain(runUnitTests(text, "t.yml", access).exitCode);
      expect(typeof readRelabelFile(any).ok).toBe("boolean");
    }),
    settings,
  );
});

test("templates: every text expands to something", () => {
  const template =
    '{{ range $k, $v := .Labels }}{{ $k }}={{ printf "%5.2f|%q" 1.5 $v }}{{ else }}{{ template "x" (args 1 "b") }}{{ end }}{{ define "x" }}{{ .arg0 | humanize }}{{ end }}{{ with query "m" }}{{ . | first | value }}{{ end }}';
  const templates = new AlertTemplates("X", { externalLabels: {}, externalUrl: "", serverUrl: "" });
  const element = { labels: Labels.of({ a: "b" }), value: 1 };
  fc.assert(
    fc.property(damaged(template), (text) => {
      expect(
        typeof templates.expand(text, element, 0, () => ({ ok: true, elements: [], samplesRead: 0 })),
      ).toBe("string");
    }),
    settings,
  );
});

test("loops and wide fields cannot stop the page", () => {
  const templates = new AlertTemplates("X", { externalLabels: {}, externalUrl: "", serverUrl: "" });
  const expand = (text: string) =>
    templates.expand(text, { labels: Labels.empty, value: 1 }, 0, () => ({
      ok: true,
      elements: [],
      samplesRead: 0,
    }));
  expect(expand("{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}")).toContain("too many steps");
  expect(expand('{{ printf "%99999999d" 1 }}')).toBe("%!(BADWIDTH)%!(EXTRA int=1)");
});
