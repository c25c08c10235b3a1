import { errorOnRoute } from "../faults/error-on-route.ts";
import { memoryLeak } from "../faults/memory-leak.ts";
import { trafficBurst } from "../faults/traffic-burst.ts";
import type { CausalGraph } from "../ledger/ledger-types.ts";
import { at, flagship } from "./flagship.ts";
import { flagshipCauses } from "./flagship-causes.ts";

/** Three stories side by side: what set each off, how it hurt, and the one symptom they share. */
const causes: CausalGraph = {
  nodes: [
    { id: "deploy-v2.1", text: "v2.1 rolled out to every replica from 14:05", role: "trigger", layer: "" },
    {
      id: "handler-exception",
      text: "its new request validation raises for three requests in ten",
      role: "mechanism",
      layer: "",
    },
    { id: "traffic-burst", text: "nearly five times the traffic from 14:22", role: "trigger", layer: "" },
    {
      id: "queue-timeout",
      text: "eight replicas cannot answer it, and requests wait until they are refused",
      role: "mechanism",
      layer: "",
    },
    { id: "deploy-v2.2", text: "v2.2 rolled out to every replica from 14:38", role: "trigger", layer: "" },
    {
      id: "unbounded-activation-cache",
      text: "v2.2 keeps the activations of every answered request and evicts none",
      role: "mechanism",
      layer: "",
    },
    { id: "http-5xx", text: "users get HTTP 500 or 503", role: "symptom", layer: "" },
    // What is a red herring on other days happened on this one.
    ...flagshipCauses([]).nodes.filter(({ id }) => id !== "traffic-burst"),
  ],
  edges: [
    { from: "deploy-v2.1", to: "handler-exception" },
    { from: "handler-exception", to: "http-5xx" },
    { from: "traffic-burst", to: "queue-timeout" },
    { from: "queue-timeout", to: "http-5xx" },
    { from: "deploy-v2.2", to: "unbounded-activation-cache" },
    { from: "unbounded-activation-cache", to: "http-5xx" },
  ],
};

/**
 * An hour in which three things go wrong, each of another kind: a release that fails at once, more traffic
 * than eight replicas can answer, and a release that is fine for a quarter of an hour.
 */
export const gameDay = flagship({
  id: "game-day",
  title: "A game day",
  openAt: "14:00",
  // One replica may be missing, or a rollout would wait for ever once the ninth GPU is in use.
  service: { versions: ["v1.9", "v2.0", "v2.1", "v2.2"], maxUnavailable: 1 },
  faults: [
    errorOnRoute.plan(at("14:05"), { version: "v2.1" }, "CHG-2051"),
    trafficBurst.plan(at("14:22"), { factor: 4.9, minutes: 14 }),
    memoryLeak.plan(at("14:38"), { version: "v2.2", bytesPerRequest: 2_097_152 }, "CHG-2057"),
  ],
  causes,
});
