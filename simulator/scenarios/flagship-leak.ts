import { memoryLeak } from "../faults/memory-leak.ts";
import { parseActionLog } from "./action-log.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses, leakChain } from "./flagship-causes.ts";
import actions from "./flagship-leak.actions.json" with { type: "json" };

/** The incident of 15 October 2025: v2.1 leaks 2 MiB of GPU memory per answered request (06 section 4). */
export const flagshipLeak = flagship({
  id: "flagship-leak",
  title: "The leak of 15 October",
  faults: [memoryLeak.plan(at("14:00"), { bytesPerRequest: 2_097_152 }, RELEASE_CHANGE)],
  causes: flagshipCauses(leakChain),
  responders: parseActionLog(actions),
});
