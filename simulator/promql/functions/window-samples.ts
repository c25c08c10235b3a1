import type { Window } from "../engine/window.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";

/** A float or a native histogram with its time and, where known, when its counter started. */
export interface WindowSample {
  readonly timeMs: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
  /** Milliseconds; 0 when unknown. */
  readonly startMs: number;
}

/** Floats and histograms of a window from the given positions on, merged by time. */
export function mergedSamples(window: Window, firstFloat: number, firstHistogram: number): WindowSample[] {
  const samples: WindowSample[] = [];
  for (let i = firstFloat; i < window.hi; i++) {
    samples.push({
      timeMs: window.time(i),
      value: window.value(i),
      histogram: undefined,
      startMs: window.starts?.[i] ?? 0,
    });
  }
  const { histograms } = window;
  if (histograms === undefined) return samples;
  for (let i = firstHistogram; i < histograms.hi; i++) {
    samples.push({
      timeMs: histograms.times[i] ?? 0,
      value: Number.NaN,
      histogram: histograms.histograms[i],
      startMs: histograms.starts?.[i] ?? 0,
    });
  }
  return samples.sort((a, b) => a.timeMs - b.timeMs);
}

/** Number of native histograms in a window. */
export function histogramCount(window: Window): number {
  const { histograms } = window;
  return histograms === undefined ? 0 : histograms.hi - histograms.lo;
}
