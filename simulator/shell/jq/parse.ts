/** The part of jq's language that the terminal has: paths, pipes, comparisons, `select`, `map`, `length` and a few more. */
export type JqExpr =
  | { readonly kind: "identity" }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "field"; readonly of: JqExpr; readonly name: string; readonly quiet: boolean }
  | { readonly kind: "index"; readonly of: JqExpr; readonly index: number; readonly quiet: boolean }
  | { readonly kind: "each"; readonly of: JqExpr; readonly quiet: boolean }
  | { readonly kind: "pipe" | "comma"; readonly left: JqExpr; readonly right: JqExpr }
  | { readonly kind: "binary"; readonly operator: string; readonly left: JqExpr; readonly right: JqExpr }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly JqExpr[] }
  | { readonly kind: "array"; readonly items: JqExpr | undefined }
  | { readonly kind: "object"; readonly fields: readonly { readonly key: string; readonly value: JqExpr }[] };

export type JqParse =
  | { readonly ok: true; readonly expr: JqExpr }
  | { readonly ok: false; readonly error: string };

class JqSyntaxError extends Error {}

const token =
  /\s*(\.\.|==|!=|<=|>=|\/\/|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_]*|\.[A-Za-z_][A-Za-z0-9_]*|[.[\](){}|,:<>+?-])/y;
/** Deepest nesting of brackets; keeps a hostile program from exhausting the stack. */
const maxDepth = 60;

/** Parses a program; the error is in jq's style. */
export function parseJq(program: string): JqParse {
  const tokens: string[] = [];
  const scan = new RegExp(token);
  const text = program.trimEnd();
  while (scan.lastIndex < text.length) {
    const at = scan.lastIndex;
    const found = scan.exec(text);
    if (found === null)
      return {
        ok: false,
        error: `syntax error, unexpected INVALID_CHARACTER near '${text.slice(at).trim().charAt(0)}'`,
      };
    tokens.push(found[1] ?? "");
  }
  try {
    if (tokens.length === 0) return { ok: true, expr: { kind: "identity" } };
    const parser = new JqParser(tokens);
    const expr = parser.pipe(0);
    parser.end();
    return { ok: true, expr };
  } catch (error) {
    if (error instanceof JqSyntaxError) return { ok: false, error: error.message };
    throw error;
  }
}

class JqParser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  end(): void {
    const next = this.peek();
    if (next !== undefined) throw unexpected(next);
  }

  pipe(depth: number): JqExpr {
    if (depth > maxDepth) throw new JqSyntaxError("the program is nested too deeply");
    const left = this.comma(depth);
    return this.take("|") ? { kind: "pipe", left, right: this.pipe(depth + 1) } : left;
  }

  private comma(depth: number): JqExpr {
    let left = this.binary(depth, 0);
    while (this.take(",")) left = { kind: "comma", left, right: this.binary(depth, 0) };
    return left;
  }

  private binary(depth: number, level: number): JqExpr {
    const operators = levels[level];
    if (operators === undefined) return this.postfix(depth);
    let left = this.binary(depth, level + 1);
    for (let next = this.peek(); next !== undefined && operators.includes(next); next = this.peek()) {
      this.at++;
      left = { kind: "binary", operator: next, left, right: this.binary(depth, level + 1) };
    }
    return left;
  }

  private postfix(depth: number): JqExpr {
    let expr = this.primary(depth);
    for (;;) {
      const next = this.peek();
      if (next !== undefined && /^\.[A-Za-z_]/.test(next)) {
        this.at++;
        expr = { kind: "field", of: expr, name: next.slice(1), quiet: this.take("?") };
      } else if (next === "." && (this.tokens[this.at + 1] ?? "").startsWith('"')) {
        this.at++;
        expr = { kind: "field", of: expr, name: this.string(), quiet: this.take("?") };
      } else if (next === "[" || (next === "." && this.tokens[this.at + 1] === "[")) {
        if (next === ".") this.at++;
        expr = this.bracket(expr);
      } else {
        return expr;
      }
    }
  }

  private bracket(of: JqExpr): JqExpr {
    this.expect("[");
    const next = this.peek() ?? "";
    if (this.take("]")) return { kind: "each", of, quiet: this.take("?") };
    if (next.startsWith('"')) {
      const name = this.string();
      this.expect("]");
      return { kind: "field", of, name, quiet: this.take("?") };
    }
    const sign = this.take("-") ? -1 : 1;
    const digits = this.peek() ?? "";
    if (!/^\d+$/.test(digits)) throw unexpected(digits === "" ? undefined : digits);
    this.at++;
    this.expect("]");
    return { kind: "index", of, index: sign * Number(digits), quiet: this.take("?") };
  }

  private primary(depth: number): JqExpr {
    if (depth > maxDepth) throw new JqSyntaxError("the program is nested too deeply");
    const next = this.peek();
    if (next === undefined) throw unexpected(undefined);
    if (next.startsWith('"')) return { kind: "literal", value: this.string() };
    this.at++;
    if (/^\d/.test(next)) return { kind: "literal", value: Number(next) };
    if (/^\.[A-Za-z_]/.test(next))
      return { kind: "field", of: { kind: "identity" }, name: next.slice(1), quiet: this.take("?") };
    if (next === ".") return this.dot();
    if (next === "-" && /^\d/.test(this.peek() ?? ""))
      return { kind: "literal", value: -Number(this.tokens[this.at++]) };
    if (next === "(") return this.closed(this.pipe(depth + 1), ")");
    if (next === "[") {
      if (this.take("]")) return { kind: "array", items: undefined };
      return this.closed({ kind: "array", items: this.pipe(depth + 1) }, "]");
    }
    if (next === "{") return this.object(depth);
    if (/^[A-Za-z_]/.test(next)) return this.word(next, depth);
    throw unexpected(next);
  }

  private dot(): JqExpr {
    const next = this.peek() ?? "";
    if (next.startsWith('"'))
      return { kind: "field", of: { kind: "identity" }, name: this.string(), quiet: this.take("?") };
    return { kind: "identity" };
  }

  private word(name: string, depth: number): JqExpr {
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    if (name === "null") return { kind: "literal", value: null };
    const args: JqExpr[] = [];
    if (this.take("(")) {
      args.push(this.pipe(depth + 1));
      this.expect(")");
    }
    if (!known[args.length]?.includes(name)) {
      throw new JqSyntaxError(`${name}/${args.length} is not defined at <top-level>, line 1:`);
    }
    return { kind: "call", name, args };
  }

  private object(depth: number): JqExpr {
    const fields: { key: string; value: JqExpr }[] = [];
    while (!this.take("}")) {
      const next = this.peek() ?? "";
      const quoted = next.startsWith('"');
      if (!quoted && !/^[A-Za-z_]/.test(next)) throw unexpected(next === "" ? undefined : next);
      const key = quoted ? this.string() : (this.tokens[this.at++] ?? "");
      const value = this.take(":")
        ? this.binary(depth + 1, 0)
        : ({ kind: "field", of: { kind: "identity" }, name: key, quiet: false } as const);
      fields.push({ key, value });
      if (!this.take(",") && this.peek() !== "}") throw unexpected(this.peek());
    }
    return { kind: "object", fields };
  }

  private string(): string {
    const text = this.tokens[this.at++] ?? "";
    try {
      return String(JSON.parse(text));
    } catch {
      throw new JqSyntaxError(`Invalid escape in string ${text}`);
    }
  }

  private closed(expr: JqExpr, bracket: string): JqExpr {
    this.expect(bracket);
    return expr;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw unexpected(this.peek());
  }

  private take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  private peek(): string | undefined {
    return this.tokens[this.at];
  }
}

/** Functions without and with an argument. */
const known: readonly (readonly string[])[] = [
  "length not empty keys type add first last sort unique tonumber tostring".split(" "),
  "select map has test startswith endswith contains sort_by".split(" "),
];

/** Binary operators, loosest first. */
const levels: readonly (readonly string[])[] = [
  ["//"],
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
];

function unexpected(text: string | undefined): JqSyntaxError {
  return new JqSyntaxError(
    text === undefined ? "syntax error, unexpected end of file" : `syntax error, unexpected '${text}'`,
  );
}
