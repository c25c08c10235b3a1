import type { Finding } from "../../finding.ts";
import { behaviour, byRequest, type CodeRun, firstOf, name } from "./judgement.ts";

/** Most characters of an exemplar's label names and values together (OpenMetrics 1.0, "Exemplars"). */
const mostCharacters = 128;

export interface ExemplarExpectation {
  readonly exemplars: string;
  /** Exemplar label that holds the trace id. */
  readonly label: string;
}

/**
 * Every observation carries an exemplar whose trace is that of its own request, so that a dot in the graph
 * opens the request it stands for. A real client keeps the newest one of each bucket; here all are read.
 */
export function judgeExemplars({
  exemplars,
  label,
}: ExemplarExpectation): (run: CodeRun) => Finding | undefined {
  return (run) => {
    const samples = byRequest(
      run,
      run.transcript.samples.filter((one) => one.metric === exemplars && one.type === "histogram"),
    );
    const spans = byRequest(run, run.transcript.spans);
    const traceOf = (i: number): string | undefined =>
      (spans[i] ?? []).find(({ traceId }) => traceId !== undefined)?.traceId;
    const given = (i: number): string | undefined => samples[i]?.[0]?.exemplar?.[label];
    const none = firstOf(run, (_, i) => given(i) === undefined || given(i) === "");
    if (none !== undefined) {
      const other = Object.keys(samples[none.index]?.[0]?.exemplar ?? {});
      const text =
        other.length > 0
          ? `The exemplar of request ${none.index + 1} has ${other.join(", ")} and no ${label}; the link to traces reads ${label}.`
          : `${name(run, none.index)} left no exemplar on ${exemplars}, as ${none.many} in all: from the graph no way leads to a trace.`;
      return behaviour(run, "exemplar-missing", none.index, text, { many: none.many });
    }
    const long = firstOf(run, (_, i) => {
      const pairs = Object.entries(samples[i]?.[0]?.exemplar ?? {});
      return pairs.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > mostCharacters;
    });
    if (long !== undefined) {
      const text = `The exemplar of request ${long.index + 1} has more than ${mostCharacters} characters; OpenMetrics allows no more, and the scrape would be refused.`;
      return behaviour(run, "exemplar-too-long", long.index, text, { many: long.many });
    }
    const elsewhere = firstOf(run, (_, i) => given(i) !== traceOf(i));
    if (elsewhere === undefined) return undefined;
    const { index } = elsewhere;
    const owner = run.job.requests.findIndex((_, i) => i !== index && traceOf(i) === given(index));
    const text =
      owner === -1
        ? `The exemplar of request ${index + 1} names ${given(index)?.slice(0, 12)}…, which is no trace of it. A span's spanContext() has the trace id.`
        : `The exemplar of request ${index + 1} leads to the trace of request ${owner + 1}.`;
    return behaviour(run, "exemplar-elsewhere", index, text, { many: elsewhere.many });
  };
}
