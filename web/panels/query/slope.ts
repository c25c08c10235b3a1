import type { ChartSeries } from "../../components/chart/chart-types.ts";

/** Where the slope ruler lies: two points of one line. */
export interface RulerPlace {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Slope {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromValue: number;
  readonly toValue: number;
  /** Change per minute, in the line's unit. */
  readonly perMinute: number;
  /** Minutes from the second handle until the line meets the limit, at this slope; undefined when it never does. */
  readonly minutesToLimit: number | undefined;
}

/** Reads the slope between the points of a line nearest to the two handles. */
export function readSlope(
  line: ChartSeries,
  place: RulerPlace,
  limit: number | undefined,
): Slope | undefined {
  const a = nearestPoint(line, place.fromMs);
  const b = nearestPoint(line, place.toMs);
  if (a === undefined || b === undefined || a.ms === b.ms) return undefined;
  const perMinute = ((b.value - a.value) / (b.ms - a.ms)) * 60_000;
  const left = limit === undefined ? undefined : (limit - b.value) / perMinute;
  return {
    fromMs: a.ms,
    toMs: b.ms,
    fromValue: a.value,
    toValue: b.value,
    perMinute,
    minutesToLimit: left !== undefined && left > 0 && Number.isFinite(left) ? left : undefined,
  };
}

function nearestPoint(line: ChartSeries, ms: number): { ms: number; value: number } | undefined {
  let best: { ms: number; value: number } | undefined;
  for (let i = 0; i < line.timesMs.length; i++) {
    const at = line.timesMs[i] ?? 0;
    const value = line.values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (best === undefined || Math.abs(at - ms) < Math.abs(best.ms - ms)) best = { ms: at, value };
  }
  return best;
}

/** Where to put the ruler first: five minutes around the middle of the steepest climb of any line. */
export function placeRuler(series: readonly ChartSeries[], widthMs = 300_000): RulerPlace | undefined {
  let best: { place: RulerPlace; slope: number } | undefined;
  for (const line of series) {
    for (let i = 0; i < line.timesMs.length; i++) {
      const fromMs = line.timesMs[i] ?? 0;
      const place = { key: line.key, fromMs, toMs: fromMs + widthMs };
      if (place.toMs > (line.timesMs[line.timesMs.length - 1] ?? 0)) break;
      const slope = readSlope(line, place, undefined);
      // A step is not a slope: both halves must climb.
      const half = readSlope(line, { ...place, toMs: fromMs + widthMs / 2 }, undefined);
      if (slope === undefined || half === undefined) continue;
      const even = Math.min(Math.abs(half.perMinute), Math.abs(slope.perMinute * 2 - half.perMinute));
      if (best === undefined || even > best.slope) best = { place, slope: even };
    }
  }
  return best?.place;
}
