import { memoryLeak } from "../faults/memory-leak.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses, leakChain } from "./flagship-causes.ts";

/** The same leak in a server that exits at its first CUDA out-of-memory: a sawtooth instead of a plateau. */
export const flagshipExit = flagship({
  id: "flagship-exit",
  title: "A leak that restarts",
  faults: [memoryLeak.plan(at("14:00"), { bytesPerRequest: 2_097_152, onFull: "exit" }, RELEASE_CHANGE)],
  causes: flagshipCauses(leakChain),
});
