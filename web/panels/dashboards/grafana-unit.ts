import type { Unit } from "../../components/format/units.ts";

/** How a panel's values are shown: multiplied by `factor`, in a unit, and with a text after them. */
export interface DrawnUnit {
  readonly unit: Unit;
  readonly factor: number;
  readonly suffix: string;
}

const plain = (unit: Unit, factor = 1): DrawnUnit => ({ unit, factor, suffix: "" });

/** Grafana's ids of the units in use here (Grafana, "Configure standard options": Unit), with their names. */
export const grafanaUnits: ReadonlyMap<string, DrawnUnit> = new Map([
  ["short", plain("none")],
  ["percentunit", plain("percent", 100)],
  ["percent", plain("percent")],
  ["reqps", plain("per-second")],
  ["ops", plain("per-second")],
  ["s", plain("seconds")],
  ["ms", plain("seconds", 1e-3)],
  ["µs", plain("seconds", 1e-6)],
  ["m", plain("seconds", 60)],
  ["h", plain("seconds", 3600)],
  ["d", plain("seconds", 86_400)],
  ["bytes", plain("bytes")],
  ["kbytes", plain("bytes", 1024)],
  ["mbytes", plain("mebibytes")],
  ["gbytes", plain("bytes", 1024 ** 3)],
  ["celsius", plain("celsius")],
  ["watt", plain("watts")],
]);

/** A unit that is not known here stays as the file has it, and its id stands after the value. */
export function drawnUnit(id: string): DrawnUnit {
  const suffix = /^suffix:(.*)$/s.exec(id)?.[1];
  if (suffix !== undefined) return { unit: "none", factor: 1, suffix };
  return grafanaUnits.get(id) ?? { unit: "none", factor: 1, suffix: id === "none" ? "" : id };
}
