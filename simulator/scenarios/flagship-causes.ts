import type { CausalGraph } from "../ledger/ledger-types.ts";

type Node = CausalGraph["nodes"][number];

const chain: readonly Node[] = [
  { id: "deploy-v2.1", text: "v2.1 rolled out to every replica from 14:00", role: "trigger", layer: "" },
  {
    id: "unbounded-activation-cache",
    text: "v2.1 keeps the activations of every answered request and evicts none",
    role: "mechanism",
    layer: "",
  },
  { id: "gpu-memory-full", text: "device memory fills, replica by replica", role: "mechanism", layer: "" },
  {
    id: "long-requests-oom",
    text: "long documents need a workspace that no longer fits: CUDA out of memory",
    role: "mechanism",
    layer: "",
  },
  { id: "http-5xx", text: "users get HTTP 500", role: "symptom", layer: "" },
];

const contributing: readonly Node[] = [
  {
    id: "staging-load-too-low",
    text: "30 minutes at 2 requests/s in staging show a slope and no error",
    role: "contributing",
    layer: "testing",
  },
  {
    id: "no-canary-gate",
    text: "no canary was held back and watched",
    role: "contributing",
    layer: "delivery",
  },
  {
    id: "readiness-sends-short-requests",
    text: "the readiness probe sends only short requests, so the rollout went on after the first OOM",
    role: "contributing",
    layer: "delivery",
  },
  {
    id: "dead-gpu-alert",
    text: "GPUMemoryExhaustion divides by a metric nobody exports",
    role: "contributing",
    layer: "detection",
  },
  {
    id: "latency-alert-waits-15m",
    text: "the latency alert waits 15 minutes before it fires",
    role: "contributing",
    layer: "detection",
  },
  {
    id: "no-burn-rate-alert",
    text: "no alert watches the error budget",
    role: "contributing",
    layer: "detection",
  },
  {
    id: "late-acknowledgement",
    text: "the page waited a long time for somebody to take it",
    role: "contributing",
    layer: "response",
  },
  {
    id: "serial-rollback",
    text: "the rollback went one replica at a time, 150 s each",
    role: "contributing",
    layer: "response",
  },
];

const redHerrings: readonly Node[] = [
  {
    id: "container-memory-limit",
    text: "the container's memory limit bounds host memory only",
    role: "red-herring",
    layer: "",
  },
  {
    id: "thermal-throttling",
    text: "no GPU came near its slowdown temperature",
    role: "red-herring",
    layer: "",
  },
  { id: "traffic-burst", text: "traffic was flat all day", role: "red-herring", layer: "" },
  { id: "node-pressure", text: "no node was short of memory or disk", role: "red-herring", layer: "" },
];

/** Contributing factors that let the mechanism reach the user, hid it, or slowed the answer, and where each acts. */
const influences: readonly (readonly [string, string])[] = [
  ["staging-load-too-low", "deploy-v2.1"],
  ["no-canary-gate", "deploy-v2.1"],
  ["readiness-sends-short-requests", "deploy-v2.1"],
  ["dead-gpu-alert", "http-5xx"],
  ["latency-alert-waits-15m", "http-5xx"],
  ["no-burn-rate-alert", "http-5xx"],
  ["late-acknowledgement", "http-5xx"],
  ["serial-rollback", "http-5xx"],
];

/**
 * The graph of the leak (06 section 4.6). `happened` names the links of the chain that belong to the
 * scenario, in order; none for a world in which nothing breaks. Red herrings are always there.
 */
export function flagshipCauses(happened: readonly string[]): CausalGraph {
  const links = chain.filter(({ id }) => happened.includes(id));
  const edges = links.slice(1).map(({ id }, i) => ({ from: links[i]?.id ?? "", to: id }));
  if (links.length === 0) return { nodes: redHerrings, edges };
  return {
    nodes: [...links, ...contributing, ...redHerrings],
    edges: [...edges, ...influences.map(([from, to]) => ({ from, to }))],
  };
}

/** Every link of the leak's chain. */
export const leakChain = chain.map(({ id }) => id);
