import type { Finding } from "../../finding.ts";
import { judgeDefinition, judgeSeries } from "./judge-counter.ts";
import { behaviour, byRequest, type CodeRun, failingRequests, firstOf, name } from "./judgement.ts";

/** Seconds an observation may be off: a handler does other things than wait for its model. */
const tolerance = 1e-3;

export interface HistogramExpectation {
  readonly histogram: string;
}

/** A histogram of durations: every request once, failures too, in seconds, on a clock that never goes back. */
export function judgeHistogram({ histogram }: HistogramExpectation): (run: CodeRun) => Finding | undefined {
  return (run) => {
    const missing = judgeDefinition(run, histogram, "histogram");
    if (missing !== undefined) return missing;
    const samples = run.transcript.samples.filter(
      (one) => one.metric === histogram && one.type === "histogram",
    );
    const tooMany = judgeSeries(run, samples, histogram);
    if (tooMany !== undefined) return tooMany;
    const values = byRequest(run, samples).map((list) => list.map((one) => one.value));
    return judgeObserved(run, values, histogram) ?? judgeValues(run, values, histogram);
  };
}

function judgeObserved(
  run: CodeRun,
  values: readonly (readonly number[])[],
  histogram: string,
): Finding | undefined {
  const none = firstOf(run, (_, i) => (values[i] ?? []).length === 0);
  if (none !== undefined) {
    const failing = failingRequests(run);
    if (none.many === failing.length && failing[0] === none.index) {
      const text = `The ${none.many} failed requests are missing from ${histogram}, request ${none.index + 1} first: during an outage its p99 improves.`;
      return behaviour(run, "errors-not-timed", none.index, text, { many: none.many });
    }
    const text = `${histogram} has no duration of request ${none.index + 1}, and of ${none.many} in all.`;
    return behaviour(run, "not-timed", none.index, text, { many: none.many });
  }
  const twice = firstOf(run, (_, i) => (values[i] ?? []).length > 1);
  if (twice === undefined) return undefined;
  const text = `${name(run, twice.index)} was observed ${(values[twice.index] ?? []).length} times in ${histogram}.`;
  return behaviour(run, "timed-twice", twice.index, text, { many: twice.many });
}

function judgeValues(
  run: CodeRun,
  values: readonly (readonly number[])[],
  histogram: string,
): Finding | undefined {
  const value = (i: number): number => values[i]?.[0] ?? 0;
  const negative = firstOf(run, (_, i) => value(i) < 0);
  if (negative !== undefined) {
    const text = `Request ${negative.index + 1} took ${round(value(negative.index))} s, says ${histogram}: the wall clock was set back meanwhile. Its sum falls, and rate() takes that for a restart. Measure on a clock that only goes forward.`;
    return behaviour(run, "negative-duration", negative.index, text, { value: value(negative.index) });
  }
  const scaled = firstOf(run, ({ seconds }, i) => near(value(i), seconds * 1_000));
  if (scaled !== undefined && scaled.many > run.job.requests.length / 2) {
    const text = `Request ${scaled.index + 1} took ${run.job.requests[scaled.index]?.seconds} s and ${histogram} was given ${round(value(scaled.index))}: those are milliseconds, and this histogram is in seconds.`;
    return behaviour(run, "wrong-unit", scaled.index, text, { many: scaled.many });
  }
  const wrong = firstOf(run, ({ seconds }, i) => !near(value(i), seconds));
  if (wrong === undefined) return undefined;
  const text = `${name(run, wrong.index)} took ${run.job.requests[wrong.index]?.seconds} s and ${histogram} was given ${round(value(wrong.index))}.`;
  return behaviour(run, "wrong-duration", wrong.index, text, { many: wrong.many });
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(tolerance, b * 1e-6);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
