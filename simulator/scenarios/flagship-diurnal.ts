import { memoryLeak } from "../faults/memory-leak.ts";
import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";
import { flagshipCauses, leakChain } from "./flagship-causes.ts";

/** The same release at the peak of a day: 1.6 times the mean traffic, so it fills sooner and hurts more people. */
export const flagshipDiurnal = flagship({
  id: "flagship-diurnal",
  title: "The leak at the day's peak",
  traffic: { profile: "diurnal", requestsPerSecond: 256, noise: true },
  faults: [memoryLeak.plan(at("14:00"), { bytesPerRequest: 2_097_152 }, RELEASE_CHANGE)],
  causes: flagshipCauses(leakChain),
});
