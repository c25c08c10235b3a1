import { grafanaUnits } from "../../../simulator/index.ts";
import type { Unit } from "../../components/format/units.ts";

/** How a panel's values are shown: multiplied by `factor`, in a unit, and with a text after them. */
export interface DrawnUnit {
  readonly unit: Unit;
  readonly factor: number;
  readonly suffix: string;
}

/** A unit that is not known here stays as the file has it, and its id stands after the value. */
export function drawnUnit(id: string): DrawnUnit {
  const suffix = /^suffix:(.*)$/s.exec(id)?.[1];
  if (suffix !== undefined) return { unit: "none", factor: 1, suffix };
  const known = grafanaUnits.get(id);
  if (known !== undefined) return { ...known, suffix: "" };
  return { unit: "none", factor: 1, suffix: id === "none" ? "" : id };
}
