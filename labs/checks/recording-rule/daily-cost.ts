import type { RuleGroup, SampleSource } from "../../../simulator/index.ts";
import type { RecordingRuleParams } from "../../check-schema.ts";
import { type Ask, ask } from "../promql-result/ask.ts";
import { asksFor, type Read } from "./compare-reads.ts";
import { type RecordedWorld, seriesOf } from "./recorded-world.ts";

const dayMs = 86_400_000;

/**
 * Samples a day, as Prometheus counts them in `totalQueryableSamples`: each point of a graph reads its
 * window in full. Written samples count as much as read ones; a real server pays more for those.
 */
export interface DailyCost {
  /** The panel on raw series. */
  readonly raw: number;
  /** The same panel on recorded series, and the rules. */
  readonly withRules: number;
  readonly rules: number;
  /** Samples one point of the panel reads. */
  readonly rawPoint: number;
  readonly readPoint: number;
  /** Loads a day from which the rules are cheaper; Infinity where no number of loads is. */
  readonly breakEven: number;
  readonly loads: number;
  /** Series the file's recording rules add. */
  readonly added: number;
}

/** What a panel and the rules behind it cost a day, measured in one world. */
export function dailyCost(
  world: RecordedWorld,
  groups: readonly RuleGroup[],
  read: Read,
  record: string,
  params: RecordingRuleParams,
): DailyCost {
  const { points, loads } = params.panel;
  const instants = asksFor(world, record, params).filter((what) => "timeMs" in what);
  const rawPoint = costOf(world.hidden.world.source, read.raw, instants).read;
  const readPoint = costOf(world.source, read.expr, instants).read;
  const rules = groups.reduce((sum, group) => sum + costOfGroup(world, group, instants), 0);
  const saved = points * (rawPoint - readPoint);
  return {
    raw: loads * points * rawPoint,
    withRules: loads * points * readPoint + rules,
    rules,
    rawPoint,
    readPoint,
    breakEven: saved > 0 ? rules / saved : Number.POSITIVE_INFINITY,
    loads,
    added: addedSeries(world, groups),
  };
}

/** Every rule of a group, alerts too, at each of a day's evaluations. */
function costOfGroup({ source }: RecordedWorld, group: RuleGroup, instants: readonly Ask[]): number {
  const once = group.rules.reduce((sum, { expr }) => {
    const { read, series } = costOf(source, expr, instants);
    return sum + read + series;
  }, 0);
  return (once * dayMs) / group.intervalMs;
}

/** Samples one evaluation reads and series it gives, as means over some moments. */
function costOf(
  source: SampleSource,
  expr: string,
  instants: readonly Ask[],
): { readonly read: number; readonly series: number } {
  let [read, series] = [0, 0];
  for (const what of instants) {
    const result = ask(source, expr, what);
    if (result.status === "error") continue;
    read += result.samplesRead;
    series += result.series.length;
  }
  const moments = Math.max(1, instants.length);
  return { read: read / moments, series: series / moments };
}

function addedSeries(world: RecordedWorld, groups: readonly RuleGroup[]): number {
  const names = new Set(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === "recording" ? [rule.record] : []))),
  );
  return [...names].reduce((sum, name) => sum + seriesOf(world, name), 0);
}
