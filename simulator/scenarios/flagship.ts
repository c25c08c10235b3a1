import type { ClusterSpec, PlannedChange, ServiceSpec, TrafficSpec } from "../cluster/cluster-spec.ts";
import { requestsInPeriod } from "../cluster/traffic.ts";
import { DAY, timeOfDay } from "../kernel/units.ts";
import { checkScenario } from "./check-scenario.ts";
import { flagshipCauses } from "./flagship-causes.ts";
import { flagshipMonitoring } from "./flagship-monitoring.ts";
import type { Scenario } from "./scenario.ts";

/** 2025-10-15T00:00:00Z, the day of the incident. */
export const FLAGSHIP_DAY_MS = 1_760_486_400_000;

/** A time of the incident's day, for example `at("14:00")`. */
export const at = (clock: string): number => timeOfDay(FLAGSHIP_DAY_MS, clock);

/** The ticket under which the release of v2.1 arrives. */
export const RELEASE_CHANGE = "CHG-1043";

/**
 * Share of requests with a long document. The one calibrated number of the incident: solved by
 * `scripts/solve-long-share.mjs` so that seed 1 with the responders' actions spends 14 days of a 30-day
 * budget, 20.16 full-outage minutes (06 section 4.4).
 */
const LONG_SHARE = 0.354636;

const service: ServiceSpec = {
  deployment: "bert-model-serving",
  namespace: "ml-serving",
  labels: { app: "bert-model-serving", model: "bert-base", team: "ml-platform" },
  imageRepository: "registry.internal/ml/bert-model-serving",
  versions: ["v1.9", "v2.0", "v2.1"],
  history: [
    {
      version: "v1.9",
      changeCause: "deploy bert-model-serving v1.8 -> v1.9 change CHG-0964",
      createdMs: at("10:00") - 41 * DAY,
    },
    {
      version: "v2.0",
      changeCause: "deploy bert-model-serving v1.9 -> v2.0 change CHG-1007",
      createdMs: at("09:30") - 13 * DAY,
    },
  ],
  replicas: 8,
  maxSurge: 1,
  maxUnavailable: 0,
  minReadySeconds: 120,
  startSeconds: 30,
  drainSeconds: 1,
  env: { MAX_BATCH_SIZE: "32", MAX_QUEUE_DELAY_MS: "0", MODEL_NAME: "bert-base" },
  limits: { cpu: "4", memory: "16Gi", "nvidia.com/gpu": "1" },
  memory: {
    deviceMiB: 81_920,
    contextMiB: 512,
    weightsMiB: 21_632,
    workspaceMiB: 8192,
    longWorkspaceMiB: 1024,
    cacheReserveMiB: 256,
    hostBytes: 6_657_199_308,
  },
  longShare: LONG_SHARE,
  failedLatencySeconds: [0.6, 0.66, 0.72, 0.82, 0.93, 1.12, 1.2],
  queueTimeoutSeconds: 2,
  backgroundErrorRatio: 0,
  endpoint: "/predict",
};

const flat: TrafficSpec = { profile: "flat", requestsPerSecond: 256, noise: false };

/** Two ordinary changes near the incident that did nothing. */
const harmlessChanges: readonly PlannedChange[] = [
  {
    id: "CHG-1041",
    atMs: at("13:38"),
    service: "bert-router",
    from: "access log sampling 1.0",
    to: "access log sampling 0.1",
    text: "log one request in ten at the router",
    effect: "none",
    harmless: true,
  },
  {
    id: "CHG-1044",
    atMs: at("14:09"),
    service: "prometheus",
    from: "retention 15d",
    to: "retention 30d",
    text: "keep metrics for the whole SLO period",
    effect: "none",
    harmless: true,
  },
];

/** What a scenario of the family changes about the incident's world. */
interface Variant {
  readonly id: string;
  readonly title: string;
  readonly openAt?: string;
  readonly service?: Partial<ServiceSpec>;
  readonly traffic?: TrafficSpec;
  readonly changes?: readonly PlannedChange[];
  readonly faults?: ClusterSpec["faults"];
  readonly causes?: Scenario["causes"];
  readonly responders?: Scenario["responders"];
  readonly monitoring?: Scenario["monitoring"];
}

/**
 * A scenario on the incident's cluster: one region, three nodes with three GPUs each, eight replicas and
 * a spare, a router without metrics of its own or retries, one Prometheus and one Alertmanager.
 */
export function flagship(variant: Variant): Scenario {
  const traffic = variant.traffic ?? flat;
  const changes = [...harmlessChanges, ...(variant.changes ?? [])].sort((a, b) => a.atMs - b.atMs);
  return checkScenario({
    id: variant.id,
    title: variant.title,
    epochMs: FLAGSHIP_DAY_MS,
    startMs: at("12:30"),
    openAtMs: at(variant.openAt ?? "14:31"),
    endMs: at("16:30"),
    nodes: [1, 2, 3].map((number) => ({
      name: `gpu-node-${number}`,
      region: "us-west",
      internalIp: `10.0.1.${10 + number}`,
      bootMs: at(`0${3 + number}:1${number}`) - 63 * DAY,
      gpus: 3,
    })),
    service: { ...service, ...variant.service },
    traffic,
    users: { total: 333_333, longDocumentSenders: 50_000 },
    changes,
    faults: variant.faults ?? [],
    monitoring: variant.monitoring ?? flagshipMonitoring,
    slo: { objective: 0.999, requestsPerPeriod: requestsInPeriod(traffic, 30 * DAY) },
    causes: variant.causes ?? flagshipCauses([]),
    responders: variant.responders ?? [],
  });
}
