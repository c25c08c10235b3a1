import type { ParseError, Span } from "./ast.ts";
import { Lexer } from "./lexer.ts";
import type { ParserFeature, ParserLimits } from "./options.ts";
import { parseError } from "./positions.ts";
import { describeToken, type Token, type TokenKind } from "./token.ts";

/** Tokens that must be read after an error before a new error is worth a message of its own. */
const RECOVERY = 3;
/** Recursion is stopped here whatever the preset, long before the JavaScript stack ends. */
const MAX_NESTING = 1_000;

/**
 * The tokens of one expression with one token of lookahead, the errors found so far, and the state of
 * error recovery. Recovery follows the yacc parser of Prometheus, because which error comes first, and
 * what it says, depends on it: the innermost construct that knows how to go on reports the error, then
 * tokens that fit nowhere are dropped in silence.
 */
export class TokenStream {
  readonly source: string;
  readonly errors: ParseError[] = [];
  /** True while an error travels outwards to the construct that reports it. */
  failing = false;
  /** True when the text ended during recovery: nothing more is parsed or reported. */
  aborted = false;
  /** End of the last token read. */
  previousEnd = 0;
  /** End of the last closing bracket, number or duration seen, the lookahead included. */
  lastClosing = 0;

  private readonly lexer: Lexer;
  private readonly limits: ParserLimits;
  private lookahead: Token | undefined;
  private recovering = 0;
  private nesting = 0;

  constructor(source: string, limits: ParserLimits) {
    this.source = source;
    this.lexer = new Lexer(source);
    this.limits = limits;
  }

  /** The next token, which is lexed only now: its lexing error comes after the errors of what is read. */
  peek(): Token {
    if (this.lookahead !== undefined) return this.lookahead;
    const token = this.lexer.next();
    this.lookahead = token;
    if (token.kind === "lexError") this.report(token, token.text);
    else if ("}])".includes(token.kind) || token.kind === "number" || token.kind === "duration") {
      this.lastClosing = token.end;
    }
    return token;
  }

  /** Reads the next token. */
  shift(): Token {
    const token = this.peek();
    this.lookahead = undefined;
    this.previousEnd = token.end;
    if (this.recovering > 0) this.recovering--;
    return token;
  }

  /** Reads the next token if it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    return this.peek().kind === kind ? this.shift() : undefined;
  }

  /** Reads a token of this kind, or begins to fail. */
  expect(kind: TokenKind): Token | undefined {
    return this.ready((next) => next === kind) ? this.shift() : undefined;
  }

  /** Whether the next token fits here, once those that recovery may drop are dropped. */
  ready(fits: (kind: TokenKind) => boolean): boolean {
    while (!fits(this.peek().kind)) if (!this.drop()) return false;
    return true;
  }

  /** Drops a token that does not fit while recovering; otherwise begins to fail. */
  drop(): boolean {
    const { kind } = this.peek();
    if (this.recovering === RECOVERY && kind !== "endOfInput" && kind !== "lexError") {
      this.lookahead = undefined;
      return true;
    }
    if (this.recovering === RECOVERY) this.aborted = true;
    this.recovering = RECOVERY;
    this.failing = true;
    return false;
  }

  /**
   * Called by a construct that knows how to go on after an error inside it. Reports the unexpected token
   * and returns true; false when there is nothing to catch or nothing more to parse.
   */
  caught(context: string, expected: string): boolean {
    if (!this.failing || this.aborted) return false;
    this.failing = false;
    const token = this.peek();
    // The lexer has already said what is wrong.
    if (token.kind === "lexError") return true;
    const inside = context === "" ? "" : ` in ${context}`;
    const wanted = expected === "" ? "" : `, expected ${expected}`;
    this.report(token, `unexpected ${describeToken(token)}${inside}${wanted}`);
    return true;
  }

  /** Waits for a fitting token in a place that knows how to go on; false when the error was reported here. */
  readyOr(fits: (kind: TokenKind) => boolean, context: string, expected: string): boolean {
    if (this.ready(fits)) return true;
    this.caught(context, expected);
    return false;
  }

  report({ start, end }: Span, message: string): void {
    this.errors.push(parseError(this.source, { start, end }, message));
  }

  allows(feature: ParserFeature): boolean {
    return this.limits.features.has(feature);
  }

  /** Runs one level of recursion; too deep a nesting ends the parse with an error. */
  nested<T>(parse: () => T, tooDeep: T): T {
    if (this.nesting >= Math.min(this.limits.maxDepth, MAX_NESTING)) {
      if (!this.aborted) this.report(this.peek(), `nested more than ${this.nesting} levels deep`);
      this.aborted = true;
      this.failing = true;
      return tooDeep;
    }
    this.nesting++;
    const result = parse();
    this.nesting--;
    return result;
  }
}
