import { compileRegex } from "../../tsdb/regex.ts";
import type { Matcher, MatchOp } from "../../tsdb/sample-source.ts";
import { placeless } from "../logql-error.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Reads `{name="value", …}`. */
export function parseSelector(cursor: TokenCursor): Matcher[] {
  cursor.expect("{");
  if (cursor.accept("}") !== undefined) return [];
  const matchers: Matcher[] = [];
  for (;;) {
    if (cursor.peek().kind !== "IDENTIFIER")
      cursor.fail(matchers.length === 0 ? ["IDENTIFIER", "}"] : ["IDENTIFIER"]);
    matchers.push(parseMatcher(cursor));
    if (cursor.accept("}") !== undefined) return matchers;
    if (cursor.accept(",") === undefined) cursor.fail(["}", ","]);
  }
}

/** Reads `name="value"` with any of the four operators. */
export function parseMatcher(cursor: TokenCursor): Matcher {
  const name = cursor.expect("IDENTIFIER").text;
  const op = cursor.peek();
  if (!isMatchOp(op.kind)) return cursor.fail(["=", "=~", "!~", "!="]);
  cursor.take();
  const value = cursor.expect("STRING");
  if (op.kind === "=~" || op.kind === "!~") {
    const compiled = compileRegex(value.text);
    if (!compiled.ok) throw placeless(compiled.error, value.span);
  }
  return { name, op: op.kind, value: value.text };
}

export function isMatchOp(kind: string): kind is MatchOp {
  return kind === "=" || kind === "!=" || kind === "=~" || kind === "!~";
}
