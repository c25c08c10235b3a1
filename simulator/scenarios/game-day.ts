import { errorOnRoute } from "../faults/error-on-route.ts";
import { memoryLeak } from "../faults/memory-leak.ts";
import { trafficBurst } from "../faults/traffic-burst.ts";
import type { CausalGraph } from "../ledger/ledger-types.ts";
import { at, flagship } from "./flagship.ts";
import { flagshipCauses } from "./flagship-causes.ts";

const causes: CausalGraph = {
  nodes: [
    { id: "deploy-v2.1", text: "v2.1 rolled out to every replica from 14:05", role: "trigger", layer: "" },
    {
      id: "handler-exception",
      text: "its new request validation raises for three requests in ten",
      role: "mechanism",
      layer: "",
    },
    { id: "http-5xx", text: "users get HTTP 500", role: "symptom", layer: "" },
    ...flagshipCauses([]).nodes,
  ],
  edges: [
    { from: "deploy-v2.1", to: "handler-exception" },
    { from: "handler-exception", to: "http-5xx" },
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
