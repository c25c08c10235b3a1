import { decodeRune, fromByteText, RUNE_ERROR } from "./byte-text.ts";
import { quoteGo, quoteRune } from "./go-quote.ts";
import { isAlpha, isDigit, isSpace, scanNumberOrDuration } from "./scan-number.ts";
import { scanEscape } from "./string-literal.ts";
import { keywords, type Token, type TokenKind } from "./token.ts";

const END = -1;

/** Words that may start inside `[..]`, where a bare letter is otherwise an error. */
const DURATION_WORDS: ReadonlySet<string> = new Set(["step", "range", "max_of", "min_of"]);
const DURATION_WORD_STARTS = "srmSRM";

/** Tokens of one character that mean the same outside and inside `[..]`. */
const SIGNS = "+-*/%^,";

/**
 * Splits PromQL into tokens on demand, as Prometheus's lexer does: what a character means depends on open
 * braces and brackets, and the first character that fits nowhere ends the text with a `lexError` token.
 * Comments are skipped. Works on byte text (`toByteText`), so every offset is a byte offset.
 */
export class Lexer {
  private readonly source: string;
  private position = 0;
  private start = 0;
  private parenDepth = 0;
  private braceOpen = false;
  private bracketOpen = false;
  /** Between `[` and the first number the rules are those of a duration expression. */
  private inDuration = false;
  private seenColon = false;
  private seenDuration = false;
  private stopped = false;

  constructor(source: string) {
    this.source = source;
  }

  /** The next token; after a `lexError` and after the end it is `endOfInput` forever. */
  next(): Token {
    for (;;) {
      this.skipBlanks();
      if (this.stopped) return this.emit("endOfInput");
      const token = this.inDuration
        ? this.duration()
        : this.braceOpen
          ? this.insideBraces()
          : this.statement();
      if (token !== undefined) return token;
    }
  }

  private skipBlanks(): void {
    for (;;) {
      const code = this.peek();
      if (isSpace(code)) this.position++;
      else if (code === 35 && !this.inDuration) this.skipComment();
      else break;
    }
    this.start = this.position;
  }

  private skipComment(): void {
    for (let code = this.peek(); code !== 10 && code !== 13 && code !== END; code = this.peek()) {
      this.position++;
    }
  }

  private peek(): number {
    return this.position < this.source.length ? this.source.charCodeAt(this.position) : END;
  }

  /** Consumes a rune; END and consumes nothing at the end. */
  private take(): number {
    if (this.position >= this.source.length) return END;
    const first = this.source.charCodeAt(this.position);
    if (first < 0x80) {
      this.position++;
      return first;
    }
    const { code, width } = decodeRune(this.source, this.position);
    this.position += width;
    return code;
  }

  private emit(kind: TokenKind): Token {
    const { start, position } = this;
    this.start = position;
    return { kind, start, end: position, text: this.source.slice(start, position) };
  }

  private fail(text: string): Token {
    this.stopped = true;
    return { kind: "lexError", start: this.start, end: this.source.length, text };
  }

  /** As `fail`, after a sign that was already complete: the error begins behind it. */
  private failAfter(text: string): Token {
    this.start = this.position;
    return this.fail(text);
  }

  private statement(): Token | undefined {
    const code = this.take();
    const char = code === END ? "" : String.fromCodePoint(code);
    if (code === END) return this.endOfText();
    if (SIGNS.includes(char)) return this.emit(char as TokenKind);
    if (isDigit(code) || (char === "." && isDigit(this.peek()))) return this.number();
    if (isAlpha(code) || char === ":") return this.bracketOpen ? this.wordInBracket(char) : this.word();
    switch (char) {
      case "=":
      case "!":
      case "<":
      case ">":
        return this.comparison(char);
      case '"':
      case "'":
      case "`":
        return this.string(char);
      case "(":
      case ")":
        return this.parenthesis(char);
      case "{":
        this.braceOpen = true;
        return this.emit("{");
      case "[":
        return this.openBracket();
      case "]":
        return this.closeBracket();
      case "@":
        return this.emit("@");
      default:
        return this.fail(`unexpected character: ${quoteRune(code)}`);
    }
  }

  private endOfText(): Token {
    if (this.parenDepth !== 0) return this.fail("unclosed left parenthesis");
    if (this.bracketOpen) return this.fail("unclosed left bracket");
    this.stopped = true;
    return this.emit("endOfInput");
  }

  private comparison(char: "=" | "!" | "<" | ">"): Token {
    const next = this.peek();
    if (char === "!") {
      const taken = this.take();
      return taken === 61
        ? this.emit("!=")
        : this.fail(`unexpected character after '!': ${quoteRune(taken)}`);
    }
    if (char === "=" && next === 126) return this.fail("unexpected character after '=': '~'");
    // `=` or, behind an angle bracket, the slash of a trim operator.
    if (next === 61 || (next === 47 && char !== "=")) {
      this.position++;
      return this.emit(this.source.slice(this.start, this.position) as TokenKind);
    }
    return this.emit(char as TokenKind);
  }

  private parenthesis(char: "(" | ")"): Token {
    this.parenDepth += char === "(" ? 1 : -1;
    return this.parenDepth < 0 ? this.failAfter("unexpected right parenthesis ')'") : this.emit(char);
  }

  private openBracket(): Token {
    if (this.bracketOpen) return this.fail("unexpected left bracket '['");
    this.seenColon = false;
    this.bracketOpen = true;
    this.inDuration = true;
    return this.emit("[");
  }

  private closeBracket(): Token {
    if (!this.bracketOpen) return this.fail("unexpected right bracket ']'");
    this.bracketOpen = false;
    return this.emit("]");
  }

  private number(): Token {
    const { kind, end } = scanNumberOrDuration(this.source, this.start);
    this.position = end;
    if (kind !== "bad") return this.emit(kind);
    const text = fromByteText(this.source.slice(this.start, end));
    return this.fail(`bad number or duration syntax: ${quoteGo(text)}`);
  }

  private word(): Token {
    let metric = this.source.charAt(this.start) === ":";
    for (let code = this.peek(); isAlpha(code) || isDigit(code) || code === 58; code = this.peek()) {
      if (code === 58) metric = true;
      this.position++;
    }
    const kind = keywords.get(this.source.slice(this.start, this.position).toLowerCase());
    if (kind === undefined) return this.emit(metric ? "metricIdentifier" : "identifier");
    // `fill` was a legal metric name before it became a modifier, so it is one only before a parenthesis.
    if (kind.startsWith("fill") && !this.beforeParenthesis()) return this.emit("identifier");
    return this.emit(kind);
  }

  private beforeParenthesis(): boolean {
    let at = this.position;
    while (isSpace(this.source.charCodeAt(at))) at++;
    return this.source.charAt(at) === "(";
  }

  private wordInBracket(char: string): Token {
    if (char === ":") {
      if (this.seenColon) return this.fail("unexpected colon ':'");
      this.seenColon = true;
      return this.emit(":");
    }
    return this.durationWord(char) ?? this.fail(`unexpected character: '${char}', expected ':'`);
  }

  private durationWord(char: string): Token | undefined {
    if (!DURATION_WORD_STARTS.includes(char)) return undefined;
    while (isAlpha(this.peek())) this.position++;
    const word = this.source.slice(this.start, this.position).toLowerCase();
    return DURATION_WORDS.has(word) ? this.emit(word as TokenKind) : undefined;
  }

  private duration(): Token {
    const code = this.take();
    if (code === END) return this.fail("unexpected end of input in duration expression");
    const char = String.fromCodePoint(code);
    if (SIGNS.includes(char)) return this.emit(char as TokenKind);
    if (isDigit(code) || (char === "." && isDigit(this.peek()))) {
      this.seenDuration = true;
      this.inDuration = false;
      return this.number();
    }
    switch (char) {
      case "]":
        this.bracketOpen = false;
        this.inDuration = false;
        this.seenColon = false;
        return this.emit("]");
      case ":":
        return this.colonInDuration();
      case "(":
      case ")":
        return this.parenthesis(char);
      default: {
        const unexpected = `unexpected character in duration expression: ${quoteRune(code)}`;
        return this.durationWord(char) ?? this.fail(unexpected);
      }
    }
  }

  private colonInDuration(): Token {
    if (!this.seenDuration) {
      return this.failAfter("unexpected colon before duration in duration expression");
    }
    if (this.seenColon) return this.failAfter("unexpected repeated colon in duration expression");
    this.seenColon = true;
    return this.emit(":");
  }

  private insideBraces(): Token {
    const code = this.take();
    if (code === END) return this.fail("unexpected end of input inside braces");
    if (isAlpha(code)) {
      while (isAlpha(this.peek()) || isDigit(this.peek())) this.position++;
      return this.emit("identifier");
    }
    const char = String.fromCodePoint(code);
    switch (char) {
      case ",":
        return this.emit(",");
      case '"':
      case "'":
      case "`":
        return this.string(char);
      case "=":
        return this.emit(this.acceptTilde() ? "=~" : "=");
      case "!":
        return this.negatedMatch();
      case "{":
        return this.fail("unexpected left brace '{'");
      case "}":
        this.braceOpen = false;
        return this.emit("}");
      default:
        return this.fail(`unexpected character inside braces: ${quoteRune(code)}`);
    }
  }

  private acceptTilde(): boolean {
    if (this.peek() !== 126) return false;
    this.position++;
    return true;
  }

  private negatedMatch(): Token {
    if (this.acceptTilde()) return this.emit("!~");
    const code = this.take();
    if (code === 61) return this.emit("!=");
    return this.fail(`unexpected character after '!' inside braces: ${quoteRune(code)}`);
  }

  private string(quote: string): Token {
    const raw = quote === "`";
    for (;;) {
      const code = this.take();
      if (code === RUNE_ERROR) return this.fail("invalid UTF-8 rune");
      if (code === END || (code === 10 && !raw)) {
        return this.fail(raw ? "unterminated raw string" : "unterminated quoted string");
      }
      if (code === quote.charCodeAt(0)) return this.emit("string");
      if (code === 92 && !raw) {
        const failure = this.escape(quote);
        if (failure !== undefined) return failure;
      }
    }
  }

  private escape(quote: string): Token | undefined {
    const { end, problem } = scanEscape(this.source, this.position, quote);
    this.position = end;
    return problem === undefined ? undefined : this.fail(problem);
  }
}
