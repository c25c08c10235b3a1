import type { Matcher, SampleSource } from "../tsdb/sample-source.ts";
import { emptyColumns } from "../tsdb/series-columns.ts";
import type { RuleRunner } from "./rule-runner.ts";
import type { RuleGroup } from "./rule-types.ts";
import { ruleLabels } from "./rule-vector.ts";

/** Prometheus's `--rules.alert.for-outage-tolerance` and `--rules.alert.for-grace-period`, milliseconds. */
export interface RestoreSettings {
  readonly outageToleranceMs: number;
  readonly forGracePeriodMs: number;
}

/**
 * After a restart a server continues the `for` clock of its alerts: `ALERTS_FOR_STATE` tells since when
 * each was active, and the time the server was away does not count. Source: rules/group.go,
 * `RestoreForState`.
 */
export function restoreForState(
  runner: RuleRunner,
  group: RuleGroup,
  atMs: number,
  source: SampleSource,
  settings: RestoreSettings,
): void {
  const { rule } = runner;
  runner.restored = true;
  if (rule.kind !== "alerting" || rule.forMs < settings.forGracePeriodMs) return;
  const last = lastForState(rule.alert, ruleLabels(group, rule), atMs, source, settings.outageToleranceMs);
  for (const [key, alert] of runner.states()) {
    const found = last.get(alert.labels.key);
    if (found === undefined || alert.state === "inactive") continue;
    const pendingMs = found.atMs - found.activeAtMs;
    const remainingMs = rule.forMs - pendingMs;
    let activeAtMs = found.activeAtMs;
    if (remainingMs > 0) {
      activeAtMs =
        remainingMs < settings.forGracePeriodMs
          ? atMs + settings.forGracePeriodMs - rule.forMs
          : found.activeAtMs + (atMs - found.atMs);
    }
    runner.setActiveAt(key, activeAtMs);
  }
}

/** The newest `ALERTS_FOR_STATE` sample of each alert; alerts that had ended are left out. */
function lastForState(
  alert: string,
  labels: Readonly<Record<string, string>>,
  atMs: number,
  source: SampleSource,
  toleranceMs: number,
): Map<string, { atMs: number; activeAtMs: number }> {
  const matchers: Matcher[] = [
    { name: "__name__", op: "=", value: "ALERTS_FOR_STATE" },
    { name: "alertname", op: "=", value: alert },
  ];
  for (const [name, value] of Object.entries(labels)) {
    // A template's text is not the label's value.
    if (!value.includes("{{")) matchers.push({ name, op: "=", value });
  }
  const last = new Map<string, { atMs: number; activeAtMs: number }>();
  const columns = emptyColumns();
  for (const series of source.select(matchers, atMs - toleranceMs, atMs)) {
    series.read(atMs - toleranceMs, atMs, columns);
    const index = columns.count - 1;
    if (index < 0 || columns.stale[index] === 1) continue;
    const { key } = series.labels.without(["__name__"]);
    last.set(key, { atMs: columns.timesMs[index] ?? 0, activeAtMs: (columns.values[index] ?? 0) * 1000 });
  }
  return last;
}
