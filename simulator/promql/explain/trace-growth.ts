import type { CounterReset, EdgeStretch, GrowthTrace, LastTwoTrace, TooFewTrace } from "./window-detail.ts";

/** The samples of one window as plain columns. Times are milliseconds. */
export interface WindowSamples {
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** As in the engine: a gap up to a tenth longer than the spacing still reaches the window's edge. */
const EDGE_TOLERANCE = 1.1;

/** The arithmetic of rate, increase and delta, step by step; the same operations as the engine's, in its order. */
export function traceGrowth(
  samples: WindowSamples,
  { counter, perSecond }: { counter: boolean; perSecond: boolean },
): GrowthTrace | TooFewTrace {
  const { timesMs, values, fromMs, toMs } = samples;
  const count = values.length;
  if (count < 2) return { kind: "too-few", needs: 2 };
  const first = values[0] ?? 0;
  const last = values[count - 1] ?? 0;
  const resets = counter ? findResets(samples) : [];
  let change = last - first;
  if (counter) change += resets.reduce((lost, { correction }) => lost + correction, 0);
  const firstMs = timesMs[0] ?? 0;
  const lastMs = timesMs[count - 1] ?? 0;
  const sampled = (lastMs - firstMs) / 1000;
  const spacing = sampled / (count - 1);
  const threshold = spacing * EDGE_TOLERANCE;
  const toZero = counter && change > 0 && first >= 0 ? sampled * (first / change) : undefined;
  const toStart = stretchTo((firstMs - fromMs) / 1000, spacing, threshold, toZero);
  const toEnd = stretchTo((toMs - lastMs) / 1000, spacing, threshold, undefined);
  const stretched = sampled + toStart.used + toEnd.used;
  const range = (toMs - fromMs) / 1000;
  const factor = sampled === 0 ? 1 : stretched / sampled;
  return {
    kind: "growth",
    counter,
    perSecond,
    first,
    last,
    resets,
    change,
    sampled,
    spacing,
    threshold,
    ...(toZero === undefined ? {} : { toZero }),
    toStart,
    toEnd,
    stretched,
    range,
    result: change * (perSecond ? factor / range : factor),
  };
}

function stretchTo(gap: number, spacing: number, threshold: number, toZero: number | undefined): EdgeStretch {
  const far = gap >= threshold;
  const used = far ? spacing / 2 : gap;
  if (toZero !== undefined && toZero < used) return { gap, used: toZero, rule: "zero" };
  return { gap, used, rule: far ? "half-spacing" : "edge" };
}

/** Every fall of a counter: its process started again at zero. */
function findResets({ timesMs, values }: WindowSamples): readonly CounterReset[] {
  const resets: CounterReset[] = [];
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1] ?? 0;
    const after = values[i] ?? 0;
    if (after < before) resets.push({ timeMs: timesMs[i] ?? 0, before, after, correction: before });
  }
  return resets;
}

/** irate and idelta: the change from the last sample but one to the last. */
export function traceLastTwo(samples: WindowSamples, perSecond: boolean): LastTwoTrace | TooFewTrace {
  const { timesMs, values } = samples;
  const count = values.length;
  if (count < 2) return { kind: "too-few", needs: 2 };
  const last = values[count - 1] ?? 0;
  const before = values[count - 2] ?? 0;
  const lastMs = timesMs[count - 1] ?? 0;
  const beforeMs = timesMs[count - 2] ?? 0;
  const elapsed = (lastMs - beforeMs) / 1000;
  const reset = perSecond && last < before;
  const change = reset ? last : last - before;
  return {
    kind: "last-two",
    perSecond,
    beforeMs,
    before,
    lastMs,
    last,
    elapsed,
    reset,
    change,
    result: perSecond ? change / elapsed : change,
  };
}
