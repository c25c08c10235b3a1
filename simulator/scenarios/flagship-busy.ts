import { at, flagship } from "./flagship.ts";

/** Decoy D3 of 06 section 4.7: traffic doubles at 14:00 on v2.0; memory stays flat. */
export const flagshipBusy = flagship({
  id: "flagship-busy",
  title: "Twice the traffic",
  traffic: { profile: "double", requestsPerSecond: 256, doubleFromMs: at("14:00"), noise: false },
});
