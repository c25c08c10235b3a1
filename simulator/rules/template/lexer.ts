/**
 * Tokens of Go's text/template, the language of alert labels and annotations. Source for token kinds,
 * trim markers and error texts: text/template/parse/lex.go.
 */
export type TokenKind =
  | "text"
  | "leftDelim"
  | "rightDelim"
  | "space"
  | "assign"
  | "declare"
  | "pipe"
  | "char"
  | "string"
  | "rawString"
  | "charConstant"
  | "number"
  | "bool"
  | "field"
  | "variable"
  | "dot"
  | "identifier"
  | "leftParen"
  | "rightParen"
  | "keyword"
  | "error"
  | "eof";

export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  /** Offset in the template's text. */
  readonly position: number;
  /** Line from 1. */
  readonly line: number;
}

const KEYWORDS = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "nil",
  "template",
  "with",
]);

const SPACE = " \t\r\n";

/** Splits a template into tokens. An error token ends the list, as Go's lexer stops at its first error. */
export function lexTemplate(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class LexError extends Error {}

class Lexer {
  private readonly text: string;
  private readonly tokens: Token[] = [];
  private at = 0;
  private start = 0;
  private line = 1;
  private startLine = 1;
  private parens = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(): readonly Token[] {
    try {
      while (this.outside()) this.inside();
      this.start = this.at;
      this.startLine = this.line;
      this.push("eof", "");
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      this.tokens.push({
        kind: "error",
        value: error.message,
        position: this.start,
        line: this.startLine,
      });
    }
    return this.tokens;
  }

  /** Reads text up to the next action or comment; false at the end. */
  private outside(): boolean {
    for (;;) {
      const open = this.text.indexOf("{{", this.at);
      if (open < 0) {
        this.advance(this.text.length);
        if (this.at > this.start) this.emit("text");
        return false;
      }
      const trims = this.text.charAt(open + 2) === "-" && SPACE.includes(this.text.charAt(open + 3) || "x");
      const textEnd = trims ? this.start + trimEnd(this.text.slice(this.start, open)).length : open;
      this.advance(textEnd);
      if (this.at > this.start) this.emit("text");
      this.advance(open);
      this.skip();
      const after = open + 2 + (trims ? 2 : 0);
      if (!this.text.startsWith("/*", after)) {
        this.advance(open + 2);
        this.emit("leftDelim");
        this.advance(after);
        this.skip();
        this.parens = 0;
        return true;
      }
      this.comment(after);
    }
  }

  private comment(from: number): void {
    this.advance(from);
    this.skip();
    const close = this.text.indexOf("*/", from + 2);
    if (close < 0) throw new LexError("unclosed comment");
    this.advance(close + 2);
    if (!this.atRightDelim()) throw new LexError("comment ends before closing delimiter");
    this.rightDelim(false);
  }

  /** Reads one action up to and with its closing delimiter. */
  private inside(): void {
    for (;;) {
      if (this.atRightDelim()) {
        if (this.parens > 0) throw new LexError("unclosed left paren");
        this.rightDelim(true);
        return;
      }
      this.token();
    }
  }

  private token(): void {
    const char = this.next();
    if (char === "") throw new LexError("unclosed action");
    if (SPACE.includes(char)) {
      while (SPACE.includes(this.peek() || "x") && !this.atRightDelim()) this.next();
      this.emit("space");
    } else if (char === "=") this.emit("assign");
    else if (char === ":") {
      if (this.next() !== "=") throw new LexError("expected :=");
      this.emit("declare");
    } else if (char === "|") this.emit("pipe");
    else if (char === '"') this.quoted('"', "unterminated quoted string", "string");
    else if (char === "`") this.rawQuoted();
    else if (char === "'") this.quoted("'", "unterminated character constant", "charConstant");
    else if (char === "$") this.name("variable", "variable");
    else if (char === "." && !/[0-9]/.test(this.peek())) this.name("field", "dot");
    else if (/[-+.0-9]/.test(char)) this.number();
    else if (isAlphaNumeric(char)) this.identifier();
    else if (char === "(") {
      this.parens++;
      this.emit("leftParen");
    } else if (char === ")") {
      this.parens--;
      this.emit("rightParen");
    } else if (/^[\x20-\x7e]$/.test(char)) this.emit("char");
    else throw new LexError(`unrecognized character in action: ${unicodeName(char)}`);
  }

  private quoted(quote: string, error: string, kind: TokenKind): void {
    for (;;) {
      let char = this.next();
      if (char === "\\") {
        char = this.next();
        if (char !== "" && char !== "\n") continue;
      }
      if (char === "" || char === "\n") throw new LexError(error);
      if (char === quote) break;
    }
    this.emit(kind);
  }

  private rawQuoted(): void {
    for (let char = this.next(); char !== "`"; char = this.next()) {
      if (char === "") throw new LexError("unterminated raw quoted string");
    }
    this.emit("rawString");
  }

  /** A field or variable; alone, `.` is the dot and `$` the data. */
  private name(kind: TokenKind, alone: TokenKind): void {
    if (this.atTerminator()) {
      this.emit(alone);
      return;
    }
    while (isAlphaNumeric(this.peek())) this.next();
    if (!this.atTerminator()) throw new LexError(`bad character ${unicodeName(this.peek())}`);
    this.emit(kind);
  }

  private identifier(): void {
    while (isAlphaNumeric(this.peek())) this.next();
    const word = this.text.slice(this.start, this.at);
    if (!this.atTerminator()) throw new LexError(`bad character ${unicodeName(this.peek())}`);
    if (KEYWORDS.has(word)) this.emit("keyword");
    else this.emit(word === "true" || word === "false" ? "bool" : "identifier");
  }

  private number(): void {
    const rest = this.text.slice(this.start);
    const found =
      /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9_]+)?)/.exec(
        rest,
      );
    this.advance(this.start + Math.max(found?.[0].length ?? 1, 1));
    if (isAlphaNumeric(this.peek())) {
      this.next();
      throw new LexError(`bad number syntax: ${JSON.stringify(this.text.slice(this.start, this.at))}`);
    }
    this.emit("number");
  }

  private atTerminator(): boolean {
    const char = this.peek();
    return (
      char === "" || SPACE.includes(char) || ".,|:)(".includes(char) || this.text.startsWith("}}", this.at)
    );
  }

  private atRightDelim(): boolean {
    if (this.text.startsWith("}}", this.at)) return true;
    return SPACE.includes(this.peek() || "x") && this.text.startsWith("-}}", this.at + 1);
  }

  private rightDelim(emit: boolean): void {
    const trims = !this.text.startsWith("}}", this.at);
    if (trims) {
      this.advance(this.at + 2);
      this.skip();
    }
    this.advance(this.at + 2);
    if (emit) this.emit("rightDelim");
    if (trims) while (SPACE.includes(this.peek() || "x")) this.next();
    this.skip();
  }

  private peek(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  private next(): string {
    const char = this.peek();
    this.at += char.length;
    if (char === "\n") this.line++;
    return char;
  }

  private advance(to: number): void {
    while (this.at < to) {
      if (this.text.charAt(this.at) === "\n") this.line++;
      this.at++;
    }
  }

  private skip(): void {
    this.start = this.at;
    this.startLine = this.line;
  }

  private emit(kind: TokenKind): void {
    this.push(kind, this.text.slice(this.start, this.at));
    this.skip();
  }

  private push(kind: TokenKind, value: string): void {
    this.tokens.push({ kind, value, position: this.start, line: this.startLine });
  }
}

function trimEnd(text: string): string {
  return text.replace(/[ \t\r\n]+$/, "");
}

function isAlphaNumeric(char: string): boolean {
  return char !== "" && /^[\p{L}\p{Nd}_]$/u.test(char);
}

/** Go's `%#U`: `U+002A '*'`. */
function unicodeName(char: string): string {
  if (char === "") return "U+FFFFFFFFFFFFFFFF";
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /^[\p{C}\p{Z}]$/u.test(char) && char !== " " ? `U+${code}` : `U+${code} '${char}'`;
}
