import type { TracePickParams } from "../check-schema.ts";
import { resolveInstant } from "../grader/instants.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type HiddenWorld } from "./check.ts";
import { readScalars } from "./read-scalar.ts";
import { durationMs, showTime } from "./show-time.ts";

const kind = "trace-pick";

/**
 * Grades one trace id of the learner's own run: any trace that began in the window, took long enough and
 * ended as asked is right. Which of them, and how it was found, is the learner's affair.
 */
export const tracePick: Check<"trace-pick"> = {
  kind,
  codes: [
    "no-id",
    "request-id",
    "span-id",
    "not-an-id",
    "several",
    "unknown-trace",
    "outside",
    "too-fast",
    "wrong-status",
    "right",
  ],
  async run(answer, params, context) {
    const read = readTraceId(answer);
    if ("code" in read) return outcome(0, "none", [finding(kind, read.code, read.message)]);
    return judge(read.traceId, params, await ownWorld(params.world, context));
  },
};

/** The learner's run as they played it; the lab's world on its own seed where nobody plays. */
function ownWorld(name: string, { run, lab, supply }: CheckContext): Promise<HiddenWorld> {
  if (run === undefined) return supply.open(name, lab.play.seed);
  const { actions, scenario, untilMs } = run;
  return supply.openWith(name, run.seed, { actions, scenario, untilMs });
}

function outcome(score: number, value: string, findings: CheckOutcome["findings"]): CheckOutcome {
  return { findings, parts: [{ name: "The trace", score, weight: 1, value }], worlds: [] };
}

type Unreadable = { readonly code: string; readonly message: string };

/** 32 hex digits, in any case, alone or in the `trace_id` field of a pasted line (W3C Trace Context, 3.2.2.3). */
function readTraceId(answer: string): { readonly traceId: string } | Unreadable {
  const texts = readScalars(answer);
  const text = texts.join(" ");
  if (text === "") return { code: "no-id", message: "No trace id yet. It has 32 hex digits." };
  const found = [...new Set(text.toLowerCase().match(/(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])/g) ?? [])];
  const [traceId] = found;
  if (found.length > 1) {
    return { code: "several", message: `That holds ${found.length} trace ids; one is asked for.` };
  }
  if (traceId !== undefined) return { traceId };
  if (/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i.test(text)) {
    const message =
      "That is a request id, with dashes. The trace id has 32 hex digits; the log line of the request carries both.";
    return { code: "request-id", message };
  }
  if (/^[0-9a-f]{16}$/i.test(text)) {
    const message =
      "16 hex digits are a span id: one piece of work within a request. The trace id has 32 and is the same for all its spans.";
    return { code: "span-id", message };
  }
  return { code: "not-an-id", message: `“${text.slice(0, 60)}” is no trace id: those are 32 hex digits.` };
}

function judge(traceId: string, params: TracePickParams, hidden: HiddenWorld): CheckOutcome {
  const { traces } = hidden.world;
  const fromMs = resolveInstant(params.from, hidden);
  const toMs = resolveInstant(params.to, hidden);
  if (traces === undefined || fromMs === undefined || toMs === undefined) {
    throw new Error(`"${params.from}" to "${params.to}" of world "${hidden.name}" holds no traces to read`);
  }
  const root = traces({ fromMs: hidden.startMs, toMs: hidden.endMs, limit: 1, traceId })[0]?.[0];
  const short = `${traceId.slice(0, 8)}…`;
  const fail = (code: string, message: string, more: Readonly<Record<string, string>> = {}): CheckOutcome =>
    outcome(0, short, [finding(kind, code, message, { params: { trace: traceId, ...more } })]);
  if (root === undefined) {
    return fail(
      "unknown-trace",
      `No trace ${short} is kept of your run. Perhaps it is from another run, or a digit is missing.`,
    );
  }
  const took = `${Math.round(root.durationSeconds * 1000)} ms`;
  const began = showTime(root.startMs);
  if (root.startMs <= fromMs || root.startMs > toMs) {
    const message = `That request began at ${began}; look between ${showTime(fromMs)} and ${showTime(toMs)}.`;
    return fail("outside", message, { began });
  }
  if (root.durationSeconds * 1000 <= durationMs(params.longerThan)) {
    const message = `That request took ${took}, as most do. Look for one that took longer than ${durationMs(params.longerThan)} ms.`;
    return fail("too-fast", message, { took });
  }
  if (params.status !== undefined && root.status !== params.status) {
    const message = `That request ended with status ${root.status}; one that ended with ${params.status} is asked for.`;
    return fail("wrong-status", message, { status: root.status });
  }
  const message = `That one began at ${began}, took ${took} and ended with status ${root.status}.`;
  return outcome(100, short, [
    finding(kind, "right", message, { type: "celebratory", params: { trace: traceId } }),
  ]);
}
