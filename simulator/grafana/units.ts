/** What a number measures, once it is multiplied by the factor of its unit. */
export type Measure =
  | "none"
  | "percent"
  | "per-second"
  | "seconds"
  | "bytes"
  | "mebibytes"
  | "celsius"
  | "watts";

export interface GrafanaUnit {
  readonly unit: Measure;
  readonly factor: number;
}

const of = (unit: Measure, factor = 1): GrafanaUnit => ({ unit, factor });

/** Grafana's ids of the units in use here (Grafana, "Configure standard options": Unit). */
export const grafanaUnits: ReadonlyMap<string, GrafanaUnit> = new Map([
  ["short", of("none")],
  ["percentunit", of("percent", 100)],
  ["percent", of("percent")],
  ["reqps", of("per-second")],
  ["ops", of("per-second")],
  ["s", of("seconds")],
  ["ms", of("seconds", 1e-3)],
  ["µs", of("seconds", 1e-6)],
  ["m", of("seconds", 60)],
  ["h", of("seconds", 3600)],
  ["d", of("seconds", 86_400)],
  ["bytes", of("bytes")],
  ["kbytes", of("bytes", 1024)],
  ["mbytes", of("mebibytes")],
  ["gbytes", of("bytes", 1024 ** 3)],
  ["celsius", of("celsius")],
  ["watt", of("watts")],
]);
