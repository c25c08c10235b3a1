import type { MatchOp } from "../../tsdb/sample-source.ts";
import { type AlertMatcher, alertMatcher, MatcherError } from "./matcher.ts";

/**
 * Alertmanager's newer matcher grammar: `{foo="bar", "name with space"=~"x.*"}`. Names and values may be
 * quoted or bare; bare text holds no space and none of ``{}!=~,\"'` ``.
 */
export function parseUtf8Matchers(input: string): readonly AlertMatcher[] {
  return new Reader(input).read();
}

interface Token {
  readonly kind: "{" | "}" | "," | "op" | "quoted" | "bare" | "end";
  readonly text: string;
  /** Columns in code points, from 0. */
  readonly from: number;
  readonly to: number;
}

const RESERVED = /[\s{}!=~,\\"'`]/u;

class Reader {
  private readonly chars: readonly string[];
  private at = 0;

  constructor(input: string) {
    this.chars = [...input];
  }

  read(): readonly AlertMatcher[] {
    const matchers: AlertMatcher[] = [];
    const braced = this.peek().kind === "{";
    if (braced) this.next();
    for (let token = this.peek(); token.kind !== "}" && token.kind !== "end"; token = this.peek()) {
      matchers.push(this.matcher());
      const after = this.peek();
      if (after.kind === ",") this.next();
      else if (after.kind !== "}" && after.kind !== "end") {
        throw unexpected(after, "expected a comma or close brace");
      }
    }
    this.close(braced);
    return matchers;
  }

  private close(braced: boolean): void {
    const last = this.next();
    if (braced && last.kind !== "}")
      throw new MatcherError(`0:${last.to}: end of input: expected close brace`);
    if (!braced && last.kind === "}") throw new MatcherError(`0:${last.to}: }: expected opening brace`);
    if (last.kind === "end") return;
    const extra = this.next();
    if (extra.kind !== "end") throw unexpected(extra, "expected end of input");
  }

  private matcher(): AlertMatcher {
    const name = this.next();
    if (name.kind !== "bare" && name.kind !== "quoted") throw unexpected(name, "expected label name");
    const op = this.next();
    if (op.kind !== "op") {
      throw unexpected(op, "expected an operator such as '=', '!=', '=~' or '!~'");
    }
    const value = this.next();
    if (value.kind !== "bare" && value.kind !== "quoted") throw unexpected(value, "expected label value");
    return alertMatcher(textOf(name), op.text as MatchOp, textOf(value));
  }

  private peek(): Token {
    const at = this.at;
    const token = this.next();
    this.at = at;
    return token;
  }

  private next(): Token {
    while (/\s/u.test(this.chars[this.at] ?? "x")) this.at++;
    const from = this.at;
    const char = this.chars[from];
    if (char === undefined) return this.token("end", from);
    if (char === "{" || char === "}" || char === ",") return this.token(char, from, 1);
    if (char === "=") return this.token("op", from, this.chars[from + 1] === "~" ? 2 : 1);
    if (char === "!") {
      const second = this.chars[from + 1];
      if (second === "=" || second === "~") return this.token("op", from, 2);
      throw new MatcherError(
        `${from}:${from + 1}: unexpected ${second ?? "end of input"}: expected one of '=~'`,
      );
    }
    if (char === '"') return this.quoted(from);
    if (RESERVED.test(char)) throw new MatcherError(`${from}:${from + 1}: ${char}: invalid input`);
    let length = 1;
    while (!RESERVED.test(this.chars[from + length] ?? " ")) length++;
    return this.token("bare", from, length);
  }

  private quoted(from: number): Token {
    let length = 1;
    for (; this.chars[from + length] !== '"'; length++) {
      if (this.chars[from + length] === undefined) {
        throw new MatcherError(`${from}:${from + length}: ${this.chars.slice(from).join("")}: missing end "`);
      }
      if (this.chars[from + length] === "\\") length++;
    }
    return this.token("quoted", from, length + 1);
  }

  private token(kind: Token["kind"], from: number, length = 0): Token {
    this.at = from + length;
    return { kind, text: this.chars.slice(from, this.at).join(""), from, to: this.at };
  }
}

function unexpected(token: Token, wanted: string): MatcherError {
  if (token.kind === "end") return new MatcherError(`0:${token.to}: end of input: ${wanted}`);
  return new MatcherError(`${token.from}:${token.to}: unexpected ${token.text}: ${wanted}`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** Text of a name or value; quoted text has Go's string escapes. */
function textOf(token: Token): string {
  if (token.kind !== "quoted") return token.text;
  const body = token.text.slice(1, -1);
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g,
    (_, x, u, long, octal, single) => {
      const hex: string | undefined = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const simple = ESCAPES[single];
      if (simple === undefined) {
        throw new MatcherError(`${token.from}:${token.to}: ${token.text}: invalid input`);
      }
      return simple;
    },
  );
}
