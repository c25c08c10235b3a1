import { describe, expect, test } from "vitest";
import { checkRules } from "./check-rules.ts";

const GOOD = "groups: [{name: g, rules: [{record: a, expr: up}, {alert: B, expr: up == 0}]}]";
const TWICE = `groups:
- name: g
  labels: {team: ml}
  rules:
  - {record: a, expr: up, labels: {x: "1"}}
  - {record: a, expr: down, labels: {x: "1"}}
  - {record: a, expr: sideways, labels: {x: "1", team: ml}}
`;

describe("promtool check rules", () => {
  test("a good file", () => {
    expect(checkRules(GOOD, "r.yml")).toEqual({
      stdout: "Checking r.yml\n  SUCCESS: 2 rules found\n\n",
      stderr: "",
      exitCode: 0,
    });
  });

  test("a bad file", () => {
    expect(checkRules("groups: [{name: g, rules: [{record: a, expr: up(}]}]", "r.yml")).toEqual({
      stdout: "Checking r.yml\n",
      stderr:
        '  FAILED:\nr.yml: 1:46: group "g", rule 1, "a": could not parse expression: 1:4: parse error: unclosed left parenthesis\n',
      exitCode: 1,
    });
  });

  test("duplicate rules, group labels counted", () => {
    const output = checkRules(TWICE, "r.yml");
    expect(output.stderr).toBe(
      "  FAILED:\nlint error 1 duplicate rule(s) found.\nMetric: a\nLabel(s):\n\tteam: ml\n\tx: 1\n" +
        "Might cause inconsistency while recording expressions\n",
    );
    expect(output.exitCode).toBe(0);
    expect(checkRules(TWICE, "r.yml", { lintFatal: true }).exitCode).toBe(3);
    expect(checkRules(TWICE, "r.yml", { lint: "none", lintFatal: true }).exitCode).toBe(0);
  });

  test("an unknown lint option is told", () => {
    expect(checkRules(GOOD, "r.yml", { lint: "nope" }).stdout).toBe(
      'WARNING: unknown lint option: "nope"\nChecking r.yml\n  SUCCESS: 2 rules found\n\n',
    );
  });
});
