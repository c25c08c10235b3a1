import type { DashboardPanel } from "../../../simulator/index.ts";
import { formatValue, groupDigits } from "../../components/format/format-value.ts";
import { drawnUnit } from "./grafana-unit.ts";

/** A value as the panel's unit and decimals say; a dash where there is none. */
export function valueText(
  value: number | undefined,
  panel: Pick<DashboardPanel, "unit" | "decimals">,
): string {
  if (value === undefined) return "–";
  const { unit, factor, suffix } = drawnUnit(panel.unit);
  const scaled = value * factor;
  const { decimals } = panel;
  const rounds = decimals !== undefined && Number.isFinite(scaled) && unit !== "seconds" && unit !== "bytes";
  const shown = rounds ? Number(scaled.toFixed(Math.min(12, Math.max(0, Math.round(decimals))))) : scaled;
  return `${groupDigits(formatValue(shown, unit))}${suffix === "" ? "" : ` ${suffix}`}`;
}
