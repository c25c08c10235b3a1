import type { Labels } from "../../../simulator/index.ts";
import { type Projection, project, sameValue } from "../compare-results.ts";
import type { Failure } from "./failure.ts";
import { toleranceOf } from "./judge.ts";

/** A wanted series and the one of the answer that stands where it should, under other labels. */
export interface SeriesPair {
  readonly timeMs: number;
  readonly wanted: { readonly labels: Labels; readonly value: number };
  readonly yours: { readonly labels: Labels; readonly value: number };
  /** At every moment both sides hold the same values in the same number: only the labels differ. */
  readonly valuesAgree: boolean;
}

interface Point {
  readonly labels: Labels;
  readonly value: number;
}

type Compared = Pick<Failure, "yours" | "wanted" | "params" | "ask">;

/**
 * Sets series only the answer has beside those only the reference has, at the moment where most of both
 * exist: the wanted one with the largest value, and the one of the answer that has most in common with it.
 */
export function pairSeries({ yours, wanted, params, ask }: Compared): SeriesPair | undefined {
  if (yours.status === "error" || wanted.status === "error") return undefined;
  const drop = params.labels?.mayExtra ?? [];
  const [mine, theirs] = [project(yours.series, drop), project(wanted.series, drop)];
  const extra = pointsByTime(mine, theirs);
  const missing = pointsByTime(theirs, mine);
  const timeMs = busiest(missing, extra);
  if (timeMs === undefined) return undefined;
  const largest = (missing.get(timeMs) ?? []).reduce((best, one) =>
    Math.abs(one.value) > Math.abs(best.value) ? one : best,
  );
  const nearest = (extra.get(timeMs) ?? []).reduce((best, one) => nearer(largest, best, one));
  const tolerance = toleranceOf(params, ask);
  const valuesAgree = [...new Set([...missing.keys(), ...extra.keys()])].every((ms) => {
    const [a, b] = [sorted(missing.get(ms)), sorted(extra.get(ms))];
    return a.length === b.length && a.every((value, i) => sameValue(value, b[i] ?? Number.NaN, tolerance));
  });
  return { timeMs, wanted: largest, yours: nearest, valuesAgree };
}

/** Points of the series that `of` has and `other` lacks. */
function pointsByTime(of: Projection, other: Projection): Map<number, Point[]> {
  const byTime = new Map<number, Point[]>();
  for (const [key, { shown, timesMs, values }] of of.series) {
    if (other.series.has(key)) continue;
    timesMs.forEach((timeMs, i) => {
      const point = { labels: shown, value: values[i] ?? Number.NaN };
      const known = byTime.get(timeMs);
      if (known === undefined) byTime.set(timeMs, [point]);
      else known.push(point);
    });
  }
  return byTime;
}

function busiest(
  missing: ReadonlyMap<number, readonly Point[]>,
  extra: ReadonlyMap<number, readonly Point[]>,
): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [timeMs, points] of missing) {
    const both = Math.min(points.length, extra.get(timeMs)?.length ?? 0);
    if (both <= most) continue;
    most = both;
    best = timeMs;
  }
  return best;
}

/** The one that shares more label values with what was wanted; where they tie, the nearer value. */
function nearer(to: Point, a: Point, b: Point): Point {
  const [commonA, commonB] = [shared(to.labels, a.labels), shared(to.labels, b.labels)];
  if (commonA !== commonB) return commonB > commonA ? b : a;
  return Math.abs(b.value - to.value) < Math.abs(a.value - to.value) ? b : a;
}

function shared(a: Labels, b: Labels): number {
  const values = new Set(a.pairs.map(([, value]) => value));
  return b.pairs.filter(([, value]) => values.has(value)).length;
}

function sorted(points: readonly Point[] = []): readonly number[] {
  return points.map(({ value }) => value).sort((a, b) => a - b);
}
