import { dashOf, slotColour } from "./palette.ts";

/** A short piece of a line as the chart draws it: colour and dash. */
export function Swatch({ slot, role = "line" }: { slot: number; role?: string }) {
  const ghost = role !== "line";
  return (
    <svg className="swatch" width="26" height="8" viewBox="0 0 26 8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="26"
        y2="4"
        stroke={
          ghost
            ? `var(${role === "yours" ? "--accent" : role === "wanted" ? "--ok" : "--ink-3"})`
            : slotColour(slot)
        }
        strokeWidth="1.75"
        strokeDasharray={ghost ? (role === "yours" ? undefined : "3 3") : dashOf(slot).join(" ")}
      />
    </svg>
  );
}
