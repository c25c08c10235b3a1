import { memoryLeak } from "../faults/memory-leak.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses, leakChain } from "./flagship-causes.ts";

/** The same leak on a service where 0.02 % of requests always fail: a fifth of the budget is spoken for. */
export const flagshipBackground = flagship({
  id: "flagship-background",
  title: "The leak over background errors",
  service: { backgroundErrorRatio: 0.0002 },
  faults: [memoryLeak.plan(at("14:00"), { bytesPerRequest: 2_097_152 }, RELEASE_CHANGE)],
  causes: flagshipCauses(leakChain),
});
