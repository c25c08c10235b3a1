import type { Span } from "../../promql/parse/ast.ts";
import { toByteText } from "../../promql/parse/byte-text.ts";
import { parseDuration } from "../../promql/parse/duration.ts";
import { scanEscape, unquoteLiteral } from "../../promql/parse/string-literal.ts";
import { LogqlError } from "../logql-error.ts";
import { parseBytes } from "./parse-bytes.ts";

/** A token by the name that Loki's parser gives it in error texts: `IDENTIFIER`, `|=`, `RATE`, `$end`. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  /** Milliseconds of a duration or range, bytes of a size. */
  readonly value: number;
  readonly span: Span;
  /** As Loki reports it: a token read in two steps has line 0. */
  readonly line: number;
  readonly column: number;
}

/** Symbols and words with a meaning anywhere. */
const fixed = new Set(
  (
    "{ } ( ) , . = != =~ !~ !> |= |~ |> | == > >= < <= + - * / % ^ by without bool label_replace offset on ignoring " +
    "group_left group_right or and unless json regexp logfmt unpack pattern label_format line_format ip decolorize drop keep unwrap"
  ).split(" "),
);

/** Words that are functions only in front of `(`, `by (` or `without (`. */
const functions = new Set(
  (
    "rate rate_counter count_over_time bytes_rate bytes_over_time avg_over_time sum_over_time min_over_time max_over_time " +
    "stdvar_over_time stddev_over_time quantile_over_time first_over_time last_over_time absent_over_time vector sum avg max " +
    "min count stddev stdvar bottomk topk sort sort_desc approx_topk bytes duration duration_seconds label_replace ip"
  ).split(" "),
);
const functionNames: ReadonlyMap<string, string> = new Map([
  ["bytes", "BYTES_CONV"],
  ["duration", "DURATION_CONV"],
  ["duration_seconds", "DURATION_SECONDS_CONV"],
  ["label_replace", "label_replace"],
  ["ip", "ip"],
]);

/**
 * Loki reads at most this much of a query. A token takes no longer than its own length, so this bounds
 * the work as well.
 */
const maxInputSize = 131_072;

/** All tokens of a query, the last one `$end`. Throws Loki's text for what cannot be a token. */
export function tokenize(source: string): Token[] {
  if (source.length >= maxInputSize) {
    throw new LogqlError(`parse error : input size too long (${source.length} > ${maxInputSize})`);
  }
  return new Lexer(source).all();
}

class Lexer {
  private readonly source: string;
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(source: string) {
    this.source = source;
  }

  all(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.skipSpace();
      const token = this.next();
      tokens.push(token);
      if (token.kind === "$end") return tokens;
    }
  }

  private skipSpace(): void {
    for (;;) {
      const char = this.source.charAt(this.at);
      if (char === "#") {
        while (this.at < this.source.length && this.source.charAt(this.at) !== "\n") this.at++;
      } else if (char !== "" && /\s/.test(char)) {
        this.at++;
        if (char === "\n") {
          this.line++;
          this.lineStart = this.at;
        }
      } else return;
    }
  }

  private token(
    kind: string,
    length: number,
    more: { text?: string; value?: number; steps?: number } = {},
  ): Token {
    const start = this.at;
    this.at += length;
    return {
      kind,
      text: more.text ?? this.source.slice(start, this.at),
      value: more.value ?? 0,
      span: { start, end: this.at },
      line: more.steps === 2 ? 0 : this.line,
      column: start - this.lineStart + 1,
    };
  }

  private fail(message: string, length: number, line = this.line): LogqlError {
    const column = this.at - this.lineStart + 1;
    const span = { start: this.at, end: Math.min(this.source.length, this.at + length) };
    return new LogqlError(`parse error at line ${line}, col ${column}: ${message}`, span);
  }

  private next(): Token {
    const { source, at } = this;
    const char = source.charAt(at);
    if (char === "") return this.token("$end", 0);
    if (char === '"' || char === "`") return this.string(char);
    if (char === "[") return this.range();
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/.exec(
      source.slice(at, at + 64),
    );
    if (number !== null) return this.number(number[0]);
    if (char === "-") {
      const negative = this.unit("-");
      if (negative !== undefined) return negative;
      const flag = /^--(?:strict|keep-empty)(?![A-Za-z-])/.exec(source.slice(at, at + 16));
      if (flag !== null) return this.token("FUNCTION_FLAG", flag[0].length, { steps: 2 });
    }
    const pair = source.slice(at, at + 2);
    if (pair.length === 2 && fixed.has(pair) && !/\w/.test(pair)) return this.token(pair, 2, { steps: 2 });
    if (fixed.has(char)) return this.token(char, 1);
    const word = /^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(source.slice(at, at + 1024))?.[0];
    if (word === undefined) return this.token("IDENTIFIER", (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    const lower = word.toLowerCase();
    if (functions.has(lower)) {
      if (!this.isCall(at + word.length)) return this.token("IDENTIFIER", word.length);
      return this.token(functionNames.get(lower) ?? lower.toUpperCase(), word.length);
    }
    return this.token(fixed.has(lower) ? lower : "IDENTIFIER", word.length);
  }

  private isCall(from: number): boolean {
    return /^\s*(?:\(|(?:by|without)\s*\()/i.test(this.source.slice(from, from + 256));
  }

  private string(quote: string): Token {
    const { source, at } = this;
    let end = at + 1;
    for (; end < source.length; end++) {
      const char = source.charAt(end);
      if (char === quote) break;
      if (quote === '"' && char === "\n") throw this.fail("literal not terminated", end - at);
      if (quote === '"' && char === "\\") end++;
    }
    if (end >= source.length) throw this.fail("literal not terminated", source.length - at);
    const literal = source.slice(at, end + 1);
    if (quote === '"' && hasBadEscape(literal)) throw this.fail("invalid char escape", literal.length);
    const text = unquoteLiteral(toByteText(literal));
    const token = this.token("STRING", literal.length, { text });
    const breaks = literal.lastIndexOf("\n");
    if (breaks >= 0) {
      this.line += literal.split("\n").length - 1;
      this.lineStart = token.span.start + breaks + 1;
    }
    return token;
  }

  private range(): Token {
    const close = this.source.indexOf("]", this.at);
    if (close < 0) throw this.fail("missing closing ']' in duration", this.source.length - this.at, 0);
    const text = this.source.slice(this.at + 1, close);
    const duration = parseDuration(text);
    if ("error" in duration) throw this.fail(duration.error, close + 1 - this.at, 0);
    return this.token("RANGE", close + 1 - this.at, { value: duration.ms, steps: 2 });
  }

  private number(digits: string): Token {
    return this.unit(digits) ?? this.token("NUMBER", digits.length);
  }

  /** A duration or a size that begins with `digits`. */
  private unit(digits: string): Token | undefined {
    const rest = this.source.slice(this.at + digits.length, this.at + digits.length + 64);
    const durationTail = /^[\d.nuµmshdwy]+/.exec(rest)?.[0];
    if (durationTail !== undefined) {
      const seconds = parseGoDuration(digits + durationTail);
      if (seconds !== undefined) {
        return this.token("DURATION", digits.length + durationTail.length, {
          value: seconds * 1000,
          steps: 2,
        });
      }
    }
    const bytesTail = /^[\d.BikKMGTP]+/.exec(rest)?.[0];
    const bytes = bytesTail === undefined ? undefined : parseBytes(digits + bytesTail);
    if (bytesTail === undefined || bytes === undefined) return undefined;
    return this.token("BYTES", digits.length + bytesTail.length, { value: bytes, steps: 2 });
  }
}

function hasBadEscape(literal: string): boolean {
  const bytes = toByteText(literal);
  for (let i = 1; i < bytes.length - 1; ) {
    if (bytes.charAt(i) !== "\\") {
      i++;
      continue;
    }
    const scanned = scanEscape(bytes, i + 1, '"');
    if (scanned.problem !== undefined) return true;
    i = scanned.end;
  }
  return false;
}

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds of a duration as Prometheus (`1d`, `1h30m`) or Go (`1.5s`, `250µs`) writes it; undefined for others. */
export function parseGoDuration(text: string): number | undefined {
  const prometheus = parseDuration(text);
  if ("ms" in prometheus && text !== "0") return prometheus.ms / 1000;
  const body = text.replace(/^[+-]/, "");
  if (body === "0") return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(body)) return undefined;
  let seconds = 0;
  for (const [, number = "", unit = ""] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(number) * (goUnits[unit] ?? 0);
  }
  return text.startsWith("-") ? -seconds : seconds;
}
