import type { Finding } from "../../finding.ts";
import { finding } from "../check.ts";
import { durationMs, showMs, showTime } from "../show-time.ts";
import {
  type BatteryResult,
  type FiringRun,
  inTime,
  leastLead,
  loudestSeed,
  samplesPerEvaluation,
} from "./battery-result.ts";
import { alertEvidence, seenPages } from "./evidence.ts";
import { whySilent } from "./why-silent.ts";

const kind = "alert-battery";
/** Reading more than this many times what the reference reads is worth a remark. */
const costlyFactor = 4;

/** What is wrong with the rules, the worst first: nothing at all, too late, too often. */
export function complaints(result: BatteryResult): Finding[] {
  return [...errors(result), ...tooLittle(result), ...falsePages(result), ...tooMany(result)];
}

function errors(result: BatteryResult): Finding[] {
  const run = [...result.firing.map((one) => one.run), ...result.silent].find(
    ({ error }) => error !== undefined,
  );
  if (run?.error === undefined) return [];
  const { atMs, text } = run.error;
  const message = `${text} (at ${showTime(atMs)} in “${run.hidden.title}”)`;
  const evidence = alertEvidence(run, result.groups, undefined, text, "an evaluation without error");
  return [
    finding(kind, "evaluation-error", message, {
      params: { error: text, world: run.hidden.title },
      evidence,
    }),
  ];
}

/** Worlds that needed a page and got none in time, the first of each kind. */
function tooLittle(result: BatteryResult): Finding[] {
  const [first] = result.firing;
  if (first === undefined) return [];
  if (
    result.firing.every(
      ({ page, early, run }) => page === undefined && early.length === 0 && run.tickets.length === 0,
    )
  ) {
    return [neverFires(result, first)];
  }
  const findings: Finding[] = [];
  const silent = result.firing.find((one) => one.page === undefined && !alreadyFiring(one));
  if (silent !== undefined) findings.push(missed(result, silent));
  const tardy = result.firing.find((one) => one.page !== undefined && !inTime(one));
  if (tardy !== undefined) findings.push(late(result, tardy));
  return findings;
}

/** A page from before anything happened still rang when it did: that is a false page, not a missed one. */
function alreadyFiring({ early, hurtMs }: FiringRun): boolean {
  return early.some(({ resolvedMs }) => resolvedMs === undefined || resolvedMs > hurtMs);
}

function neverFires(result: BatteryResult, { run, hurtMs }: FiringRun): Finding {
  const hours =
    result.firing.reduce((sum, one) => sum + one.run.hidden.endMs - one.run.hidden.startMs, 0) / 3_600_000;
  const reason = whySilent(result.groups, run);
  const message = `In ${Math.round(hours)} simulated hours no world makes this fire. ${reason}`;
  const evidence = alertEvidence(
    run,
    result.groups,
    undefined,
    "no page",
    `a page before ${showTime(hurtMs)}`,
  );
  return finding(kind, "never-fires", message, { params: { hours: Math.round(hours), reason }, evidence });
}

function missed(result: BatteryResult, { run, hurtMs, what }: FiringRun): Finding {
  const { hidden, tickets } = run;
  const world = hidden.title;
  const share = percent(hidden.facts.budgetUsed);
  const [ticket] = tickets;
  const wanted = `a page before ${showTime(hurtMs)}`;
  const evidence = alertEvidence(run, result.groups, ticket, seenPages([]), wanted);
  if (ticket !== undefined) {
    const severity = ticket.alert.labels.get("severity");
    const message = `“${world}” deserves a page; yours sent a ${severity === "" ? "ticket" : severity} at ${showTime(ticket.firedMs)}.`;
    return finding(kind, "page-as-ticket", message, { params: { world, got: severity }, evidence });
  }
  const hurt =
    hidden.facts.impact === undefined
      ? `In “${world}” it is ${showTime(hurtMs)} for ${what}`
      : `“${world}” burned ${share} of the month's budget from ${showTime(hurtMs)}`;
  const message = `${hurt}; nothing fired. ${whySilent(result.groups, run)}`;
  return finding(kind, "missed", message, {
    params: { world, budget: share, time: showTime(hurtMs) },
    evidence,
  });
}

function late(
  result: BatteryResult,
  { run, hurtMs, what, page, leadMs = 0, wantedLeadMs }: FiringRun,
): Finding {
  const world = run.hidden.title;
  const fired = showTime(page?.firedMs ?? hurtMs);
  const side = leadMs >= 0 ? `only ${showMs(leadMs)} before` : `${showMs(leadMs)} after`;
  const asked =
    wantedLeadMs < 0 ? `at most ${showMs(-wantedLeadMs)} after` : `${showMs(wantedLeadMs)} before`;
  const par = wantedLeadMs < 0 ? (result.params.par.delay ?? "0s") : result.params.par.lead;
  const parText = par === undefined ? "" : `; par is ${showMs(durationMs(par))}`;
  const message = `Fired at ${fired} in “${world}”, ${side} ${what}. The step asks for ${asked}${parText}.`;
  const wanted = `a page before ${showTime(hurtMs - wantedLeadMs)}`;
  const evidence = alertEvidence(run, result.groups, page, seenPages(run.pages), wanted);
  const params = { world, fired, leadSeconds: Math.round(leadMs / 1000), par: par ?? "" };
  return finding(kind, "late", message, { params, evidence });
}

function falsePages(result: BatteryResult): Finding[] {
  const worlds = new Set<string>();
  const findings: Finding[] = [];
  const early = result.firing.map(({ run, early: pages }) => ({ run, page: pages[0] }));
  const silent = result.silent.map((run) => ({ run, page: run.pages[0] }));
  for (const { run, page } of [...early, ...silent]) {
    const { hidden } = run;
    if (page === undefined || worlds.has(hidden.name)) continue;
    worlds.add(hidden.name);
    const time = showTime(page.firedMs);
    const tooSoon = result.firing.some((one) => one.run === run);
    const lost = percent(tooSoon ? 0 : hidden.facts.budgetUsed);
    const users = lost === "0 %" ? "lost nothing" : `lost ${lost} of the month's budget`;
    const message = tooSoon
      ? `Paged at ${time} in “${hidden.title}”, before anything had happened there.`
      : `Paged at ${time} in “${hidden.title}”, where users ${users}.`;
    const evidence = alertEvidence(run, result.groups, page, seenPages(run.pages), "no page");
    findings.push(
      finding(kind, "false-page", message, {
        params: { world: hidden.title, time, budget: lost },
        evidence,
      }),
    );
  }
  return findings;
}

/** Pages that are true and still too many: the same news again and again. */
function tooMany(result: BatteryResult): Finding[] {
  const { most } = result.params;
  const { pages, hours } = loudestSeed(result);
  if (most === undefined || pages <= most) return [];
  const loud = result.firing.reduce<FiringRun | undefined>(
    (so, one) => (so === undefined || one.run.pages.length > so.run.pages.length ? one : so),
    undefined,
  );
  if (loud === undefined) return [];
  const { run, page } = loud;
  const world = run.hidden.title;
  const message = `${pages} pages in ${Math.round(hours)} simulated hours, ${run.pages.length} of them in “${world}”; the step allows ${most}. One page for one piece of news: add up what belongs together.`;
  const evidence = alertEvidence(run, result.groups, page, seenPages(run.pages), `at most ${most} pages`);
  return [finding(kind, "too-many", message, { params: { pages, most, world }, evidence })];
}

/** What may be said about rules that are right or nearly so. */
export function remarks(result: BatteryResult): Finding[] {
  const findings: Finding[] = [];
  const flapping = result.firing.find(({ run }) => run.flaps > 0);
  if (flapping !== undefined) {
    const { run } = flapping;
    const world = run.hidden.title;
    const message = `${run.flaps} refires within 15 min in “${world}”: the same person is paged again. keep_firing_for holds an alert over a gap.`;
    findings.push(
      finding(kind, "flaps", message, { type: "actionable", params: { flaps: run.flaps, world } }),
    );
  }
  const { samples: par } = result.params.par;
  const samples = samplesPerEvaluation(result);
  if (samples > costlyFactor * par) {
    const message = `Each evaluation reads ${samples} samples; the reference reads ${par}. A shorter window or a recording rule would help.`;
    findings.push(finding(kind, "costly", message, { type: "actionable", params: { samples, par } }));
  }
  const right = result.firing.every(inTime);
  if (right && falsePages(result).length === 0 && tooMany(result).length === 0) {
    const least = leastLead(result.firing);
    const lead = showMs(Math.abs(least));
    const when = least < 0 ? `after ${result.firing[0]?.what ?? "it"}` : "before anybody is hurt";
    const message = `Right: it pages ${lead} ${when}, and leaves ${result.silent.length} harmless worlds alone.`;
    findings.push(finding(kind, "right", message, { type: "celebratory", params: { lead } }));
  }
  return findings;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
