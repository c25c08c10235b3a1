import { flagship } from "./flagship.ts";

/** The incident's cluster on a calm day: v2.0, diurnal traffic with noise, nothing breaks. */
export const flagshipHealthy = flagship({
  id: "flagship-healthy",
  title: "A calm day",
  openAt: "14:30",
  traffic: { profile: "diurnal", requestsPerSecond: 256, noise: true },
});
