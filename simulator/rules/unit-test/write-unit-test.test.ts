import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import { parseRuleFile } from "../rule-file.ts";
import { parseTimestamp } from "./parse-timestamp.ts";
import { runUnitTests } from "./run-test-file.ts";
import { writeUnitTest } from "./write-unit-test.ts";

const T0 = 1_760_536_800_000;
const RULES = `groups:
- name: g
  rules:
  - record: errors:rate
    expr: sum by (job) (rate(errors_total{job="it's"}[2m]))
  - alert: Errors
    expr: errors:rate > 0.5
    for: 1m
    labels: {severity: critical}
    annotations: {summary: "{{ $labels.job }} has {{ $value }}/s"}
`;

function telemetry(): SeriesStore {
  const store = new SeriesStore();
  const errors = store.series(Labels.of({ __name__: "errors_total", job: "it's", pod: "a" }));
  const gauge = store.series(Labels.of({ __name__: "errors_total", job: "it's", pod: "b" }));
  const unread = store.series(Labels.of({ __name__: "other" }));
  for (let i = 0; i < 80; i++) {
    const atMs = T0 + i * 15_000 + 4321;
    store.append(errors, atMs, i < 20 ? 7 : 7 + (i - 20) * 30);
    if (i < 30) store.append(gauge, atMs, i * 0.25);
    if (i === 30) store.appendStale(gauge, atMs);
    store.append(unread, atMs, i);
  }
  return store;
}

const { groups } = parseRuleFile(RULES, "rules.yml");
const text = writeUnitTest({
  name: "a leak",
  ruleFile: "rules.yml",
  groups,
  source: telemetry(),
  fromMs: T0,
  toMs: T0 + 20 * 60_000,
  checkAfterMs: [4 * 60_000, 10 * 60_000],
});
const access = { glob: (pattern: string) => [pattern], read: () => RULES };

describe("exporting a scenario as a promtool test", () => {
  test("writes the series the rules read, shortened, and what fires", () => {
    expect(text).toContain(
      `      - series: 'errors_total{job="it''s", pod="a"}'\n        values: '7x20 37+30x58 _'\n`,
    );
    expect(text).not.toContain("other");
    expect(text).toContain("stale _x50");
    expect(text).toContain("      - eval_time: 4m\n        alertname: 'Errors'\n        exp_alerts: []\n");
    expect(text).toContain("              'severity': 'critical'\n");
  });

  test("the file passes with the rules it was made from", () => {
    expect(runUnitTests(text, "t.yml", access)).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("and fails with other rules", () => {
    const changed = { ...access, read: () => RULES.replace("> 0.5", "> 500") };
    expect(runUnitTests(text, "t.yml", changed).exitCode).toBe(1);
  });
});

test.each([
  ["0", 0],
  ["1760536800.25", 1_760_536_800_250],
  ["2025-10-15T14:00:00Z", T0],
  ["2025-10-15T16:00:00.5+02:00", T0 + 500],
  ["1970-01-01T00:00:00Z", 0],
  ["2025-02-29T00:00:00Z", undefined],
  ["soon", undefined],
])("the time %s", (input, ms) => {
  expect(parseTimestamp(input)).toBe(ms);
});
