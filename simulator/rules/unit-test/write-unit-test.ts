import { goFixed } from "../../promql/engine/go-text.ts";
import { labelsText } from "../../promql/engine/labels-text.ts";
import { Labels } from "../../tsdb/labels.ts";
import type { SampleSource, SeriesHandle } from "../../tsdb/sample-source.ts";
import { emptyColumns } from "../../tsdb/series-columns.ts";
import { formatDuration } from "../duration.ts";
import { outputNames, ruleReads } from "../rule-dependencies.ts";
import type { RuleGroup } from "../rule-types.ts";
import { firingAlerts } from "./run-test-group.ts";
import type { TestGroup } from "./test-file-types.ts";

/** A stretch of recorded telemetry to turn into a unit test. Times are milliseconds. */
export interface UnitTestRequest {
  readonly name: string;
  /** Path of the rule file, as the test file names it. */
  readonly ruleFile: string;
  readonly groups: readonly RuleGroup[];
  readonly source: SampleSource;
  readonly fromMs: number;
  readonly toMs: number;
  /** Time between samples and between evaluations; 15 s when absent. */
  readonly intervalMs?: number;
  /** How long after `fromMs` the alerts are checked. */
  readonly checkAfterMs: readonly number[];
}

/**
 * Writes a promtool unit test of these rules over a stretch of telemetry: the series the rules read, moved
 * onto a grid that starts at zero, and every alert with its state at the times asked for. Sample times move
 * by less than one interval, so rates may differ a little from the recorded ones; what the test expects is
 * worked out from the moved samples.
 */
export function writeUnitTest(request: UnitTestRequest): string {
  const intervalMs = request.intervalMs ?? 15_000;
  const inputSeries = seriesRead(request).flatMap((handle) => {
    const values = gridValues(handle, request.fromMs, request.toMs, intervalMs);
    return values.every((value) => value === "_")
      ? []
      : [{ series: seriesName(handle.labels), values: shorten(values) }];
  });
  const names = alertNames(request.groups);
  const group: TestGroup = {
    node: { kind: "map", entries: [], line: 0, column: 0, start: 0, end: 0 },
    name: request.name,
    intervalMs,
    inputSeries,
    alertTests: request.checkAfterMs.flatMap((evalTimeMs) =>
      names.map((alertname) => ({ evalTimeMs, alertname, expected: [] })),
    ),
    exprTests: [],
    externalLabels: {},
    externalUrl: "",
    startMs: 0,
  };
  const firing = firingAlerts(group, request.groups, { evaluationIntervalMs: intervalMs, fuzzy: false });
  return testFileText(request.ruleFile, group, firing);
}

function alertNames(groups: readonly RuleGroup[]): readonly string[] {
  const names = new Set<string>();
  for (const { rules } of groups)
    for (const rule of rules) if (rule.kind === "alerting") names.add(rule.alert);
  return [...names];
}

/** Series that any rule selects and none writes, in label order. */
function seriesRead({ groups, source, fromMs, toMs }: UnitTestRequest): readonly SeriesHandle[] {
  const found = new Map<string, SeriesHandle>();
  const written = new Set(groups.flatMap(({ rules }) => rules.flatMap(outputNames)));
  for (const { rules } of groups) {
    for (const { expr } of rules) {
      for (const { matchers } of ruleReads(expr).selectors) {
        for (const handle of source.select(matchers, fromMs - 1, toMs)) {
          if (!written.has(handle.labels.get("__name__"))) found.set(handle.labels.key, handle);
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => Labels.compare(a.labels, b.labels));
}

/** One word per interval: the newest sample of it, `_` without one, `stale` where the series ended. */
function gridValues(handle: SeriesHandle, fromMs: number, toMs: number, intervalMs: number): string[] {
  const columns = emptyColumns();
  handle.read(fromMs - 1, toMs, columns);
  const count = Math.floor((toMs - fromMs) / intervalMs) + 1;
  const values: string[] = new Array(count).fill("_");
  for (let i = 0; i < columns.count; i++) {
    const slot = Math.floor(((columns.timesMs[i] ?? 0) - fromMs) / intervalMs);
    if (slot < 0 || slot >= count) continue;
    values[slot] = columns.stale[i] === 1 ? "stale" : valueText(columns.values[i] ?? 0);
  }
  return values;
}

function valueText(value: number): string {
  return Number.isFinite(value) ? goFixed(value) : String(value).replace("Infinity", "Inf");
}

/** Writes runs short: `5x3` is four fives, `0+10x5` counts up in tens, `_x4` is a gap of four. */
function shorten(values: readonly string[]): string {
  const words: string[] = [];
  for (let at = 0; at < values.length; ) {
    const value = values[at] ?? "_";
    const step = stepAt(values, at);
    let length = 1;
    while (at + length < values.length && continues(values, at + length, step)) length++;
    if (value === "_") words.push(length === 1 ? "_" : `_x${length}`);
    else if (length < 3 || step === undefined) {
      length = 1;
      words.push(value);
    } else if (step === 0) words.push(`${value}x${length - 1}`);
    else words.push(`${value}${step > 0 ? "+" : "-"}${Math.abs(step)}x${length - 1}`);
    at += length;
  }
  return words.join(" ");
}

/** Difference to the next value: zero for an equal word, whole for whole numbers, else undefined. */
function stepAt(values: readonly string[], at: number): number | undefined {
  const value = values[at];
  const next = values[at + 1];
  if (value === next) return value === "stale" ? undefined : 0;
  const step = Number(next) - Number(value);
  return isWhole(value) && isWhole(next) && Number.isSafeInteger(step) ? step : undefined;
}

function continues(values: readonly string[], at: number, step: number | undefined): boolean {
  if (step === undefined) return false;
  if (step === 0) return values[at] === values[at - 1];
  return (
    isWhole(values[at]) && isWhole(values[at - 1]) && Number(values[at]) - Number(values[at - 1]) === step
  );
}

function isWhole(value: string | undefined): boolean {
  return value !== undefined && /^-?[0-9]+$/.test(value) && Number.isSafeInteger(Number(value));
}

/** `name{a="b"}`, as test files spell series. */
function seriesName(labels: Labels): string {
  const name = labels.get("__name__");
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) return labelsText(labels);
  return `${name}${labelsText(labels.without(["__name__"]))}`;
}

function testFileText(
  ruleFile: string,
  group: TestGroup,
  firing: readonly (readonly { readonly labels: Labels; readonly annotations: Labels }[])[],
): string {
  const lines = [
    "# Written by Nines. Run it with: promtool test rules THIS_FILE",
    "rule_files:",
    `  - ${yamlText(ruleFile)}`,
    `evaluation_interval: ${formatDuration(group.intervalMs)}`,
    "tests:",
    `  - name: ${yamlText(group.name)}`,
    `    interval: ${formatDuration(group.intervalMs)}`,
    "    input_series:",
  ];
  for (const { series, values } of group.inputSeries) {
    lines.push(`      - series: ${yamlText(series)}`, `        values: ${yamlText(values)}`);
  }
  lines.push("    alert_rule_test:");
  group.alertTests.forEach(({ evalTimeMs, alertname }, index) => {
    lines.push(
      `      - eval_time: ${formatDuration(evalTimeMs)}`,
      `        alertname: ${yamlText(alertname)}`,
    );
    const alerts = firing[index] ?? [];
    lines.push(alerts.length === 0 ? "        exp_alerts: []" : "        exp_alerts:");
    for (const { labels, annotations } of alerts) {
      lines.push("          - exp_labels:", ...mapLines(labels.without(["alertname"])));
      if (annotations.pairs.length > 0) lines.push("            exp_annotations:", ...mapLines(annotations));
    }
  });
  return `${lines.join("\n")}\n`;
}

function mapLines(labels: Labels): string[] {
  return labels.pairs.map(([name, value]) => `              ${yamlText(name)}: ${yamlText(value)}`);
}

/** A YAML string: single quotes, or double ones where a line break or control character needs an escape. */
function yamlText(text: string): string {
  return /[\p{Cc}]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
