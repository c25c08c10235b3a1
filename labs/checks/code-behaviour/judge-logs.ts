import type { Finding } from "../../finding.ts";
import { behaviour, byRequest, type CodeRun, firstOf, name } from "./judgement.ts";
import { isHostile } from "./plan-requests.ts";

/** Every failure in the log once, at level error, and nothing at that level for a request that went well. */
export function judgeErrorLog(run: CodeRun): Finding | undefined {
  const lines = byRequest(
    run,
    run.transcript.logs.filter((one) => one.level === "error"),
  );
  const many = (i: number): number => (lines[i] ?? []).length;
  const silent = firstOf(run, (request, i) => request.error !== undefined && many(i) === 0);
  if (silent !== undefined) {
    const text = `${name(run, silent.index)} left no line at level error.`;
    return behaviour(run, "error-not-logged", silent.index, text, { many: silent.many });
  }
  const twice = firstOf(run, (_, i) => many(i) > 1);
  if (twice !== undefined) {
    const text = `${name(run, twice.index)} wrote ${many(twice.index)} error lines; whoever counts lines counts ${many(twice.index)} failures.`;
    return behaviour(run, "error-logged-twice", twice.index, text, { many: twice.many });
  }
  const alarm = firstOf(run, (request, i) => request.error === undefined && many(i) > 0);
  if (alarm === undefined) return undefined;
  const text = `Request ${alarm.index + 1} went well and wrote a line at level error.`;
  return behaviour(run, "error-log-on-success", alarm.index, text, { many: alarm.many });
}

/** Every line names its own request: the id it came with when that is one, else an id of its own. */
export function judgeIds({ ids }: { readonly ids: string }): (run: CodeRun) => Finding | undefined {
  return (run) => {
    const owners = new Map(run.job.requests.map((one, i) => [one.id, i]));
    const lines = byRequest(run, run.transcript.logs);
    const own = new Map<string, number>();
    for (const [i, request] of run.job.requests.entries()) {
      const header = request.headers["x-request-id"];
      const values = (lines[i] ?? []).map((line) => line.fields[ids]);
      const seen = new Set(values);
      const [value] = values;
      const text = `Request ${i + 1}`;
      if (value === undefined || value === "undefined" || value === "" || seen.has(undefined)) {
        const why = values.length === 0 ? "wrote no line at all" : `wrote a line without ${ids}`;
        return behaviour(run, "id-missing", i, `${text} ${why}.`, {});
      }
      if (values.some((one) => one === undefined || isHostile(one))) {
        const size = value.length > 200 ? "A 4 kB header" : "A header with a line break in it";
        return behaviour(
          run,
          "id-untrusted",
          i,
          `${size} became a log field. Take an id only when it looks like one.`,
          {},
        );
      }
      const foreign = values
        .map((one) => owners.get(one ?? "") ?? own.get(one ?? ""))
        .find((one) => one !== undefined && one !== i);
      if (foreign !== undefined) {
        return behaviour(run, "id-bled", i, `${text}'s log line carries request ${foreign + 1}'s id.`, {
          foreign: foreign + 1,
        });
      }
      if (seen.size > 1) {
        return behaviour(
          run,
          "id-bled",
          i,
          `${text} has lines with ${seen.size} ids; one search finds half of it.`,
          {},
        );
      }
      if (header !== undefined && !isHostile(header) && value !== header) {
        return behaviour(
          run,
          "id-bled",
          i,
          `${text} came with an id and its lines carry another: the caller's search finds nothing.`,
          {},
        );
      }
      own.set(value, i);
    }
    return undefined;
  };
}
