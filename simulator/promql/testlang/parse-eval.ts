import { toByteText } from "../parse/byte-text.ts";
import { parseNumber } from "../parse/number-literal.ts";
import { scanEscape, unquoteLiteral } from "../parse/string-literal.ts";
import type { EvalCommand, EvalTime, ExpectedSeries, ExpectKind } from "./test-commands.ts";
import type { TestLines } from "./test-lines.ts";
import { patternMatch, type TextMatch } from "./text-match.ts";

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;
const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const RANGE_VECTOR = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/;

/** Reads an `eval` block whose first line is `line`. */
export function parseEval(lines: TestLines, line: string): EvalCommand {
  const instant = INSTANT.exec(line);
  const range = RANGE.exec(line);
  const block = new EvalBlock(lines);
  if (instant !== null) {
    const [, mode, at = "", expr = ""] = instant;
    const time: EvalTime = { kind: "instant", atMs: lines.duration(at, "timestamp") };
    return block.read(time, expr, mode);
  }
  if (range !== null) {
    const [, mode, from = "", to = "", step = "", expr = ""] = range;
    return block.read({ kind: "range", ...grid(lines, from, to, step) }, expr, mode);
  }
  return lines.fail(
    "invalid evaluation command. Must be either 'eval[_fail|_warn|_ordered] instant [at <offset:duration>] <query>' or 'eval[_fail|_warn] range from <from> to <to> step <step> <query>'",
  );
}

function grid(
  lines: TestLines,
  from: string,
  to: string,
  step: string,
): { startMs: number; endMs: number; stepMs: number } {
  const startMs = lines.duration(from, "start timestamp");
  const endMs = lines.duration(to, "end timestamp");
  if (endMs < startMs) {
    lines.fail(`invalid test definition, end timestamp (${to}) is before start timestamp (${from})`);
  }
  return { startMs, endMs, stepMs: lines.duration(step, "step") };
}

/** Collects what the lines behind an `eval` expect. */
class EvalBlock {
  private readonly lines: TestLines;
  private readonly number: number;
  private readonly expectations: Record<ExpectKind, TextMatch[]> = {
    ordered: [],
    fail: [],
    warn: [],
    no_warn: [],
    info: [],
    no_info: [],
  };
  private readonly series = new Map<string, ExpectedSeries>();
  private rangeVector: EvalCommand["rangeVector"];
  private scalar: number | undefined;
  private text: string | undefined;
  private position = 0;
  /** What `eval_fail` and its like ask for, until an `expect` line says it more precisely. */
  private implied: ExpectKind | undefined;

  constructor(lines: TestLines) {
    this.lines = lines;
    this.number = lines.number;
  }

  read(time: EvalTime, expr: string, mode: string | undefined): EvalCommand {
    this.implied = mode as ExpectKind | undefined;
    if (this.implied !== undefined) this.expectations[this.implied].push({ kind: "any" });
    for (let line = this.lines.nextOfBlock(); line !== undefined; line = this.lines.nextOfBlock()) {
      if (!this.expectation(line, mode === "fail") && this.value(line, time)) break;
    }
    const { number, expectations, series, rangeVector, scalar, text } = this;
    return { kind: "eval", line: number, expr, time, rangeVector, expectations, series, scalar, text };
  }

  /** Reads an `expect` line or one of its older forms; false when the line is none. */
  private expectation(line: string, oldFail: boolean): boolean {
    if (oldFail && line.startsWith("expected_fail_")) {
      this.oldFail(line);
    } else if (line.startsWith("expect range vector")) {
      const parts = RANGE_VECTOR.exec(line);
      if (parts === null) this.lines.fail(`invalid range vector definition "${line}"`);
      const [, from = "", to = "", step = ""] = parts ?? [];
      this.rangeVector = grid(this.lines, from, to, step);
    } else if (line.startsWith("expect string")) {
      this.text = this.literal(line.slice("expect string ".length));
    } else if (line.split(" ")[0] === "expect") {
      this.expect(line);
    } else return false;
    return true;
  }

  private oldFail(line: string): void {
    const message = /^expected_fail_message\s*(.*)$/.exec(line);
    const pattern = /^expected_fail_regexp\s*(.*)$/.exec(line);
    const match: TextMatch | undefined =
      message === null ? patternMatch(pattern?.[1] ?? "") : { kind: "message", text: message[1] ?? "" };
    if (match === undefined) this.lines.fail(`invalid regexp '${pattern?.[1]}' for expected_fail_regexp`);
    else this.expectations.fail = [match];
  }

  private expect(line: string): void {
    const parts = EXPECT.exec(line);
    if (parts === null) {
      this.lines.fail("invalid expect statement, must match `expect <type> <match_type>: <string>` format");
      return;
    }
    const kind = parts[1] as ExpectKind;
    const text = (parts[3] ?? "").trim();
    const match: TextMatch | undefined =
      parts[2] === undefined
        ? { kind: "any" }
        : parts[2] === "msg"
          ? { kind: "message", text }
          : patternMatch(text);
    if (match === undefined) this.lines.fail(`invalid regex ${text} for ${kind}`);
    else if (this.implied === kind) this.expectations[kind] = [match];
    else this.expectations[kind].push(match);
    if (this.implied === kind) this.implied = undefined;
    const { info, no_info, warn, no_warn, fail } = this.expectations;
    for (const [wanted, refused, name] of [
      [info, no_info, "info"],
      [warn, no_warn, "warn"],
    ] as const) {
      if (wanted.length > 0 && refused.length > 0) {
        this.lines.fail(`invalid expect lines, ${name} and no_${name} cannot be used together`);
      }
    }
    if (fail.length > 1) this.lines.fail("invalid expect lines, multiple expect fail lines are not allowed");
  }

  private literal(text: string): string {
    const bytes = toByteText(text);
    const quote = bytes.charAt(0);
    const closed = bytes.length >= 2 && (quote === '"' || quote === "`") && bytes.endsWith(quote);
    let problem = !closed || bytes.slice(1, -1).includes("\n");
    for (let at = 1; quote === '"' && at < bytes.length - 1; ) {
      const next = bytes.indexOf("\\", at);
      if (next < 0) break;
      const scanned = scanEscape(bytes, next + 1, quote);
      problem ||= scanned.problem !== undefined;
      at = scanned.end;
    }
    if (problem) {
      this.lines.fail("expected string literal not valid - check that the string is correctly quoted");
    }
    return unquoteLiteral(bytes);
  }

  /** Reads an expected scalar, after which the block is over, or an expected series. */
  private value(line: string, time: EvalTime): boolean {
    const number = parseNumber(line.replace(/^[+-]/, ""));
    if ("value" in number) {
      this.scalar = line.startsWith("-") ? -number.value : number.value;
      return true;
    }
    const { labels, values } = this.lines.series(line);
    if (values.length > 1 && time.kind === "instant" && this.rangeVector === undefined) {
      this.lines.fail(
        "expecting multiple values in instant evaluation not allowed. consider using 'expect range vector' directive to enable a range vector result for an instant query",
      );
    }
    this.scalar = undefined;
    this.position++;
    this.series.set(labels.key, { labels, position: this.position, values });
    return false;
  }
}
