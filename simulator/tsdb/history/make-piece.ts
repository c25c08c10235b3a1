import type { SampleColumns } from "../sample-source.ts";
import type { Piece } from "./piece-cache.ts";

/** Keeps what a producer wrote, in less room where that loses nothing. */
export function makePiece(columns: SampleColumns): Piece {
  const { count, timesMs, values, stale } = columns;
  const startMs = count > 0 ? (timesMs[0] as number) : 0;
  const stepMs = count > 1 ? (timesMs[1] as number) - startMs : 0;
  const marked = stale.subarray(0, count).includes(1);
  return {
    count,
    startMs,
    stepMs,
    timesMs: onGrid(columns, startMs, stepMs) ? undefined : timesMs.slice(0, count),
    values: isSingle(columns) ? Float32Array.from(values.subarray(0, count)) : values.slice(0, count),
    stale: marked ? stale.slice(0, count) : undefined,
  };
}

function onGrid({ count, timesMs }: SampleColumns, startMs: number, stepMs: number): boolean {
  for (let i = 0; i < count; i++) if (timesMs[i] !== startMs + i * stepMs) return false;
  return true;
}

function isSingle({ count, values }: SampleColumns): boolean {
  for (let i = 0; i < count; i++) if (!Object.is(Math.fround(values[i] as number), values[i])) return false;
  return true;
}

/** Index of the first sample of a piece after `timeMs`. */
export function pieceAfter(piece: Piece, timeMs: number): number {
  const { startMs, stepMs, timesMs } = piece;
  let low = 0;
  let high = piece.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const time = timesMs === undefined ? startMs + middle * stepMs : (timesMs[middle] as number);
    if (time <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Copies samples `from` to `to - 1` of a piece into columns from `at` on. */
export function copyPiece(piece: Piece, from: number, to: number, into: SampleColumns, at: number): void {
  const { timesMs, values, stale, startMs, stepMs } = piece;
  const shift = at - from;
  if (timesMs === undefined) {
    for (let i = from; i < to; i++) into.timesMs[shift + i] = startMs + i * stepMs;
  } else for (let i = from; i < to; i++) into.timesMs[shift + i] = timesMs[i] as number;
  if (values instanceof Float32Array) {
    for (let i = from; i < to; i++) into.values[shift + i] = values[i] as number;
  } else for (let i = from; i < to; i++) into.values[shift + i] = values[i] as number;
  into.stale.fill(0, at, at + to - from);
  if (stale === undefined) return;
  for (let i = from; i < to; i++) into.stale[shift + i] = stale[i] as number;
}
