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

/** Parts of the ruler that must all climb: a step climbs in one of them only. */
const parts = 4;

/** Where to put the ruler first: five minutes of the steepest steady climb of any line. */
export function placeRuler(series: readonly ChartSeries[], widthMs = 300_000): RulerPlace | undefined {
  let best: { place: RulerPlace; steadiness: number } | undefined;
  for (const line of series) {
    const lastMs = line.timesMs[line.timesMs.length - 1] ?? 0;
    for (const fromMs of line.timesMs) {
      const place = { key: line.key, fromMs, toMs: fromMs + widthMs };
      if (place.toMs > lastMs) break;
      const steadiness = steadinessOf(line, place);
      if (steadiness !== undefined && (best === undefined || steadiness > best.steadiness)) {
        best = { place, steadiness };
      }
    }
  }
  return best?.place;
}

/** The gentlest part's slope less the spread of all parts; falls count like climbs. */
function steadinessOf(line: ChartSeries, { key, fromMs, toMs }: RulerPlace): number | undefined {
  const each = (toMs - fromMs) / parts;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < parts; i++) {
    const part = readSlope(
      line,
      { key, fromMs: fromMs + i * each, toMs: fromMs + (i + 1) * each },
      undefined,
    );
    if (part === undefined) return undefined;
    least = Math.min(least, part.perMinute);
    most = Math.max(most, part.perMinute);
  }
  const size = least > 0 ? least : most < 0 ? -most : 0;
  return size - (most - least);
}
