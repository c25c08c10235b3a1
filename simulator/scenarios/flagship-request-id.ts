import { cardinalityBomb } from "../faults/cardinality-bomb.ts";
import type { CausalGraph } from "../ledger/ledger-types.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses } from "./flagship-causes.ts";

const causes: CausalGraph = {
  nodes: [
    { id: "deploy-v2.1", text: "v2.1 rolled out to both replicas from 14:00", role: "trigger", layer: "" },
    {
      id: "request-id-label",
      text: "v2.1 writes the request id as a label of its latency histogram",
      role: "mechanism",
      layer: "",
    },
    {
      id: "series-without-end",
      text: "every request is 14 new series, and each of them stays in the server's memory",
      role: "symptom",
      layer: "",
    },
    ...flagshipCauses([]).nodes,
  ],
  edges: [
    { from: "deploy-v2.1", to: "request-id-label" },
    { from: "request-id-label", to: "series-without-end" },
  ],
};

/**
 * A service in trial, two replicas and one request a second, and a release that makes the request id a label. So
 * little traffic is enough, and every one of its series really exists here.
 */
export const flagshipRequestId = flagship({
  id: "flagship-request-id",
  title: "A label for every request",
  openAt: "14:08",
  service: { replicas: 2 },
  traffic: { profile: "flat", requestsPerSecond: 1, noise: false },
  faults: [cardinalityBomb.plan(at("14:00"), {}, RELEASE_CHANGE)],
  causes,
});
