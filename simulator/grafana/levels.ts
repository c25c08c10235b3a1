/** What a threshold colour means, so that it can be told by shape and word as well. */
export type Level = "ok" | "warn" | "crit" | "other";

/** Grafana's colour names, with and without their shades (`dark-red`, `semi-dark-orange`); hex colours are "other". */
export function levelOf(color: string): Level {
  if (/green/.test(color)) return "ok";
  if (/yellow|orange/.test(color)) return "warn";
  if (/red/.test(color)) return "crit";
  return "other";
}
