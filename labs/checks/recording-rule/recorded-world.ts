import {
  evaluateRulesOverRange,
  type Rule,
  type RuleGroup,
  type SampleSource,
} from "../../../simulator/index.ts";
import type { HiddenWorld } from "../check.ts";
import { readAll } from "../sources/series-samples.ts";

export type RecordingRule = Extract<Rule, { kind: "recording" }>;

/** A world with the learner's rules loaded since it began. */
export interface RecordedWorld {
  readonly hidden: HiddenWorld;
  /** Its telemetry and what the rules recorded. */
  readonly source: SampleSource;
  /** The first evaluation that failed, in Prometheus's words. */
  readonly error: { readonly atMs: number; readonly rule: string; readonly text: string } | undefined;
}

/** Evaluates every rule of a file over a whole world and keeps what it wrote. */
export function record(hidden: HiddenWorld, groups: readonly RuleGroup[]): RecordedWorld {
  const { startMs, endMs } = hidden;
  const options = { keepOutputs: true } as const;
  const { source, errors } = evaluateRulesOverRange(hidden.world.source, groups, startMs, endMs, options);
  const [error] = errors;
  return {
    hidden,
    source,
    error: error === undefined ? undefined : { atMs: error.atMs, rule: error.rule, text: error.error },
  };
}

/** Every recording rule of a file, with the group it stands in. */
export function recordingRules(
  groups: readonly RuleGroup[],
): readonly { readonly rule: RecordingRule; readonly group: RuleGroup }[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => (rule.kind === "recording" ? [{ rule, group }] : [])),
  );
}

/** Label names of the recorded series, those the rule itself adds left out; sorted. */
export function keptLabels(
  { source, hidden }: RecordedWorld,
  { rule, group }: { readonly rule: RecordingRule; readonly group: RuleGroup },
): readonly string[] {
  const added = new Set(["__name__", ...Object.keys(rule.labels), ...Object.keys(group.labels)]);
  const named = [{ name: "__name__", op: "=" as const, value: rule.record }];
  return source.labelNames(named, hidden.startMs, hidden.endMs).filter((label) => !added.has(label));
}

/** How many series carry a name. */
export function seriesOf({ source, hidden }: RecordedWorld, name: string): number {
  return source.select([{ name: "__name__", op: "=", value: name }], hidden.startMs, hidden.endMs).length;
}

/** Times of the samples of a name, ascending: the moments at which the rule was evaluated and gave something. */
export function recordedTimes({ source, hidden }: RecordedWorld, name: string): readonly number[] {
  const times = new Set<number>();
  const found = source.select([{ name: "__name__", op: "=", value: name }], hidden.startMs, hidden.endMs);
  for (const series of found) {
    const { count, timesMs, stale } = readAll(series);
    for (let i = 0; i < count; i++) if (stale[i] !== 1) times.add(timesMs[i] ?? 0);
  }
  return [...times].sort((a, b) => a - b);
}
