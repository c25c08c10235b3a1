import type { Finding } from "../../finding.ts";
import type { SampleRecord } from "../../sandbox/code-runner.ts";
import { behaviour, byRequest, type CodeRun, failingRequests, firstOf, name } from "./judgement.ts";

/** Series one metric may have here: outcomes of a few models, not requests. */
const mostSeries = 20;

export interface CounterExpectation {
  readonly counter: string;
  readonly by: string;
  readonly success: string;
  readonly error: string;
}

/** A counter that adds up: every request once, under the outcome it really had. */
export function judgeCounter(expected: CounterExpectation): (run: CodeRun) => Finding | undefined {
  return (run) => {
    const samples = run.transcript.samples.filter(
      (one) => one.metric === expected.counter && one.type === "counter",
    );
    const missing = judgeDefinition(run, expected.counter, "counter");
    if (missing !== undefined) return missing;
    return judgeSeries(run, samples, expected.counter) ?? judgeCounts(run, samples, expected);
  };
}

/** The metric must exist and be of the kind that is asked for. */
export function judgeDefinition(
  run: CodeRun,
  metric: string,
  type: "counter" | "histogram",
): Finding | undefined {
  const found = run.transcript.metrics.find((one) => one.name === metric);
  if (found?.type === type) return undefined;
  const kind = type === "counter" ? "Counter" : "Histogram";
  const text =
    found === undefined
      ? `No ${kind} is called ${metric}. Make it once, outside the function.`
      : `${metric} is a ${found.type}; a ${type} is needed.`;
  return behaviour(run, "metric-missing", -1, text, { metric });
}

/** A label whose values never end is a series for every request. */
export function judgeSeries(
  run: CodeRun,
  samples: readonly SampleRecord[],
  metric: string,
): Finding | undefined {
  const series = new Set(samples.map((one) => JSON.stringify(Object.entries(one.labels).sort(byName))));
  if (series.size <= mostSeries) return undefined;
  const of = run.job.requests.length;
  const text = `${metric} has ${series.size} series after ${of} requests. A label needs few values; ids belong into logs and spans.`;
  return behaviour(run, "id-as-label", 0, text, { metric, series: series.size });
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function judgeCounts(
  run: CodeRun,
  samples: readonly SampleRecord[],
  expected: CounterExpectation,
): Finding | undefined {
  const { by, success, error, counter } = expected;
  const each = byRequest(run, samples);
  const total = (i: number): number => (each[i] ?? []).reduce((sum, one) => sum + one.value, 0);
  const values = (i: number): readonly string[] => (each[i] ?? []).map((one) => one.labels[by] ?? "");
  const want = run.job.requests.length;
  const got = samples.reduce((sum, one) => sum + one.value, 0);

  const both = firstOf(run, (_, i) => values(i).includes(success) && values(i).includes(error));
  if (both !== undefined) {
    const text = `${name(run, both.index)} was counted as ${success} and as ${error}: ${got} counted, ${want} served.`;
    return behaviour(run, "success-and-error", both.index, text, { got, want });
  }
  const twice = firstOf(run, (_, i) => total(i) > 1);
  if (twice !== undefined) {
    const text = `${name(run, twice.index)} added ${total(twice.index)} to ${counter}: ${got} counted, ${want} served. One request, one count.`;
    return behaviour(run, "counted-twice", twice.index, text, { got, want });
  }
  const lost = firstOf(run, (_, i) => total(i) !== 1);
  if (lost !== undefined) return lostCounts(run, lost, got, want, counter);
  const wrong = firstOf(
    run,
    (request, i) => values(i)[0] !== (request.error === undefined ? success : error),
  );
  if (wrong === undefined) return undefined;
  const meant = run.job.requests[wrong.index]?.error === undefined ? success : error;
  const text = `${name(run, wrong.index)} was counted under ${by}="${values(wrong.index)[0] ?? ""}", and it was ${by}="${meant}".`;
  return behaviour(run, "wrong-outcome", wrong.index, text, { many: wrong.many });
}

function lostCounts(
  run: CodeRun,
  lost: { readonly index: number; readonly many: number },
  got: number,
  want: number,
  counter: string,
): Finding {
  const failing = failingRequests(run);
  const params = { got, want, many: lost.many };
  if (lost.many === failing.length && failing[0] === lost.index) {
    const text = `${got} counted, ${want} served: the ${lost.many} requests that threw were not counted, request ${lost.index + 1} first.`;
    return behaviour(run, "counts-differ", lost.index, text, params);
  }
  const text = `${counter} counted ${got} of ${want} requests; request ${lost.index + 1} is the first that is missing.`;
  return behaviour(run, "not-counted", lost.index, text, params);
}
