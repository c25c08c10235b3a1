import type { Unit } from "./units.ts";

/** At most four significant digits, no exponent in the usual range, no grouping, decimal point always. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  if (Number.isInteger(value)) return String(value);
  const whole = Math.floor(Math.log10(size)) + 1;
  return trimZeros(value.toFixed(Math.min(12, Math.max(0, digits - whole))));
}

/** Groups the digits before the point by commas, for axes and legends; tables stay as tools write numbers. */
export function groupDigits(text: string): string {
  return text.replace(
    /^([+-]?)(\d{4,})/,
    (_whole, sign: string, digits: string) => sign + digits.replace(/\B(?=(\d{3})+$)/g, ","),
  );
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A value with its unit: `1.8 s`, `40.2 GiB`, `81664 MiB`, `3.2 %`. */
export function formatValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (unit) {
    case "seconds":
      return scale(value, secondSteps);
    case "bytes":
      return scale(value, byteSteps);
    case "mebibytes":
      return `${formatNumber(value)} MiB`;
    case "percent":
      return `${formatNumber(value)} %`;
    case "per-second":
      return `${formatNumber(value)}/s`;
    case "celsius":
      return `${formatNumber(value)} °C`;
    case "watts":
      return `${formatNumber(value)} W`;
    case "megahertz":
      return `${formatNumber(value)} MHz`;
    case "ratio":
    case "count":
    case "none":
      return formatNumber(value);
  }
}

type Steps = readonly (readonly [size: number, label: string])[];
const secondSteps: Steps = [
  [3600, "h"],
  [60, "min"],
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
];
const byteSteps: Steps = [
  [1024 ** 4, "TiB"],
  [1024 ** 3, "GiB"],
  [1024 ** 2, "MiB"],
  [1024, "KiB"],
  [1, "B"],
];

function scale(value: number, steps: Steps): string {
  if (value === 0) return `0 ${steps.find(([size]) => size === 1)?.[1] ?? ""}`;
  const size = Math.abs(value);
  const [by, label] = steps.find(([limit]) => size >= limit) ?? steps.at(-1) ?? [1, ""];
  return `${formatNumber(value / by)} ${label}`;
}

/**
 * Rounds an axis: the distance of ticks and the text of one tick, so that all ticks share one unit.
 * Bytes step in powers of two, times of over a minute as clocks do, everything else in 1, 2, 2.5 or 5 times
 * a power of ten.
 */
export function axisTicks(low: number, high: number, most: number, unit: Unit): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const raw = span / Math.max(1, most);
  const step = tickStep(raw, unit);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(i * step || 0);
  return ticks;
}

function tickStep(raw: number, unit: Unit): number {
  if (unit === "bytes" || unit === "mebibytes") return binaryStep(raw);
  return unit === "seconds" && raw > 30 ? clockStep(raw) : decimalStep(raw);
}

/** Minutes, hours and days as people count them. */
function clockStep(raw: number): number {
  const steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
  return steps.find((step) => step >= raw) ?? decimalStep(raw / 86_400) * 86_400;
}

function decimalStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10) * power;
}

/** Powers of two and 1.25, 1.5 times them, so 20,480 MiB and 1.5 GiB can be ticks. */
function binaryStep(raw: number): number {
  if (raw <= 8) return decimalStep(raw);
  const power = 2 ** Math.floor(Math.log2(raw));
  const lead = raw / power;
  return (lead <= 1 ? 1 : lead <= 1.25 ? 1.25 : lead <= 1.5 ? 1.5 : 2) * power;
}

/** Text of axis ticks: one scale for all, taken from the largest. */
export function axisTexts(ticks: readonly number[], unit: Unit): { texts: string[]; label: string } {
  const largest = ticks.reduce((most, tick) => Math.max(most, Math.abs(tick)), 0);
  const steps = unit === "seconds" ? secondSteps : unit === "bytes" ? byteSteps : undefined;
  const [by, label] = steps?.find(([limit]) => largest >= limit) ?? [1, ""];
  return { texts: ticks.map((tick) => groupDigits(formatNumber(tick / by))), label };
}
