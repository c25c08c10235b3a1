import {
  type AlertInstance,
  evaluateRulesOverRange,
  type RuleGroup,
  type SampleSource,
} from "../../../simulator/index.ts";
import type { HiddenWorld } from "../check.ts";

/** Two firings of one alert nearer than this are a flap (04 section 4.2). */
const flapMs = 15 * 60_000;
/** What one evaluation reads is averaged over this long at the end of a world. */
const costMs = 5 * 60_000;

/** One firing of one alert. Times are milliseconds since the epoch. */
export interface Page {
  readonly rule: string;
  readonly alert: AlertInstance;
  readonly activeMs: number;
  readonly firedMs: number;
  /** Undefined while it still fires at the end of the world. */
  readonly resolvedMs: number | undefined;
}

/** What a rule file does in one world. */
export interface BatteryRun {
  readonly hidden: HiddenWorld;
  /** Firings that page somebody, oldest first. */
  readonly pages: readonly Page[];
  /** Firings of rules whose severity pages nobody. */
  readonly tickets: readonly Page[];
  readonly flaps: number;
  /** Longest time any alert stayed pending without firing. */
  readonly longestPendingMs: number;
  readonly error: { readonly atMs: number; readonly text: string } | undefined;
  /** Samples read by one evaluation of all rules, each window counted in full; computed on first use. */
  readonly samples: number;
}

/** Evaluates the rules over a world, as if they had been loaded at `loadedMs`: when it began, unless a step says later. */
export function runRules(
  hidden: HiddenWorld,
  groups: readonly RuleGroup[],
  severities: readonly string[] | undefined,
  source = hidden.world.source,
  loadedMs = hidden.startMs,
): BatteryRun {
  const result = evaluateRulesOverRange(source, groups, loadedMs, hidden.endMs);
  const fired = result.alerts
    .flatMap((alert) => toPage(alert))
    .sort((a, b) => a.firedMs - b.firedMs || a.activeMs - b.activeMs);
  const pages = fired.filter(({ alert }) => severities?.includes(alert.labels.get("severity")) ?? true);
  const [error] = result.errors;
  let samples: number | undefined;
  return {
    hidden,
    pages,
    tickets: fired.filter((page) => !pages.includes(page)),
    flaps: countFlaps(pages),
    longestPendingMs: longestPending(result.alerts, hidden.endMs),
    error: error === undefined ? undefined : { atMs: error.atMs, text: error.error },
    get samples() {
      samples ??= samplesOfOne(hidden, groups, source);
      return samples;
    },
  };
}

/** A range query reads what its windows share only once; a server evaluates moment by moment. */
function samplesOfOne({ endMs }: HiddenWorld, groups: readonly RuleGroup[], source: SampleSource): number {
  const rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
  const options = { mode: "step" } as const;
  const { samplesRead, evaluations } = evaluateRulesOverRange(source, groups, endMs - costMs, endMs, options);
  return evaluations === 0 ? 0 : (samplesRead * rules) / evaluations;
}

function toPage(alert: AlertInstance): Page[] {
  if (alert.firedAtMs === undefined) return [];
  const { rule, activeAtMs: activeMs, firedAtMs: firedMs, resolvedAtMs: resolvedMs } = alert;
  return [{ rule, alert, activeMs, firedMs, resolvedMs }];
}

function countFlaps(pages: readonly Page[]): number {
  const lastResolved = new Map<string, number>();
  let flaps = 0;
  for (const { rule, alert, firedMs, resolvedMs } of pages) {
    const key = `${rule} ${alert.labels.key}`;
    const before = lastResolved.get(key);
    if (before !== undefined && firedMs - before < flapMs) flaps++;
    if (resolvedMs !== undefined) lastResolved.set(key, resolvedMs);
  }
  return flaps;
}

function longestPending(alerts: readonly AlertInstance[], endMs: number): number {
  let longest = 0;
  for (const { activeAtMs, firedAtMs, endedAtMs } of alerts) {
    if (firedAtMs === undefined) longest = Math.max(longest, (endedAtMs ?? endMs) - activeAtMs);
  }
  return longest;
}
