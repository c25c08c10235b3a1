import type { SampleSource } from "../../tsdb/sample-source.ts";
import { query } from "../engine/query.ts";
import type { QueryFailure, QueryOptions, QueryRequest, QuerySuccess } from "../query-types.ts";
import { middleStepProblem, resultProblem } from "./compare-result.ts";
import { pinSelectors } from "./pin-selectors.ts";
import type { EvalCommand } from "./test-commands.ts";
import { describeMatch, type TextMatch, textMatches } from "./text-match.ts";

/** The engine as Prometheus's own tests configure it. */
const OPTIONS: QueryOptions = {
  features: "conformance",
  lookbackMs: 300_000,
  maxSamples: 10_000,
  defaultSubqueryStepMs: 60_000,
};

const MINUTE_MS = 60_000;
/** Calls that depend on the query's range and so cannot be repeated over another one. */
const QUERY_CONTEXT = /(?:start|end|range|step)\(\)/;

/**
 * Runs one `eval` with all its repetitions: an instant query runs again with its selectors fixed by `@`, at
 * other times, and each of these again as a range query whose middle step must agree. Returns the first
 * difference.
 */
export function runEval(command: EvalCommand, source: SampleSource): string | undefined {
  const { expr, time, rangeVector } = command;
  if (time.kind === "range") {
    const { startMs, endMs, stepMs } = time;
    return once(command, source, { expr, startMs, endMs, stepMs }).problem;
  }
  const atMs = rangeVector?.endMs ?? time.atMs;
  const problem = instant(command, source, expr, atMs);
  if (problem !== undefined) return problem;
  const pinned = pinSelectors(expr, atMs);
  if (pinned === undefined) return undefined;
  for (const againMs of atMs === 0
    ? [-1000, 0, 1000]
    : [-10 * atMs, 0, Math.trunc(atMs / 5), atMs, 10 * atMs]) {
    const repeated = instant(command, source, pinned, againMs);
    if (repeated !== undefined) return `${repeated} (as ${pinned} at ${againMs / 1000} s)`;
  }
  return undefined;
}

function instant(
  command: EvalCommand,
  source: SampleSource,
  expr: string,
  timeMs: number,
): string | undefined {
  const { problem, result } = once(command, source, { expr, timeMs });
  if (problem !== undefined || result === undefined) return problem;
  if (command.rangeVector !== undefined || command.text !== undefined || QUERY_CONTEXT.test(expr)) {
    return undefined;
  }
  const startMs = timeMs - MINUTE_MS;
  const request = { expr, startMs, endMs: timeMs + MINUTE_MS, stepMs: MINUTE_MS };
  const range = query(source, request, OPTIONS);
  if (range.status === "error") return `${range.error} (as a range query)`;
  // A range result is sorted by labels, so an order cannot be compared.
  if (command.expectations.ordered.length > 0) return undefined;
  const middle = middleStepProblem(command, result.resultType === "scalar", range.series, timeMs);
  return middle === undefined ? undefined : `${middle} (as a range query)`;
}

/** Evaluates once; `result` is undefined when the query failed as it should. */
function once(
  command: EvalCommand,
  source: SampleSource,
  request: QueryRequest,
): { problem: string | undefined; result: QuerySuccess | undefined } {
  const result = query(source, request, OPTIONS);
  const [wanted] = command.expectations.fail;
  if (result.status === "error") return { problem: failureProblem(wanted, result), result: undefined };
  if (wanted !== undefined) return { problem: "got a result, expected an error", result: undefined };
  return { problem: annotationProblem(command, result) ?? resultProblem(command, result), result };
}

function failureProblem(wanted: TextMatch | undefined, { error }: QueryFailure): string | undefined {
  if (wanted === undefined) return `got error ${error}`;
  return textMatches(wanted, error) ? undefined : `got error ${error}, expected ${describeMatch(wanted)}`;
}

function annotationProblem(command: EvalCommand, result: QuerySuccess): string | undefined {
  const { warn, no_warn, info, no_info } = command.expectations;
  return (
    kindProblem("warning", warn, no_warn, result.warnings) ?? kindProblem("info", info, no_info, result.infos)
  );
}

function kindProblem(
  name: string,
  wanted: readonly TextMatch[],
  refused: readonly TextMatch[],
  got: readonly string[],
): string | undefined {
  if (refused.length > 0 && got.length > 0) return `got ${name} ${got[0]}, expected none`;
  for (const match of wanted) {
    if (!got.some((text) => textMatches(match, text))) {
      return `got ${got.length === 0 ? `no ${name}` : `${name} ${got.join("; ")}`}, expected ${describeMatch(match)}`;
    }
  }
  const surplus =
    wanted.length === 0 ? undefined : got.find((text) => !wanted.some((one) => textMatches(one, text)));
  return surplus === undefined ? undefined : `got unexpected ${name} ${surplus}`;
}
