import { memoryLeak } from "../faults/memory-leak.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses, leakChain } from "./flagship-causes.ts";

/** The same release with a leak of 1.2 GB a minute at 32 requests/s: more than three quarters of an hour of warning. */
export const slowLeak = flagship({
  id: "slow-leak",
  title: "A slower leak",
  faults: [memoryLeak.plan(at("14:00"), { bytesPerRequest: 625_000 }, RELEASE_CHANGE)],
  causes: flagshipCauses(leakChain),
});
