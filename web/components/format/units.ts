/**
 * Units as exporters mean them. MiB stays MiB, because DCGM counts framebuffer in it; a ratio of 0–1
 * and a percentage are different things and are labelled apart.
 */
export type Unit =
  | "seconds"
  | "bytes"
  | "mebibytes"
  | "ratio"
  | "percent"
  | "per-second"
  | "celsius"
  | "watts"
  | "megahertz"
  | "count"
  | "none";

/** What the axis says. */
export const unitLabel: Readonly<Record<Unit, string>> = {
  seconds: "s",
  bytes: "B",
  mebibytes: "MiB",
  ratio: "ratio 0–1",
  percent: "%",
  "per-second": "per second",
  celsius: "°C",
  watts: "W",
  megahertz: "MHz",
  count: "",
  none: "",
};

/** Suffixes of metric names, longest first; Prometheus naming practice plus DCGM's field names. */
const suffixes: readonly (readonly [RegExp, Unit])[] = [
  [/_seconds(_total|_sum|_bucket)?$/, "seconds"],
  [/_bytes(_total|_sum)?$/, "bytes"],
  [/_ratio$/, "ratio"],
  [/_celsius$/, "celsius"],
  [/_watts$/, "watts"],
  [/_percent$/, "percent"],
  [/^DCGM_FI_DEV_FB_/, "mebibytes"],
  [/^DCGM_FI_DEV_(GPU|MEM_COPY)_UTIL$/, "percent"],
  [/^DCGM_FI_DEV_\w*TEMP$/, "celsius"],
  [/^DCGM_FI_DEV_POWER_USAGE$/, "watts"],
  [/^DCGM_FI_DEV_\w*CLOCK$/, "megahertz"],
  [/^DCGM_FI_PROF_\w*ACTIVE$/, "ratio"],
];

/** Unit of a metric's samples, from its name. */
export function unitOfMetric(name: string): Unit {
  for (const [pattern, unit] of suffixes) if (pattern.test(name)) return unit;
  return /_(total|count)$/.test(name) ? "count" : "none";
}
