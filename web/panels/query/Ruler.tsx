import type { KeyboardEvent, PointerEvent } from "react";
import type { ChartSeries } from "../../components/chart/chart-types.ts";
import { type ChartGeometry, placeX, placeY } from "../../components/chart/Marks.tsx";
import { formatShortTime } from "../../components/format/format-time.ts";
import { formatValue, groupDigits } from "../../components/format/format-value.ts";
import type { Unit } from "../../components/format/units.ts";
import { t } from "../../i18n/t.ts";
import { type RulerPlace, readSlope } from "./slope.ts";

/** Device memory that ends the story of a GPU memory line: what DCGM reports as its total in the labs, MiB. */
const memoryLimitMiB = 81_920;

/**
 * Two handles on one line: the slope between them, per minute, and when the line meets its limit at
 * that rate. Handles move by mouse or by arrow keys.
 */
export function Ruler({
  geometry,
  line,
  place,
  unit,
  stepMs,
  onMove,
}: {
  geometry: ChartGeometry;
  line: ChartSeries;
  place: RulerPlace;
  unit: Unit;
  stepMs: number;
  onMove: (place: RulerPlace) => void;
}) {
  const slope = readSlope(line, place, unit === "mebibytes" ? memoryLimitMiB : undefined);
  if (slope === undefined) return null;
  const a = { x: placeX(geometry, slope.fromMs), y: placeY(geometry, slope.fromValue) };
  const b = { x: placeX(geometry, slope.toMs), y: placeY(geometry, slope.toValue) };
  const right = b.x + 190 > geometry.left + geometry.width;
  const text = { x: right ? a.x - 12 : b.x + 44, y: Math.max(geometry.top + 20, b.y + 10) };
  const anchor = right ? "end" : "start";
  const signed = (value: number): string => groupDigits(`${value > 0 ? "+" : ""}${formatValue(value, unit)}`);
  return (
    <g className="ruler">
      <path className="ruler-line" d={`M${a.x} ${a.y}H${b.x}V${b.y}`} strokeDasharray="2 3" />
      <path className="ruler-line" d={`M${b.x} ${(a.y + b.y) / 2}H${right ? a.x - 6 : b.x + 38}`} />
      <text className="big k" x={text.x} y={text.y} textAnchor={anchor}>
        {t("query.rulerSlope", {
          value: groupDigits(formatValue(Number(slope.perMinute.toPrecision(4)), unit)),
        })}
      </text>
      <text className="k" x={text.x} y={text.y + 16} textAnchor={anchor}>
        {t("query.rulerText", {
          name: shortName(line.name),
          from: formatShortTime(slope.fromMs),
          to: formatShortTime(slope.toMs),
          change: signed(slope.toValue - slope.fromValue),
        })}
      </text>
      {slope.minutesToLimit === undefined ? null : (
        <text className="k" x={text.x} y={text.y + 30} textAnchor={anchor}>
          {t("query.rulerMeets", {
            limit: groupDigits(formatValue(memoryLimitMiB, unit)),
            minutes: Number(slope.minutesToLimit.toFixed(1)),
          })}
        </text>
      )}
      <Handle
        label={`${t("query.ruler")}: ${formatShortTime(slope.fromMs)}`}
        at={a}
        ms={slope.fromMs}
        geometry={geometry}
        stepMs={stepMs}
        onMove={(fromMs) => onMove({ ...place, fromMs: Math.min(fromMs, slope.toMs - stepMs) })}
      />
      <Handle
        label={`${t("query.ruler")}: ${formatShortTime(slope.toMs)}`}
        at={b}
        ms={slope.toMs}
        geometry={geometry}
        stepMs={stepMs}
        onMove={(toMs) => onMove({ ...place, toMs: Math.max(toMs, slope.fromMs + stepMs) })}
      />
    </g>
  );
}

/** The end of a long name, which is what differs. */
function shortName(name: string): string {
  const [first = ""] = name.split(" ");
  return first.length <= 14
    ? first
    : `…${first.slice(first.lastIndexOf("-", first.length - 4) + 1).slice(-12)}`;
}

function Handle({
  label,
  at,
  ms,
  geometry,
  stepMs,
  onMove,
}: {
  label: string;
  at: { x: number; y: number };
  ms: number;
  geometry: ChartGeometry;
  stepMs: number;
  onMove: (ms: number) => void;
}) {
  const key = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(ms + by * stepMs * (event.shiftKey ? 10 : 1));
  };
  const drag = (event: PointerEvent<SVGElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (box === undefined) return;
    const share = (event.clientX - box.left - geometry.left) / geometry.width;
    onMove(geometry.fromMs + share * (geometry.toMs - geometry.fromMs));
  };
  return (
    <circle
      className="ruler-handle"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={geometry.fromMs}
      aria-valuemax={geometry.toMs}
      aria-valuenow={ms}
      aria-valuetext={formatShortTime(ms)}
      cx={at.x}
      cy={at.y}
      r="5"
      onKeyDown={key}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}
