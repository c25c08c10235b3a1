import type { AlertBatteryParams } from "../../check-schema.ts";
import type { Part, WorldRow } from "../check.ts";
import { durationMs, showMs, showTime } from "../show-time.ts";
import {
  type BatteryResult,
  type FiringRun,
  inTime,
  isAboutSymptoms,
  leastLead,
  loudestSeed,
  samplesPerEvaluation,
} from "./battery-result.ts";

/** Parts of the score: how early, how often for nothing, how dear (04 section 4.2). */
export function batteryParts(result: BatteryResult): Part[] {
  const { par } = result.params;
  const late = isAboutSymptoms(result);
  const fired = result.firing.some(({ page }) => page !== undefined);
  const leads = result.firing.map((one) => leadShare(one, par));
  const quiet = result.silent.filter((run) => run.pages.length === 0).length;
  const early = result.firing.filter((one) => one.early.length > 0).length;
  const samples = samplesPerEvaluation(result);
  const cost = Math.max(0, Math.min(1, 1 - Math.log10(Math.max(samples, 1) / par.samples) / 2));
  const flaps = result.firing.reduce((sum, { run }) => sum + run.flaps, 0);
  return [
    {
      name: late ? `Page after ${result.firing[0]?.what ?? "it"}` : "Lead before the first failure",
      score: Math.round((100 * leads.reduce((sum, lead) => sum + lead, 0)) / Math.max(1, leads.length)),
      weight: 3,
      value: fired ? shownLead(leastLead(result.firing), late) : "none",
      par: showMs(late ? parDelay(par) : parLead(result)),
    },
    ...pagesPart(result, fired),
    // Precision of no notifications is undefined; its weight goes to the lead.
    {
      name: `False pages, ${result.silent.length} calm worlds`,
      score:
        result.silent.length === 0
          ? 100
          : Math.max(0, Math.round((100 * (quiet - early)) / result.silent.length)),
      weight: fired ? 3 : 0,
      value: String(result.silent.length - quiet + early),
      par: "0",
    },
    {
      name: "Samples per evaluation",
      score: Math.round(100 * cost),
      weight: fired ? 1 : 0,
      value: String(samples),
      par: String(par.samples),
    },
    ...(flaps === 0
      ? []
      : [{ name: "Steady once fired", score: 0, weight: 0.5, value: `${flaps} refires`, par: "0" }]),
  ];
}

function pagesPart(result: BatteryResult, fired: boolean): Part[] {
  const { most } = result.params;
  if (most === undefined) return [];
  const { pages, hours } = loudestSeed(result);
  const score = pages <= most ? 100 : Math.round((100 * most) / pages);
  return [
    {
      name: `Pages in ${Math.round(hours)} simulated hours`,
      score,
      weight: fired ? 1 : 0,
      value: String(pages),
      par: String(most),
    },
  ];
}

/** One row for each world: those that need a page, then those that need silence. */
export function batteryRows(result: BatteryResult): WorldRow[] {
  return [...firingRows(result), ...silentRows(result)];
}

function firingRows(result: BatteryResult): WorldRow[] {
  return result.params.fires.map(({ world }) => {
    const runs = result.firing.filter(({ run }) => run.hidden.name === world);
    const seeds = runs.map((one) => ({
      seed: one.run.hidden.seed,
      ok: inTime(one) && one.early.length === 0,
    }));
    const shown = runs.find((_, i) => seeds[i]?.ok === false) ?? runs[0];
    const by = shown === undefined ? "" : showTime(shown.hurtMs - shown.wantedLeadMs);
    const page = shown?.early[0] ?? shown?.page;
    return {
      name: shown?.run.hidden.title ?? world,
      wants: `a page before ${by}`,
      seeds,
      yours: page === undefined ? "none" : showTime(page.firedMs),
    };
  });
}

function silentRows(result: BatteryResult): WorldRow[] {
  return result.params.silent.map((world) => {
    const runs = result.silent.filter(({ hidden }) => hidden.name === world);
    const loud = runs.find(({ pages }) => pages.length > 0);
    const pending = Math.max(0, ...runs.map(({ longestPendingMs }) => longestPendingMs));
    const quiet = pending === 0 ? "none, never pending" : `none, pending for at most ${showMs(pending)}`;
    return {
      name: runs[0]?.hidden.title ?? world,
      wants: "silence",
      seeds: runs.map(({ hidden, pages }) => ({ seed: hidden.seed, ok: pages.length === 0 })),
      yours: loud === undefined ? quiet : showTime(loud.pages[0]?.firedMs ?? 0),
    };
  });
}

type Par = AlertBatteryParams["par"];

function parDelay(par: Par): number {
  return durationMs(par.delay ?? "0s");
}

/** The lead that earns full points: the author's, or the longest a world asks for. */
function parLead({ params, firing }: BatteryResult): number {
  return params.par.lead === undefined
    ? Math.max(0, ...firing.map(({ wantedLeadMs }) => wantedLeadMs))
    : durationMs(params.par.lead);
}

/** 0..1: from no lead to par, or from the longest delay allowed to par. */
function leadShare({ leadMs, wantedLeadMs }: FiringRun, par: Par): number {
  if (leadMs === undefined) return 0;
  const clamped = (share: number): number => Math.max(0, Math.min(1, share));
  if (wantedLeadMs < 0) {
    return clamped((leadMs - wantedLeadMs) / Math.max(1, -wantedLeadMs - parDelay(par)));
  }
  const full = par.lead === undefined ? wantedLeadMs : durationMs(par.lead);
  return clamped(leadMs / Math.max(1, full));
}

function shownLead(ms: number, late: boolean): string {
  if (late) return ms < 0 ? showMs(-ms) : `${showMs(ms)} before`;
  return ms < 0 ? `${showMs(ms)} late` : showMs(ms);
}
