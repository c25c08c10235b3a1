import type { PanelLine } from "./use-panel-data.ts";

/** A stretch of time in which a line kept one value. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
}

/** Joins equal neighbours; more than one and a half steps without a point is a gap. Ends are cut to the range. */
export function segmentsOf(
  line: PanelLine,
  stepMs: number,
  startMs: number,
  endMs: number,
): readonly Segment[] {
  const found: Segment[] = [];
  line.timesMs.forEach((at, i) => {
    const value = line.values[i] ?? Number.NaN;
    const toMs = Math.min(endMs, at + stepMs);
    const last = found.at(-1);
    const joins = last !== undefined && at - last.toMs <= stepMs / 2;
    if (joins && Object.is(last.value, value)) found[found.length - 1] = { ...last, toMs };
    else if (at < endMs) {
      if (joins && last.toMs < at) found[found.length - 1] = { ...last, toMs: at };
      found.push({ fromMs: Math.max(startMs, at), toMs, value });
    }
  });
  return found;
}
