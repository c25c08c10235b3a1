import { getState, setState } from "./store.ts";

/** Shortest and longest shared range, ms. */
const shortest = 60_000;
const longest = 30 * 86_400_000;

/** The shared range as instants: it ends at its pinned end, else at the playhead or now. */
export function rangeEnds(state = getState()): { fromMs: number; toMs: number } {
  const toMs = state.range.endMs ?? state.clock.viewMs ?? state.clock.nowMs;
  return { fromMs: toMs - state.range.durationMs, toMs };
}

/** Sets the shared range; an end at or after now follows the clock. */
export function setRange(durationMs: number, endMs: number | undefined): void {
  const { clock } = getState();
  const pinned = endMs !== undefined && endMs < clock.nowMs ? endMs : undefined;
  setState({ range: { durationMs: Math.min(longest, Math.max(shortest, durationMs)), endMs: pinned } });
}

/** Moves the range by a share of its length. */
export function shiftRange(share: number): void {
  const { range } = getState();
  const { toMs } = rangeEnds();
  setRange(range.durationMs, toMs + share * range.durationMs);
}

/** Twice the length around the same middle. */
export function zoomOut(): void {
  const { range } = getState();
  const { toMs } = rangeEnds();
  setRange(range.durationMs * 2, range.endMs === undefined ? undefined : toMs + range.durationMs / 2);
}

/** The part a learner dragged over. */
export function zoomTo(fromMs: number, toMs: number): void {
  setRange(toMs - fromMs, toMs);
}
