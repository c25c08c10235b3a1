/** When a sample was taken and when its counter started; milliseconds, start 0 when unknown. */
export interface Started {
  readonly timeMs: number;
  readonly startMs: number;
}

/**
 * Whether a counter started anew between two samples, judged by the start times its exporter sent. A start
 * equal to the previous sample's time is how delta counters look, and how OpenTelemetry marks an unknown
 * start; the previous sample's own start tells them apart.
 */
export function startedAnew(previous: Started, current: Started): boolean {
  if (current.startMs === 0 || current.startMs >= current.timeMs) return false;
  if (current.startMs < previous.timeMs) return false;
  if (current.startMs > previous.timeMs) return true;
  if (previous.startMs > previous.timeMs) return false;
  return previous.startMs !== 0 && previous.startMs !== previous.timeMs;
}

/** A start before the previous sample that is not the previous sample's start: the data contradict. */
export function startsOverlap(previous: Started, current: Started): boolean {
  return current.startMs !== 0 && current.startMs < previous.timeMs && current.startMs !== previous.startMs;
}
