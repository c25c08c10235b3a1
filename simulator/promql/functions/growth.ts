/** What a function of the rate family computes. */
export interface Growth {
  /** Counters are corrected for resets and never extrapolated below zero. */
  readonly isCounter: boolean;
  readonly perSecond: boolean;
}

export const RATE: Growth = { isCounter: true, perSecond: true };
export const INCREASE: Growth = { isCounter: true, perSecond: false };
export const DELTA: Growth = { isCounter: false, perSecond: false };

/** A gap up to this much larger than the average spacing still counts as reaching the window's edge. */
const EDGE_TOLERANCE = 1.1;

/** The samples at the ends of a window. */
export interface GrowthEnds {
  firstMs: number;
  lastMs: number;
  /** Number of gaps between samples: one less than the samples. */
  gaps: number;
  /** The counter's first value, and how much it grew; NaN where there is no number to compare. */
  first: number;
  change: number;
}

/**
 * How much a change between the first and last sample is stretched to cover the whole window: all the way
 * to an edge that is about one spacing away, else half a spacing; and never below the counter's zero.
 * Prometheus has done the first before the second since 2.51.
 */
export function stretchFactor(startMs: number, endMs: number, ends: GrowthEnds, growth: Growth): number {
  const sampled = (ends.lastMs - ends.firstMs) / 1000;
  const spacing = sampled / ends.gaps;
  const threshold = spacing * EDGE_TOLERANCE;
  let toStart = (ends.firstMs - startMs) / 1000;
  if (toStart >= threshold) toStart = spacing / 2;
  if (growth.isCounter && ends.change > 0 && ends.first >= 0) {
    const toZero = sampled * (ends.first / ends.change);
    if (toZero < toStart) toStart = toZero;
  }
  return stretch(startMs, endMs, { sampled, toStart, spacing, lastMs: ends.lastMs }, growth);
}

/** The stretch when the counter is known to have started at zero inside the window. */
export function stretchFromStart(
  startMs: number,
  endMs: number,
  counterStartMs: number,
  ends: GrowthEnds,
  growth: Growth,
): number {
  const sampled = (ends.lastMs - counterStartMs) / 1000;
  const spacing = ends.gaps > 0 ? (ends.lastMs - ends.firstMs) / 1000 / ends.gaps : 0;
  return stretch(startMs, endMs, { sampled, toStart: 0, spacing, lastMs: ends.lastMs }, growth);
}

function stretch(
  startMs: number,
  endMs: number,
  part: { sampled: number; toStart: number; spacing: number; lastMs: number },
  growth: Growth,
): number {
  const { sampled, spacing } = part;
  let toEnd = (endMs - part.lastMs) / 1000;
  if (toEnd >= spacing * EDGE_TOLERANCE) toEnd = spacing / 2;
  const factor = sampled === 0 ? 1 : (sampled + part.toStart + toEnd) / sampled;
  return growth.perSecond ? factor / ((endMs - startMs) / 1000) : factor;
}
