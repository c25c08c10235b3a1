import { goQuote } from "../../promql/engine/go-text.ts";
import type { Token } from "./lexer.ts";

/** A place in a list of tokens; spaces are tokens that most readers step over. */
export class TokenCursor {
  protected at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected peek(): Token {
    return this.tokenAt(this.at);
  }

  protected peekNonSpace(): Token {
    while (this.peek().kind === "space") this.at++;
    return this.peek();
  }

  protected next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected nextNonSpace(): Token {
    this.peekNonSpace();
    return this.next();
  }

  protected backup(): void {
    this.at--;
  }

  protected tokenAt(index: number): Token {
    const last = this.tokens.at(-1);
    const token = this.tokens[index] ?? last;
    return token ?? { kind: "eof", value: "", position: 0, line: 1 };
  }
}

export function isKeyword(token: Token, word: string): boolean {
  return token.kind === "keyword" && token.value === word;
}

/** A token as Go prints it in `unexpected … in …`. */
export function printToken(token: Token): string {
  if (token.kind === "eof") return "EOF";
  if (token.kind === "keyword" || token.kind === "dot") return `<${token.value}>`;
  if ([...token.value].length > 10) return `${goQuote([...token.value].slice(0, 10).join(""))}...`;
  return goQuote(token.value);
}
