import type { Part, WorldRow } from "../check.ts";
import { durationMs, showMs, showTime } from "../show-time.ts";
import { type BatteryResult, inTime, leastLead, samplesPerEvaluation } from "./battery-result.ts";

/** Parts of the score: how early, how often for nothing, how dear (04 section 4.2). */
export function batteryParts(result: BatteryResult): Part[] {
  const { par } = result.params;
  const parLead = durationMs(par.lead);
  const fired = result.firing.some(({ page }) => page !== undefined);
  const leads = result.firing.map(({ leadMs }) => Math.max(0, Math.min(1, (leadMs ?? 0) / parLead)));
  const quiet = result.silent.filter((run) => run.pages.length === 0).length;
  const early = result.firing.filter((one) => one.early.length > 0).length;
  const samples = samplesPerEvaluation(result);
  const cost = Math.max(0, Math.min(1, 1 - Math.log10(Math.max(samples, 1) / par.samples) / 2));
  const flaps = result.firing.reduce((sum, { run }) => sum + run.flaps, 0);
  return [
    {
      name: "Lead before the first failure",
      score: Math.round((100 * leads.reduce((sum, lead) => sum + lead, 0)) / Math.max(1, leads.length)),
      weight: 3,
      value: fired ? signed(leastLead(result.firing)) : "none",
      par: showMs(parLead),
    },
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

function signed(ms: number): string {
  return ms < 0 ? `${showMs(ms)} late` : showMs(ms);
}
