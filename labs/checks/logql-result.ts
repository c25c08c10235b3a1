import { type LogqlExpr, type LogqlResult, parseLogql, queryLogs } from "../../simulator/index.ts";
import type { LogqlResultParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import { resolveInstant } from "../grader/instants.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  finding,
  type HiddenWorld,
  type WorldRow,
} from "./check.ts";
import { compareLogs } from "./logql-result/compare-logs.ts";
import { diagnoseEmpty } from "./logql-result/diagnose-empty.ts";
import { durationMs, showTime } from "./show-time.ts";

const kind = "logql-result";
/** As many lines as Loki ever returns. */
const limit = 5000;

/**
 * Grades a LogQL query by what it returns: in every hidden world it must find the lines the reference finds, or
 * give the same numbers, at every moment asked. How it is written is the learner's affair.
 */
export const logqlResult: Check<"logql-result"> = {
  kind,
  codes: [
    "does-not-parse",
    "does-not-run",
    "wrong-type",
    "no-stream",
    "nothing-left",
    "missing-lines",
    "extra-lines",
    "labels-differ",
    "wrong-scale",
    "wrong-value",
    "right",
  ],
  async run(answer, params, context) {
    const parsed = parseLogql(answer);
    if ("error" in parsed) {
      const text =
        answer.trim() === "" ? "The answer is empty: write the query to be checked." : parsed.error;
      const at = parsed.at === undefined ? {} : { at: parsed.at };
      return outcome(
        [finding(kind, "does-not-parse", text, { params: { error: parsed.error }, ...at })],
        0,
        [],
      );
    }
    return judge(answer, parsed.expr, params, context);
  },
};

function outcome(findings: readonly Finding[], score: number, worlds: readonly WorldRow[]): CheckOutcome {
  const rows = worlds.flatMap((row) => row.seeds);
  const value = rows.length === 0 ? "no" : `${rows.filter((row) => row.ok).length} of ${rows.length}`;
  return { findings, parts: [{ name: "Right in hidden worlds", score, weight: 1, value }], worlds };
}

async function judge(
  answer: string,
  expr: LogqlExpr,
  params: LogqlResultParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const rows: WorldRow[] = [];
  const shares: number[] = [];
  let wrong: Finding | undefined;
  for (const name of params.worlds) {
    const seeds: { seed: number; ok: boolean }[] = [];
    let title = name;
    let [wants, yours] = ["", ""];
    for (const seed of context.seeds) {
      const hidden = await context.supply.open(name, seed);
      title = hidden.title;
      let ok = true;
      for (const instant of params.at) {
        const atMs = resolveInstant(instant, hidden);
        if (atMs === undefined) continue;
        const one = judgeAt(answer, expr, params, hidden, atMs);
        shares.push(one.share);
        wrong ??= one.finding;
        ok &&= one.finding === undefined;
        wants = one.wants;
        yours = one.yours;
        await context.breathe();
      }
      seeds.push({ seed, ok });
    }
    rows.push({ name: title, wants, seeds, yours });
  }
  if (wrong === undefined) {
    const message = "It finds the same in every world, on every seed.";
    return outcome([finding(kind, "right", message, { type: "celebratory" })], 100, rows);
  }
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  return outcome([wrong], Math.round(90 * mean), rows);
}

interface Judged {
  readonly share: number;
  readonly finding: Finding | undefined;
  readonly wants: string;
  readonly yours: string;
}

function judgeAt(
  answer: string,
  expr: LogqlExpr,
  params: LogqlResultParams,
  hidden: HiddenWorld,
  atMs: number,
): Judged {
  const { logs } = hidden.world;
  if (logs === undefined) throw new Error(`world "${hidden.name}" keeps no logs to read`);
  const rangeMs = durationMs(params.range ?? "1m");
  const startMs = atMs - rangeMs;
  const ask = (text: string, lines: boolean): LogqlResult =>
    lines
      ? queryLogs(logs, { expr: text, startMs, endMs: atMs, stepMs: rangeMs }, { limit })
      : queryLogs(logs, { expr: text, timeMs: atMs });
  const reference = parseLogql(params.reference);
  if ("error" in reference)
    throw new Error(`the reference ${params.reference} does not parse: ${reference.error}`);
  const wanted = ask(params.reference, reference.expr.kind === "log");
  if (wanted.status === "error") throw new Error(`the reference ${params.reference} fails: ${wanted.error}`);
  const yours = ask(answer, expr.kind === "log");
  const place = `World “${hidden.title}”, ${showTime(atMs)}: `;
  const shown = { wants: sizeOf(wanted), yours: sizeOf(yours) };
  if (yours.status === "error") {
    const at = yours.at === undefined ? {} : { at: yours.at };
    const found = finding(kind, "does-not-run", yours.error.trim(), {
      params: { error: yours.error },
      ...at,
    });
    return { share: 0, finding: found, ...shown };
  }
  const { share, difference } = compareLogs(yours, wanted);
  if (difference === undefined) return { share, finding: undefined, ...shown };
  const nothing = yours.resultType === "streams" ? yours.lines.length === 0 : yours.series.length === 0;
  const why =
    nothing && difference.code !== "wrong-type"
      ? diagnoseEmpty(answer, expr, logs, startMs, atMs)
      : undefined;
  if (why !== undefined) {
    return { share, finding: finding(kind, why.code, place + why.message, { at: why.at }), ...shown };
  }
  const { code, message, params: facts } = difference;
  const text = code === "wrong-type" ? message : place + message;
  return { share, finding: finding(kind, code, text, { params: facts }), ...shown };
}

function sizeOf(result: LogqlResult): string {
  if (result.status === "error") return "an error";
  if (result.resultType === "streams") return `${result.lines.length} lines`;
  return result.series
    .map(({ values: [value = Number.NaN] }) => Number(value.toPrecision(4)))
    .slice(0, 4)
    .join(", ");
}
