import {
  type DiscoveredTarget,
  hashMod,
  Labels,
  type PrometheusConfig,
  readPrometheusConfig,
  relabel,
  scrapeTargets,
} from "../../../simulator/index.ts";
import type { ShardingParams } from "../../check-schema.ts";
import type { Finding } from "../../finding.ts";
import { type CheckContext, type CheckOutcome, finding } from "../check.ts";

const kind = "prometheus-config";

export const shardingCodes = [
  "not-loaded",
  "no-targets",
  "unscraped",
  "scraped-twice",
  "single-replica",
  "idle-shard",
  "collision",
  "replica-differs",
  "alert-lost",
  "double-page",
  "partition",
] as const;

/** One server of the fleet: a shard, and which of its replicas. */
interface Server {
  readonly shard: number;
  readonly replica: string;
  readonly config: PrometheusConfig;
  /** Addresses it scrapes. */
  readonly targets: readonly string[];
}

const REPLICAS = ["a", "b", "c"];

/**
 * Starts shards x replicas servers from one file, `$(SHARD)` and `$(REPLICA)` filled in as the config-reloader
 * of Prometheus Operator fills in environment variables, and asks who scrapes what and how alerts look.
 */
export async function judgeSharding(
  answer: string,
  params: ShardingParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const failures: Finding[] = [];
  const seeds: { seed: number; ok: boolean }[] = [];
  let spread = "";
  let moved = 0;
  for (const seed of context.seeds) {
    await context.breathe();
    const fleet = fleetOf(seed, params.targets);
    const servers = start(answer, params, fleet);
    const failure = "code" in servers ? servers : judge(servers, fleet, params);
    if (failure !== undefined) failures.push(failure);
    seeds.push({ seed, ok: failure === undefined });
    if (!("code" in servers)) {
      const sizes = servers.filter(({ replica }) => replica === "a").map(({ targets }) => targets.length);
      spread = sizes.join(", ");
    }
    moved = fleet.filter(({ address }) => movesFrom(address, params.shards - 1, params.shards)).length;
  }
  const ok = seeds.filter((one) => one.ok).length;
  const text = `Every target has exactly one shard (${spread} of ${params.targets}), twice over, and one alert stays one alert. Coming from ${params.shards - 1} shards, ${moved} targets changed hands.`;
  return {
    findings: [failures[0] ?? finding(kind, "partition", text, { type: "celebratory", params: { moved } })],
    parts: [
      {
        name: "Fleets shared out",
        score: seeds.length === 0 ? 0 : Math.round((100 * ok) / seeds.length),
        weight: 1,
        value: `${ok} of ${seeds.length}`,
      },
    ],
    worlds: [
      {
        name: `${params.targets} targets, ${params.shards} shards, ${params.replicas} replicas`,
        wants: "every target in exactly one shard of each replica",
        seeds,
        yours: spread === "" ? "does not load" : `${spread} targets`,
      },
    ],
  };
}

/** Addresses of a fleet; the numbers of the pods differ from seed to seed. */
function fleetOf(seed: number, count: number): readonly DiscoveredTarget[] {
  return Array.from({ length: count }, (_, i) => {
    const pod = `gpu-${seed * 7 + i}`;
    return { address: `${pod}:8000`, labels: { namespace: "ml-serving", pod, model: `m${i % 5}` } };
  });
}

function movesFrom(address: string, before: number, after: number): boolean {
  return hashMod(address, BigInt(before)) !== hashMod(address, BigInt(after));
}

function start(
  answer: string,
  params: ShardingParams,
  fleet: readonly DiscoveredTarget[],
): readonly Server[] | Finding {
  const servers: Server[] = [];
  const files = new Map([["targets/gpu.json", fleet]]);
  for (const replica of REPLICAS.slice(0, params.replicas)) {
    for (let shard = 0; shard < params.shards; shard++) {
      const text = answer.replaceAll("$(SHARD)", String(shard)).replaceAll("$(REPLICA)", replica);
      const loaded = readPrometheusConfig(text);
      if (!loaded.ok) {
        const message = `Shard ${shard}, replica ${replica}: ${loaded.error}`;
        return finding(kind, "not-loaded", message, { params: { error: loaded.error, shard } });
      }
      const { config } = loaded;
      const targets = config.jobs.flatMap((job) => scrapeTargets(job, files).map(({ address }) => address));
      servers.push({ shard, replica, config, targets });
    }
  }
  return servers;
}

function judge(
  servers: readonly Server[],
  fleet: readonly DiscoveredTarget[],
  params: ShardingParams,
): Finding | undefined {
  if (servers.every(({ targets }) => targets.length === 0)) {
    const message =
      "The file loads and no server scrapes anything: the job has no discovery that finds targets, or every target is dropped. hashmod shares out what discovery finds.";
    return finding(kind, "no-targets", message);
  }
  return partitionFault(servers, fleet, params) ?? labelFault(servers) ?? alertFault(servers);
}

/** Every target in exactly one shard of every replica, and no shard without work. */
function partitionFault(
  servers: readonly Server[],
  fleet: readonly DiscoveredTarget[],
  { shards }: ShardingParams,
): Finding | undefined {
  const holders = new Map<string, Server[]>(fleet.map(({ address }) => [address, []]));
  for (const server of servers) for (const address of server.targets) holders.get(address)?.push(server);
  const replicas = [...new Set(servers.map(({ replica }) => replica))];
  const all = [...holders];
  const without = all.filter(([, held]) => held.length === 0);
  const names = (list: typeof all): string =>
    `${list
      .slice(0, 3)
      .map(([address]) => address)
      .join(", ")}${list.length > 3 ? ` and ${list.length - 3} more` : ""}`;
  if (without.length > 0) {
    const message = `${names(without)} belong to no shard: nobody scrapes ${without.length} of ${fleet.length} targets.`;
    return finding(kind, "unscraped", message, { params: { targets: without.length } });
  }
  const twice = all.filter(([, held]) =>
    replicas.some((replica) => held.filter((one) => one.replica === replica).length > 1),
  );
  if (twice.length > 0) {
    const most = Math.max(
      ...twice.flatMap(([, held]) => replicas.map((r) => held.filter((one) => one.replica === r).length)),
    );
    const message = `${names(twice)} ${twice.length === 1 ? "is" : "are"} scraped by up to ${most} shards, so a sum over all shards counts them more than once.`;
    return finding(kind, "scraped-twice", message, { params: { targets: twice.length, shards: most } });
  }
  const single = all.filter(([, held]) => held.length < replicas.length);
  if (single.length > 0) {
    const message = `${names(single)} are not scraped by both replicas: when one server of the pair stops, ${single.length} targets have a gap.`;
    return finding(kind, "single-replica", message, { params: { targets: single.length } });
  }
  const idle = servers.find(({ targets }) => targets.length === 0);
  if (idle !== undefined) {
    const message = `Shard ${idle.shard} of ${shards} scrapes nothing. The modulus must be the number of shards.`;
    return finding(kind, "idle-shard", message, { params: { shard: idle.shard } });
  }
  return undefined;
}

const named = (labels: ReadonlyMap<string, string>): string =>
  labels.size === 0 ? "no labels" : [...labels].map(([name, value]) => `${name}="${value}"`).join(", ");

/** External labels name each server, and replicas of a shard differ in one label only. */
function labelFault(servers: readonly Server[]): Finding | undefined {
  const seen = new Map<string, Server>();
  for (const server of servers) {
    const { externalLabels } = server.config;
    const key = Labels.fromPairs(externalLabels).key;
    const twin = seen.get(key);
    if (twin !== undefined) {
      const message = `Shard ${twin.shard} replica ${twin.replica} and shard ${server.shard} replica ${server.replica} both call themselves ${named(externalLabels)}. Whoever queries them together cannot tell their series apart: give each its own external_labels.`;
      return finding(kind, "collision", message, { params: { labels: named(externalLabels) } });
    }
    seen.set(key, server);
  }
  const differing = replicaLabels(servers);
  if (differing.length > 1) {
    const message = `Replicas of one shard differ in ${differing.join(" and ")}. A query layer drops one replica label to make the pair one; two are in its way.`;
    return finding(kind, "replica-differs", message, { params: { labels: differing.join(",") } });
  }
  return undefined;
}

/** External labels in which the replicas of shard 0 differ. */
function replicaLabels(servers: readonly Server[]): readonly string[] {
  const pair = servers.filter(({ shard }) => shard === 0).map(({ config }) => config.externalLabels);
  const names = new Set(pair.flatMap((labels) => [...labels.keys()]));
  return [...names].filter((name) => new Set(pair.map((labels) => labels.get(name) ?? "")).size > 1);
}

/** What a rule's alert carries before the server adds its own labels. */
const ALERT = { alertname: "GPUHot", severity: "critical", instance: "gpu-3:8000", job: "gpu" } as const;

/** The pair's two copies of an alert must be one to Alertmanager, and still say what the rule said. */
function alertFault(servers: readonly Server[]): Finding | undefined {
  const pair = servers.filter(({ shard }) => shard === 0);
  const sent: Labels[] = [];
  for (const { config, replica } of pair) {
    if (config.alertmanagers === 0) {
      const message = "The file names no Alertmanager, so every alert stays with the server that found it.";
      return finding(kind, "alert-lost", message, { params: { replica } });
    }
    const external = Object.fromEntries(config.externalLabels);
    const result = relabel(Labels.of({ ...external, ...ALERT }), config.alertRelabelConfigs);
    const gone = Object.keys(ALERT).filter((name) => result.labels.get(name) === "");
    if (!result.kept || gone.length > 0) {
      const what = result.kept ? `arrive without ${gone.join(", ")}` : "are dropped";
      const message = `Alerts of replica ${replica} ${what}: look at alert_relabel_configs.`;
      return finding(kind, "alert-lost", message, { params: { replica } });
    }
    sent.push(result.labels);
  }
  const [first, second] = sent;
  if (first === undefined || second === undefined || sent.every(({ key }) => key === first.key))
    return undefined;
  const label = replicaLabels(servers)[0] ?? "";
  const message = `Both replicas send the alert, one with ${label}="${first.get(label)}" and one with ${label}="${second.get(label)}". To Alertmanager these are two alerts: two notifications for one fault.`;
  return finding(kind, "double-page", message, { params: { label } });
}
