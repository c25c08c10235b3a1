import { lineBody } from "../../logs/line-body.ts";
import { matcherTest } from "../../tsdb/matchers.ts";
import { utf8Length } from "../../tsdb/utf8.ts";
import type { LogExpr } from "../ast.ts";
import { LogqlError } from "../logql-error.ts";
import type { LogSource } from "../query-types.ts";
import { LogEntry } from "./log-entry.ts";
import { compilePipeline } from "./pipeline.ts";

/** Time read at once: short at first, since the newest lines are often enough, then longer. Milliseconds. */
const firstSliceMs = 10_000;
const longestSliceMs = 300_000;

/** Reads the lines of one query and counts them; refuses to read without end. */
export class Scanner {
  linesScanned = 0;
  bytesScanned = 0;
  private readonly source: LogSource;
  private readonly maxBytes: number;

  constructor(source: LogSource, maxBytes: number) {
    this.source = source;
    this.maxBytes = maxBytes;
  }

  /**
   * Calls `take` with every entry in `(fromMs, toMs]` that passes selector and pipeline, in order of time or
   * from the newest back, until it returns false.
   */
  scan(
    log: LogExpr,
    fromMs: number,
    toMs: number,
    backward: boolean,
    take: (entry: LogEntry) => boolean,
  ): void {
    const plan = planOf(log);
    if (plan === undefined) return;
    const pipeline = compilePipeline(log.stages);
    const selects = log.matchers.map((matcher) => ({ name: matcher.name, test: matcherTest(matcher) }));
    let slice = firstSliceMs;
    let done = 0;
    const span = toMs - fromMs;
    while (done < span) {
      const length = Math.min(slice, span - done);
      const from = backward ? toMs - done - length : fromMs + done;
      const lines = this.source({
        fromMs: from,
        toMs: from + length,
        limit: Number.POSITIVE_INFINITY,
        ...plan,
      });
      if (backward) lines.reverse();
      for (const line of lines) {
        if (!selects.every(({ name, test }) => test(line.labels[name] ?? ""))) continue;
        const entry = new LogEntry(line, lineBody(line));
        this.count(entry.line);
        if (pipeline(entry) && !take(entry)) return;
      }
      done += length;
      slice = Math.min(longestSliceMs, slice * 2);
    }
  }

  private count(line: string): void {
    this.linesScanned++;
    this.bytesScanned += utf8Length(line);
    if (this.bytesScanned <= this.maxBytes) return;
    const read = sizeText(this.bytesScanned);
    throw new LogqlError(
      `the query would read too many bytes (query: ${read}, limit: ${sizeText(this.maxBytes)}); consider adding more specific stream selectors or reduce the time range of the query`,
      undefined,
      "execution",
    );
  }
}

/** Megabytes of 1,000,000 bytes. Loki knows the sum from its index before it reads; here it is what was read. */
function sizeText(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)}MB`;
}

/** Names that a stored line may have between its values; a search for one of them cannot be left to the source. */
const keyNames = (
  "ts level msg service model_name model_version pod request_id trace_id span_id user_id latency_ms batch_size status " +
  "reason object namespace type true false null"
).split(" ");

/** What the source can leave out beforehand; undefined when no line can match. */
function planOf(log: LogExpr): { level?: string; contains?: string } | undefined {
  const level = log.matchers.find(({ name, op }) => name === "level" && op === "=")?.value;
  if (level !== undefined && !["debug", "info", "warning", "error"].includes(level)) return undefined;
  const [first] = log.stages;
  const text =
    first?.kind === "lineFilter" && first.op === "|=" && first.values.length === 1
      ? first.values[0]
      : undefined;
  return {
    ...(level === undefined ? {} : { level }),
    ...(text !== undefined && insideOneValue(text) ? { contains: text } : {}),
  };
}

/** Whether a stored line that holds `text` surely holds it within one value. */
function insideOneValue(text: string): boolean {
  if (!/^[A-Za-z0-9_. -]+$/.test(text) || keyNames.some((key) => key.includes(text))) return false;
  return text
    .split(" ")
    .slice(1)
    .every((word) => !keyNames.some((key) => key.startsWith(word)));
}
