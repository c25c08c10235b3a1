import type { Finding } from "../../finding.ts";
import type { CodeJob, PlannedRequest, Transcript } from "../../sandbox/code-runner.ts";
import { finding } from "../check.ts";

/** What one expectation makes of one run: nothing when it holds, else one finding about the first request that shows it. */
export type Judge = (run: CodeRun) => Finding | undefined;

/** One run of the code: what it was asked and what it emitted. */
export interface CodeRun {
  readonly seed: number;
  readonly job: CodeJob;
  readonly transcript: Transcript;
}

/** Every finding code about behaviour, behind `code-behaviour/`. */
export const behaviourCodes = [
  "label-mismatch",
  "use-after-dispose",
  "handler-threw",
  "never-answers",
  "exception-swallowed",
  "exception-replaced",
  "wrong-result",
  "metric-missing",
  "not-counted",
  "counts-differ",
  "success-and-error",
  "counted-twice",
  "wrong-outcome",
  "id-as-label",
  "exemplar-missing",
  "exemplar-too-long",
  "exemplar-elsewhere",
  "errors-not-timed",
  "not-timed",
  "timed-twice",
  "negative-duration",
  "wrong-unit",
  "wrong-duration",
  "span-missing",
  "span-missing-on-error",
  "span-twice",
  "span-ended-twice",
  "exception-not-recorded",
  "exception-twice",
  "status-not-error",
  "status-on-success",
  "attribute-missing",
  "attribute-wrong",
  "error-not-logged",
  "error-logged-twice",
  "error-log-on-success",
  "id-missing",
  "id-bled",
  "id-untrusted",
  "tensor-leak",
] as const;

type BehaviourCode = (typeof behaviourCodes)[number];

/** A finding about a request: its number, and what the world did to it, go along as parameters. */
export function behaviour(
  run: CodeRun,
  code: BehaviourCode,
  request: number,
  message: string,
  params: Finding["params"] = {},
): Finding {
  const planned = run.job.requests[request];
  return finding("code-behaviour", code, message, {
    params: { request: request + 1, seed: run.seed, world: worldOf(planned), ...params },
  });
}

function worldOf(request: PlannedRequest | undefined): string {
  if (request === undefined) return "";
  const rows = request.rows.length;
  const parts = [rows === 1 ? "1 row" : `${rows} rows`, `${request.seconds} s`];
  if (request.error !== undefined) parts.push(`the model threw "${request.error}"`);
  if (request.clockStepMs !== undefined)
    parts.push(`the wall clock was set back by ${-request.clockStepMs / 1_000} s`);
  return parts.join(", ");
}

/** "Request 7, for which the model threw". */
export function name(run: CodeRun, request: number): string {
  const planned = run.job.requests[request];
  return `Request ${request + 1}${planned?.error === undefined ? "" : ", for which the model threw,"}`;
}

/** Numbers of the requests that failed in the model. */
export function failingRequests(run: CodeRun): readonly number[] {
  return run.job.requests.flatMap((one, i) => (one.error === undefined ? [] : [i]));
}

/** How many of the run's requests `bad` holds for, and the first of them. */
export function firstOf(
  run: CodeRun,
  bad: (request: PlannedRequest, index: number) => boolean,
): { readonly index: number; readonly many: number } | undefined {
  let index: number | undefined;
  let many = 0;
  for (const [i, request] of run.job.requests.entries()) {
    if (!bad(request, i)) continue;
    index ??= i;
    many++;
  }
  return index === undefined ? undefined : { index, many };
}

/** Records of each request, in the order of requests. */
export function byRequest<T extends { readonly request: number }>(
  run: CodeRun,
  records: readonly T[],
): readonly (readonly T[])[] {
  const lists: T[][] = run.job.requests.map(() => []);
  for (const record of records) lists[record.request]?.push(record);
  return lists;
}
