import { LogqlError } from "../logql-error.ts";
import type { Token } from "./lexer.ts";

/** Most brackets inside one another; Loki's own parser ends with its stack instead. */
const maxDepth = 200;
/** goyacc names what it expected only while that is at most this many tokens. */
const maxExpected = 4;

/** The tokens of a query and the place of the parser in them. */
export class TokenCursor {
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Error("a query has at least its end as a token");
    return token;
  }

  take(): Token {
    const token = this.peek();
    if (this.index < this.tokens.length - 1) this.index++;
    return token;
  }

  accept(kind: string): Token | undefined {
    return this.peek().kind === kind ? this.take() : undefined;
  }

  /** Takes a token of this kind, or fails naming what else would have fitted. */
  expect(kind: string, ...others: readonly string[]): Token {
    return this.accept(kind) ?? this.fail([kind, ...others]);
  }

  /** Where the last token taken ended. */
  get end(): number {
    return this.tokens[this.index - 1]?.span.end ?? 0;
  }

  /** Loki's syntax error at the next token. */
  fail(expected: readonly string[] = []): never {
    const { kind, line, column, span } = this.peek();
    const names = expected.length > maxExpected ? [] : expected;
    const tail = names.length === 0 ? "" : `, expecting ${names.join(" or ")}`;
    const place =
      line === 0 && column === 0 ? "parse error :" : `parse error at line ${line}, col ${column}:`;
    throw new LogqlError(`${place} syntax error: unexpected ${kind}${tail}`, span);
  }

  /** Runs `inner` one level deeper. */
  nested<T>(inner: () => T): T {
    if (++this.depth > maxDepth)
      throw new LogqlError("parse error : expression is nested too deeply", this.peek().span);
    const result = inner();
    this.depth--;
    return result;
  }
}
