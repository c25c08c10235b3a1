import type { Sweep } from "../engine/range-function.ts";
import type { Window } from "../engine/window.ts";

/** Windows `fromStep` to `toStep - 1`, which together lie over the samples `first` to `end - 1`. */
export interface WindowRun {
  readonly fromStep: number;
  readonly toStep: number;
  readonly first: number;
  readonly end: number;
}

/** A run covers at most this many window lengths, so that sums over it stay close to sums over a window. */
const LENGTHS = 8;
/** Running sums cost about as much as looking at every sample of this many windows. */
const WORTHWHILE = 4;

/**
 * Cuts the windows of a sweep into runs of overlapping ones. Running sums over a run answer each of its
 * windows at once. Undefined when windows overlap too little for that to pay.
 */
export function windowRuns(window: Window, sweep: Sweep): readonly WindowRun[] | undefined {
  let looked = 0;
  for (let step = 0; step < sweep.steps; step++)
    looked += (sweep.hi[step] as number) - (sweep.lo[step] as number);
  if (looked < WORTHWHILE * (window.end - window.first)) return undefined;
  const runs: WindowRun[] = [];
  const { times } = window;
  let fromStep = 0;
  while (fromStep < sweep.steps) {
    const first = sweep.lo[fromStep] as number;
    const lengthMs = (sweep.endMs[fromStep] as number) - (sweep.startMs[fromStep] as number);
    const limitMs = (times[first] as number) + LENGTHS * lengthMs;
    let toStep = fromStep + 1;
    while (toStep < sweep.steps && (times[(sweep.hi[toStep] as number) - 1] as number) <= limitMs) toStep++;
    runs.push({ fromStep, toStep, first, end: sweep.hi[toStep - 1] as number });
    fromStep = toStep;
  }
  return runs;
}
