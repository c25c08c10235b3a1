import type { Finding } from "../../finding.ts";
import type { RequestResult } from "../../sandbox/code-runner.ts";
import { behaviour, type CodeRun, firstOf, name } from "./judgement.ts";

/** Texts of a metric call that refuses its labels, ours and prom-client's. */
const labelError = /initial labelset|is missing a value for the label|Invalid number of arguments/;

/** Instrumentation must not change what a caller sees: the same answers, and the same exception. */
export function judgeResult(run: CodeRun): Finding | undefined {
  const { results } = run.transcript;
  const of = (index: number): RequestResult | undefined => results[index];
  const threw = firstOf(run, (_, i) => of(i)?.end === "other-error");
  if (threw !== undefined) return whyThrown(run, threw.index, threw.many, of(threw.index)?.text ?? "");
  const swallowed = firstOf(run, (request, i) => request.error !== undefined && of(i)?.end === "returned");
  if (swallowed !== undefined) {
    const text = `${name(run, swallowed.index)} returned ${short(of(swallowed.index)?.text)}. The caller must still see the exception: observe it and throw it on.`;
    return behaviour(run, "exception-swallowed", swallowed.index, text, { many: swallowed.many });
  }
  const pending = firstOf(run, (_, i) => of(i)?.end === "pending");
  if (pending !== undefined) {
    const text = `Request ${pending.index + 1} was never answered: it waits for something that does not come.`;
    return behaviour(run, "never-answers", pending.index, text, { many: pending.many });
  }
  const wrong = firstOf(
    run,
    (request, i) => request.error === undefined && of(i)?.text !== wanted(request.answers),
  );
  if (wrong === undefined) return undefined;
  const answers = run.job.requests[wrong.index]?.answers ?? [];
  const text = `Request ${wrong.index + 1} returned ${short(of(wrong.index)?.text)}; the model had answered ${short(wanted(answers))}. Return what the model returns.`;
  return behaviour(run, "wrong-result", wrong.index, text, { many: wrong.many });
}

function whyThrown(run: CodeRun, index: number, many: number, thrown: string): Finding {
  const of = run.job.requests.length;
  if (labelError.test(thrown)) {
    const text = `Request ${index + 1} failed with "${thrown}", and so did ${many} of ${of}: a metric call that throws fails the request it should have counted.`;
    return behaviour(run, "label-mismatch", index, text, { many, thrown });
  }
  if (thrown.endsWith("Tensor is disposed.")) {
    const text = `Request ${index + 1} used a tensor after it was disposed. Read what you need first, or return it from tidy.`;
    return behaviour(run, "use-after-dispose", index, text, { many });
  }
  const original = run.job.requests[index]?.error;
  if (original !== undefined) {
    const text = `${name(run, index)} ended with "${thrown}" and not with the model's "${original}". Whoever debugs this needs the first one: throw it on as it is, or as the cause.`;
    return behaviour(run, "exception-replaced", index, text, { many, thrown });
  }
  const text = `Request ${index + 1} failed with "${thrown}", although the model had answered it.`;
  return behaviour(run, "handler-threw", index, text, { many, thrown });
}

function wanted(answers: readonly number[]): string {
  return `[${answers.join(",")}]`;
}

function short(text = ""): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
