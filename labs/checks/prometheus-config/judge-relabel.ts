import type { PrometheusConfig } from "../../../simulator/index.ts";
import type { RelabelParams } from "../../check-schema.ts";
import type { Counterexample, Finding } from "../../finding.ts";
import { resolveInstant } from "../../grader/instants.ts";
import { type CheckContext, type CheckOutcome, finding, type HiddenWorld, type WorldRow } from "../check.ts";
import {
  absoluteEpsilon,
  compareResults,
  instantEpsilon,
  isEqual,
  project,
  showLabels,
} from "../compare-results.ts";
import { ask, askKept } from "../promql-result/ask.ts";
import { summary } from "../promql-result/evidence.ts";
import { showTime } from "../show-time.ts";
import { collisionIn } from "./collision.ts";
import { type ScrapedWorld, scrapedWorld } from "./scraped-world.ts";

const kind = "prometheus-config";

export const relabelCodes = [
  "no-targets",
  "scrape-refused",
  "duplicates",
  "nothing-kept",
  "query-changed",
  "too-many-series",
  "fewer-series",
] as const;

/** Room on both sides of the moment that is drawn. */
const aroundMs = 15 * 60_000;

/** Series of the jobs within the bound, and every named query answers as before, in every world. */
export async function judgeRelabel(
  config: PrometheusConfig,
  params: RelabelParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const worlds: WorldRow[] = [];
  const failures: { rank: number; finding: Finding }[] = [];
  let before = 0;
  let after = 0;
  for (const name of params.worlds) {
    const seeds: { seed: number; ok: boolean }[] = [];
    let title = name;
    let most = 0;
    for (const seed of context.seeds) {
      const hidden = await context.supply.open(name, seed);
      await context.breathe();
      title = hidden.title;
      const scraped = scrapedWorld(hidden.world.source, config, params.jobs);
      const failure = judgeWorld(config, scraped, hidden, params);
      const times = instantsOf(params, hidden);
      most = Math.max(most, ...times.map((atMs) => aliveAt(scraped.kept, atMs)));
      before = Math.max(before, ...times.map((atMs) => aliveAt(scraped.original, atMs)));
      if (failure !== undefined) failures.push(failure);
      seeds.push({ seed, ok: failure === undefined });
    }
    after = Math.max(after, most);
    worlds.push({
      name: title,
      wants: `at most ${params.most} series, every answer as before`,
      seeds,
      yours: `${most} series`,
    });
  }
  const worst = failures.reduce<(typeof failures)[number] | undefined>(
    (first, one) => (first === undefined || one.rank < first.rank ? one : first),
    undefined,
  );
  const right = worlds.flatMap(({ seeds }) => seeds);
  const ok = right.filter((one) => one.ok).length;
  const praise = `${before} series before, ${after} now, and every named query reads the same to the last digit.`;
  return {
    findings: [
      worst?.finding ??
        finding(kind, "fewer-series", praise, { type: "celebratory", params: { before, after } }),
    ],
    parts: [
      {
        name: "Within the bound, answers as before",
        score: right.length === 0 ? 0 : Math.round((100 * ok) / right.length),
        weight: 1,
        value: `${ok} of ${right.length} worlds`,
      },
      { name: "Series at once", score: 100, weight: 0, value: String(after), par: String(params.most) },
    ],
    worlds,
  };
}

/** The first thing that is wrong in one world; lower ranks explain higher ones away. */
function judgeWorld(
  config: PrometheusConfig,
  scraped: ScrapedWorld,
  hidden: HiddenWorld,
  params: RelabelParams,
): { rank: number; finding: Finding } | undefined {
  if (scraped.targets.length === 0) return { rank: 0, finding: noTargets(config) };
  const [refused] = scraped.refused;
  if (refused !== undefined) {
    const { job, target, error } = refused;
    const message = `Every scrape of ${target.address} (job ${job.name}) fails: ${error}. Then up is 0 and nothing of the target is stored.`;
    return {
      rank: 1,
      finding: finding(kind, "scrape-refused", message, { params: { error, job: job.name } }),
    };
  }
  const nothing = nothingKept(config, scraped);
  if (nothing !== undefined) return { rank: 2, finding: nothing };
  const collision = collisionIn(scraped.kept);
  if (collision !== undefined) {
    const { labels, count, first, across } = collision;
    const names = labels.map((label) => `\`${label}\``).join(" and ");
    const who = across ? "series of different targets" : "series of one scrape";
    const message = `In “${hidden.title}” ${count} ${who} carry the same labels once ${names === "" ? "the rules have run" : `${names} is gone`}, for example ${showLabels(first.after)}. Relabelling does not add series up: the server keeps one sample and rejects the rest.`;
    return {
      rank: 3,
      finding: finding(kind, "duplicates", message, { params: { labels: labels.join(","), series: count } }),
    };
  }
  return queryChanged(config, scraped, hidden, params) ?? tooMany(scraped, hidden, params);
}

function noTargets(config: PrometheusConfig): Finding {
  const other = config.jobs.flatMap(({ otherDiscovery }) => otherDiscovery)[0];
  const why =
    config.jobs.length === 0
      ? "it has no scrape_configs"
      : other === undefined
        ? "no job finds any: look at file_sd_configs, static_configs and what relabel_configs drop"
        : `${other} finds nothing here; this cluster hands its targets out as targets/*.json`;
  return finding(kind, "no-targets", `The file loads and the server scrapes nothing: ${why}.`, {
    params: { discovery: other ?? "" },
  });
}

/** A job that has targets and stores none of what they say. */
function nothingKept(config: PrometheusConfig, { kept, targets }: ScrapedWorld): Finding | undefined {
  for (const job of config.jobs) {
    const own = targets.filter(({ labels }) => labels.get("job") === job.name);
    const addresses = new Set(own.map(({ address }) => address));
    const left = kept.filter(({ before, health }) => !health && addresses.has(before.get("instance")));
    if (own.length === 0 || left.length > 0 || job.metricRelabelConfigs.length === 0) continue;
    const lines = job.metricRelabelConfigs.some(({ regex, action }) => action === "keep" && /\s/.test(regex));
    const hint = lines
      ? " A line break or a space inside the pattern is part of the pattern."
      : " A pattern must match the whole value, from its start to its end.";
    const message = `metric_relabel_configs of job ${job.name} keep not one sample of ${own.length} targets; only up and the other scrape series are left.${hint}`;
    return finding(kind, "nothing-kept", message, { params: { job: job.name, targets: own.length } });
  }
  return undefined;
}

function queryChanged(
  config: PrometheusConfig,
  scraped: ScrapedWorld,
  hidden: HiddenWorld,
  { queries, at }: RelabelParams,
): { rank: number; finding: Finding } | undefined {
  for (const { name, expr } of queries) {
    for (const instant of at) {
      const timeMs = resolveInstant(instant, hidden);
      if (timeMs === undefined) continue;
      const wanted = askKept(hidden.world.source, expr, { timeMs });
      const yours = ask(scraped.source, expr, { timeMs });
      if (wanted.status === "error") throw new Error(`the lab's query ${expr} fails in "${hidden.title}"`);
      if (yours.status === "success" && equal(yours.series, wanted.series)) continue;
      const [now, then] = [answerOf(yours), answerOf(wanted)];
      const message = `In “${hidden.title}” at ${showTime(timeMs)}, ${name} answers ${now} after relabelling; before it was ${then}. Cutting series must not change an answer.`;
      const evidence = drawn(scraped, hidden, expr, timeMs, now, then);
      const params = { query: name, yours: now, wanted: then };
      return {
        rank: 4,
        finding: finding(kind, "query-changed", message, { params, evidence, ...spacesIn(config) }),
      };
    }
  }
  return undefined;
}

/** A pattern written over several lines matches less than it seems to. */
function spacesIn(config: PrometheusConfig): { hint?: string } {
  const rules = config.jobs.flatMap(({ metricRelabelConfigs }) => metricRelabelConfigs);
  if (!rules.some(({ regex }) => /\s/.test(regex))) return {};
  return { hint: "One of the patterns holds a line break or a space, which is part of the pattern." };
}

type Series = Parameters<typeof project>[0];

function equal(yours: Series, wanted: Series): boolean {
  const tolerance = { relative: instantEpsilon, absolute: absoluteEpsilon };
  return isEqual(compareResults(project(yours, []), project(wanted, []), tolerance));
}

/** `nothing`, `0.98`, or `8 series` with the first value. */
function answerOf(result: Parameters<typeof summary>[0]): string {
  const text = summary(result);
  if (result.status === "error") return `the error “${result.error}”`;
  const value = result.series[0]?.values[0];
  const first = value === undefined ? "" : ` (the first is ${Number(value.toPrecision(4))})`;
  return text.endsWith("series") ? `${text}${first}` : text;
}

function drawn(
  scraped: ScrapedWorld,
  hidden: HiddenWorld,
  expr: string,
  atMs: number,
  seen: string,
  wanted: string,
): Counterexample {
  const fromMs = Math.max(hidden.startMs, atMs - aroundMs);
  const toMs = Math.min(hidden.endMs, atMs + aroundMs);
  const range = { startMs: fromMs, endMs: toMs, stepMs: 30_000 };
  const line = (role: "yours" | "wanted", result: Parameters<typeof summary>[0]) => {
    const series = result.status === "success" ? result.series[0] : undefined;
    if (series === undefined) return [];
    return [{ name: role, role, timesMs: [...series.timesMs], values: [...series.values] }];
  };
  return {
    world: hidden.title,
    scenario: hidden.scenario,
    seed: hidden.seed,
    fromMs,
    toMs,
    lines: [
      ...line("yours", ask(scraped.source, expr, range)),
      ...line("wanted", ask(hidden.world.source, expr, range)),
    ],
    marks: [],
    unit: "",
    seen,
    wanted,
  };
}

function instantsOf(params: RelabelParams, hidden: HiddenWorld): readonly number[] {
  return params.at.flatMap((instant) => resolveInstant(instant, hidden) ?? []);
}

function aliveAt(series: ScrapedWorld["kept"], atMs: number): number {
  return series.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs).length;
}

function tooMany(
  scraped: ScrapedWorld,
  hidden: HiddenWorld,
  params: RelabelParams,
): { rank: number; finding: Finding } | undefined {
  for (const atMs of instantsOf(params, hidden)) {
    const count = aliveAt(scraped.kept, atMs);
    if (count <= params.most) continue;
    const families = new Map<string, number>();
    for (const { after, fromMs, toMs } of scraped.kept) {
      const name = after.get("__name__");
      if (fromMs <= atMs && atMs <= toMs) families.set(name, (families.get(name) ?? 0) + 1);
    }
    const largest = [...families].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3);
    const list = largest.map(([name, n]) => `${name} (${n})`).join(", ");
    const message = `${count} series in “${hidden.title}” at ${showTime(atMs)}; the most is ${params.most}. The largest left: ${list}.`;
    return {
      rank: 5,
      finding: finding(kind, "too-many-series", message, { params: { series: count, most: params.most } }),
    };
  }
  return undefined;
}
