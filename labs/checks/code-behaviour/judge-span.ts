import type { Finding } from "../../finding.ts";
import type { PlannedRequest, SpanRecord } from "../../sandbox/code-runner.ts";
import { behaviour, byRequest, type CodeRun, firstOf, name } from "./judgement.ts";

export interface SpanExpectation {
  readonly span: string;
  /** What each attribute must hold: how many rows came in, how many answers went out (on success). */
  readonly attributes?: Readonly<Record<string, "rows" | "answers">> | undefined;
}

/** One span a request, ended whatever happens; a failure has status ERROR and tells its exception once. */
export function judgeSpan(expected: SpanExpectation): (run: CodeRun) => Finding | undefined {
  return (run) => {
    const spans = byRequest(
      run,
      run.transcript.spans.filter((one) => one.name === expected.span),
    );
    return (
      judgeEnds(run, spans, expected.span) ?? judgeStatus(run, spans) ?? judgeAttributes(run, spans, expected)
    );
  };
}

type Spans = readonly (readonly SpanRecord[])[];

function judgeEnds(run: CodeRun, spans: Spans, span: string): Finding | undefined {
  const ended = (i: number): number => (spans[i] ?? []).filter((one) => one.ends > 0).length;
  const onSuccess = firstOf(run, (request, i) => request.error === undefined && ended(i) === 0);
  if (onSuccess !== undefined) {
    const begun = (spans[onSuccess.index] ?? []).length > 0;
    const text = begun
      ? `The span of request ${onSuccess.index + 1} was never ended, so no backend ever gets it.`
      : `Request ${onSuccess.index + 1} has no span called ${span}.`;
    return behaviour(run, "span-missing", onSuccess.index, text, { many: onSuccess.many });
  }
  const onError = firstOf(run, (_, i) => ended(i) === 0);
  if (onError !== undefined) {
    const text = `${name(run, onError.index)} has no ended span: the ${onError.many} traces you would look for are the ones that are missing.`;
    return behaviour(run, "span-missing-on-error", onError.index, text, { many: onError.many });
  }
  const more = firstOf(run, (_, i) => (spans[i] ?? []).length > 1);
  if (more !== undefined) {
    const text = `${name(run, more.index)} has ${(spans[more.index] ?? []).length} spans called ${span}.`;
    return behaviour(run, "span-twice", more.index, text, { many: more.many });
  }
  const twice = firstOf(run, (_, i) => (spans[i]?.[0]?.ends ?? 0) > 1);
  if (twice === undefined) return undefined;
  const text = `The span of request ${twice.index + 1} was ended ${spans[twice.index]?.[0]?.ends} times. withSpan ends it itself.`;
  return behaviour(run, "span-ended-twice", twice.index, text, { many: twice.many });
}

function judgeStatus(run: CodeRun, spans: Spans): Finding | undefined {
  const exceptions = (i: number): number =>
    (spans[i]?.[0]?.events ?? []).filter((one) => one === "exception").length;
  const failed = (request: PlannedRequest): boolean => request.error !== undefined;
  const twice = firstOf(run, (request, i) => failed(request) && exceptions(i) > 1);
  if (twice !== undefined) {
    const text = `${name(run, twice.index)} has ${exceptions(twice.index)} exception events on its span. withSpan records the exception itself; record it once.`;
    return behaviour(run, "exception-twice", twice.index, text, { many: twice.many });
  }
  const none = firstOf(run, (request, i) => failed(request) && exceptions(i) === 0);
  if (none !== undefined) {
    const text = `${name(run, none.index)} has a span that does not know why: no exception was recorded.`;
    return behaviour(run, "exception-not-recorded", none.index, text, { many: none.many });
  }
  const status = (i: number): string => spans[i]?.[0]?.status ?? "UNSET";
  const quiet = firstOf(run, (request, i) => failed(request) && status(i) !== "ERROR");
  if (quiet !== undefined) {
    const text = `${name(run, quiet.index)} has a span with status ${status(quiet.index)}; a search for errors does not find it.`;
    return behaviour(run, "status-not-error", quiet.index, text, { many: quiet.many });
  }
  const alarmed = firstOf(
    run,
    (request, i) => !failed(request) && (status(i) === "ERROR" || exceptions(i) > 0),
  );
  if (alarmed === undefined) return undefined;
  const text = `Request ${alarmed.index + 1} went well, and its span tells of an error.`;
  return behaviour(run, "status-on-success", alarmed.index, text, { many: alarmed.many });
}

function judgeAttributes(run: CodeRun, spans: Spans, expected: SpanExpectation): Finding | undefined {
  for (const [attribute, holds] of Object.entries(expected.attributes ?? {})) {
    const wanted = (request: PlannedRequest): string | undefined => {
      if (holds === "rows") return String(request.rows.length);
      return request.error === undefined ? String(request.answers.length) : undefined;
    };
    const value = (i: number): string | undefined => spans[i]?.[0]?.attributes[attribute];
    const missing = firstOf(run, (request, i) => wanted(request) !== undefined && value(i) === undefined);
    if (missing !== undefined) {
      const text = `The span of request ${missing.index + 1} has no attribute ${attribute}. Set it before the span ends.`;
      return behaviour(run, "attribute-missing", missing.index, text, { attribute, many: missing.many });
    }
    const wrong = firstOf(run, (request, i) => wanted(request) !== undefined && value(i) !== wanted(request));
    if (wrong === undefined) continue;
    const request = run.job.requests[wrong.index];
    const text = `${attribute} of request ${wrong.index + 1} is ${value(wrong.index)}; it had ${request?.rows.length} rows.`;
    return behaviour(run, "attribute-wrong", wrong.index, text, { attribute, many: wrong.many });
  }
  return undefined;
}
