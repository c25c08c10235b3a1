import { errorOnRoute } from "../faults/error-on-route.ts";
import type { CausalGraph } from "../ledger/ledger-types.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses } from "./flagship-causes.ts";

const causes: CausalGraph = {
  nodes: [
    { id: "deploy-v2.1", text: "v2.1 rolled out to every replica from 14:00", role: "trigger", layer: "" },
    {
      id: "handler-exception",
      text: "the new request validation raises for three requests in ten",
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

/** A bad release of another kind: errors from the first second of each new pod, memory flat. */
export const flagshipBadRoute = flagship({
  id: "flagship-bad-route",
  title: "A release that fails at once",
  openAt: "14:10",
  faults: [errorOnRoute.plan(at("14:00"), {}, RELEASE_CHANGE)],
  causes,
});
