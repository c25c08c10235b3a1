import type { RuleGroup } from "../../../simulator/index.ts";
import type { AlertBatteryParams } from "../../check-schema.ts";
import { resolveInstant } from "../../grader/instants.ts";
import { durationMs } from "../show-time.ts";
import type { BatteryRun, Page } from "./run-rules.ts";

/** A run in a world that needs a page. */
export interface FiringRun {
  readonly run: BatteryRun;
  /** First failed request, or what else the row names. */
  readonly hurtMs: number;
  /** What happens then: `the first failed request`. */
  readonly what: string;
  /** Least lead the step asks for; negative where a page may come that much after the first failed request. */
  readonly wantedLeadMs: number;
  readonly page: Page | undefined;
  /** From the page to the first failed request; negative when it came after. */
  readonly leadMs: number | undefined;
  /** Pages before anything happened. */
  readonly early: readonly Page[];
}

/** What a rule file did in every world of a battery. */
export interface BatteryResult {
  readonly groups: readonly RuleGroup[];
  readonly params: AlertBatteryParams;
  readonly firing: readonly FiringRun[];
  readonly silent: readonly BatteryRun[];
}

/**
 * Reads a run in a world that needs a page. Throws when nobody is hurt there and the row names nothing
 * else: the lab is wrong.
 */
export function toFiringRun(run: BatteryRun, row: AlertBatteryParams["fires"][number]): FiringRun {
  const { hidden, pages } = run;
  const named = "since" in row ? resolveInstant(row.since, hidden) : undefined;
  const hurtMs = named ?? hidden.facts.impact?.startMs;
  if (hurtMs === undefined) throw new Error(`world "${hidden.name}" needs a page and hurts nobody`);
  const beganMs = named ?? hidden.facts.trigger?.atMs ?? hidden.startMs;
  const wantedLeadMs = "lead" in row ? durationMs(row.lead) : -durationMs(row.within);
  const page = pages.find(({ firedMs }) => firedMs >= beganMs);
  return {
    run,
    hurtMs,
    what: "what" in row ? row.what : "the first failed request",
    wantedLeadMs,
    page,
    leadMs: page === undefined ? undefined : hurtMs - page.firedMs,
    early: pages.filter(({ firedMs }) => firedMs < beganMs),
  };
}

/** Every world of the battery lets the page come after the first failed request. */
export function isAboutSymptoms({ firing }: BatteryResult): boolean {
  return firing.every(({ wantedLeadMs }) => wantedLeadMs < 0);
}

/** The page came at least as early as the step asks. */
export function inTime({ leadMs, wantedLeadMs }: FiringRun): boolean {
  return leadMs !== undefined && leadMs >= wantedLeadMs;
}

/** The shortest lead of all; 0 where no page came. */
export function leastLead(firing: readonly FiringRun[]): number {
  return Math.min(...firing.map(({ leadMs }) => leadMs ?? 0));
}

/** Samples one evaluation of the whole file reads. */
export function samplesPerEvaluation({ firing }: BatteryResult): number {
  return Math.round(firing[0]?.run.samples ?? 0);
}

/** Pages in all worlds of the seed that paged most, and how many simulated hours those worlds are. */
export function loudestSeed({ firing, silent }: BatteryResult): { pages: number; hours: number } {
  const bySeed = new Map<number, { pages: number; hours: number }>();
  for (const { hidden, pages } of [...firing.map(({ run }) => run), ...silent]) {
    const sum = bySeed.get(hidden.seed) ?? { pages: 0, hours: 0 };
    const hours = sum.hours + (hidden.endMs - hidden.startMs) / 3_600_000;
    bySeed.set(hidden.seed, { pages: sum.pages + pages.length, hours });
  }
  return [...bySeed.values()].reduce((most, one) => (one.pages > most.pages ? one : most), {
    pages: 0,
    hours: 0,
  });
}
