import type { RecordingRuleParams } from "../../check-schema.ts";
import type { Counterexample, Finding } from "../../finding.ts";
import { finding } from "../check.ts";
import { constantRatio, showLabels, showNumber } from "../compare-results.ts";
import { marksIn, summary } from "../promql-result/evidence.ts";
import { baseStage } from "../promql-result/relations.ts";
import { durationMs, showMs, showTime } from "../show-time.ts";
import { drawRead, type ReadFailure } from "./compare-reads.ts";
import type { DailyCost } from "./daily-cost.ts";

const kind = "recording-rule";
/** With the rules, a panel may cost this share of what it cost (05, F20). */
const mostCost = 1 / 20;
/** Drawn on both sides of the moment that differs. */
const aroundMs = 10 * 60_000;
const drawnStepMs = 15_000;

/** Recorded and raw answers differ: where, by how much, and how both look. */
export function differs(failure: ReadFailure, hint: string | undefined): Finding {
  const { world, read, difference, yours, wanted } = failure;
  const { title } = world.hidden;
  if (yours.status === "error") {
    return finding(kind, "evaluation-error", yours.error, { params: { error: yours.error } });
  }
  const point = difference?.worst ?? difference?.first;
  const timeMs = point?.timeMs ?? timeOf(failure);
  const show = (value: number | undefined): string => (value === undefined ? "nothing" : showNumber(value));
  const [mine, theirs] =
    point === undefined ? [summary(yours), summary(wanted)] : [show(point.yours), show(point.wanted)];
  const where = point === undefined || point.labels.pairs.length === 0 ? "" : `, ${showLabels(point.labels)}`;
  const ratio = constantRatio(difference?.ratio);
  const scale =
    ratio === undefined || Math.abs(ratio - 1) < 1e-3
      ? ""
      : ` Every value is ${showNumber(ratio)} times the raw one.`;
  const message = `World “${title}”, ${showTime(timeMs)}${where}: ${read.text} is ${mine} from the recorded series and ${theirs} from the raw ones.${scale}`;
  return finding(kind, "differs", message, {
    params: { world: title, time: showTime(timeMs), yours: mine, wanted: theirs },
    ...(hint === undefined ? {} : { hint }),
    evidence: evidenceOf(failure, timeMs, mine, theirs),
  });
}

function timeOf({ what }: ReadFailure): number {
  return "timeMs" in what ? what.timeMs : what.startMs;
}

/** Both sides around the moment that differs. */
export function evidenceOf(
  failure: ReadFailure,
  timeMs = timeOf(failure),
  seen = summary(failure.yours),
  wanted = summary(failure.wanted),
): Counterexample {
  const { hidden } = failure.world;
  const fromMs = Math.max(hidden.startMs, timeMs - aroundMs);
  const toMs = Math.min(hidden.endMs, timeMs + aroundMs);
  const drawn = drawRead(failure, fromMs, toMs, drawnStepMs);
  const lines = (["yours", "wanted"] as const).flatMap((role) => {
    const result = drawn[role];
    const [series] = result.status === "success" ? result.series : [];
    if (series === undefined) return [];
    const name = role === "yours" ? "from the recorded series" : "from the raw series";
    return [{ name, role, timesMs: [...series.timesMs], values: [...series.values] }];
  });
  return {
    world: hidden.title,
    scenario: hidden.scenario,
    seed: hidden.seed,
    fromMs,
    toMs,
    lines,
    marks: marksIn(baseStage(hidden), fromMs, toMs),
    unit: "",
    seen,
    wanted,
  };
}

/** A recorded series stands still between evaluations: the graph must not be finer than the rule. */
export function tooSeldom(intervalMs: number, params: RecordingRuleParams): Finding | undefined {
  if (intervalMs <= durationMs(params.panel.step)) return undefined;
  const [interval, step] = [showMs(intervalMs), showMs(durationMs(params.panel.step))];
  const message = `The rule is evaluated every ${interval} and the panel draws a point every ${step}: its line would stand still in between. Evaluate at least as often as you draw.`;
  return finding(kind, "too-seldom", message, { params: { interval, step } });
}

/** Is the panel cheaper by the factor that is asked? */
export function notCheaper(cost: DailyCost): Finding | undefined {
  if (cost.withRules <= cost.raw * mostCost) return undefined;
  const params = costParams(cost);
  const perPoint = `One point of the panel reads ${samples(cost.readPoint)} samples from the recorded series and ${samples(cost.rawPoint)} from the raw ones.`;
  const message =
    cost.breakEven > cost.loads
      ? `The rule costs ${samples(cost.rules)} samples a day and saves ${samples(Math.max(0, cost.raw - (cost.withRules - cost.rules)))}: ${payOff(cost)}; the panel has ${samples(cost.loads)}. ${perPoint}`
      : `With the rule the panel costs ${samples(cost.withRules)} samples a day, without it ${samples(cost.raw)}; less than a twentieth is asked. ${perPoint} Keep only the labels somebody asks for.`;
  return finding(kind, "not-cheaper", message, { params });
}

function payOff({ breakEven }: DailyCost): string {
  return Number.isFinite(breakEven)
    ? `it pays off from ${samples(Math.ceil(breakEven))} loads a day`
    : "it never pays off";
}

function costParams(cost: DailyCost): Finding["params"] {
  const { raw, withRules, loads, breakEven, added } = cost;
  return {
    raw: Math.round(raw),
    with: Math.round(withRules),
    loads,
    breakEven: Number.isFinite(breakEven) ? Math.ceil(breakEven) : "never",
    added,
  };
}

/** What is true of every rule that is right. */
export function remarks(cost: DailyCost): Finding[] {
  const params = costParams(cost);
  const adds = `Recording adds ${samples(cost.added)} series and deletes none; storage falls only if raw retention does.`;
  const pays = `The rule reads and writes ${samples(cost.rules)} samples a day, and ${payOff(cost)}; the panel has ${samples(cost.loads)}.`;
  return [
    finding(kind, "adds-series", adds, { type: "informative", params }),
    finding(kind, "break-even", pays, { type: "informative", params }),
  ];
}

/** `23,604,480`, `24 million`: a count as a reader wants it. */
export function samples(count: number): string {
  if (count >= 1e9) return `${Number((count / 1e9).toPrecision(3))} billion`;
  if (count >= 1e6) return `${Number((count / 1e6).toPrecision(3))} million`;
  return Math.round(count).toLocaleString("en-US");
}
