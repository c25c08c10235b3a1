import type { Comparison, LabelFilter } from "../ast.ts";
import { notSupported, placeless } from "../logql-error.ts";
import { isMatchOp, parseMatcher } from "./parse-selector.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Whether a label filter can begin with this token. */
export function isLabelFilterStart(kind: string): boolean {
  return kind === "IDENTIFIER" || kind === "(";
}

/** Reads `a="x" or b>5 and c<1s, d>1kB`; `and`, a comma or nothing between two filters bind tighter than `or`. */
export function parseLabelFilter(cursor: TokenCursor): LabelFilter {
  return cursor.nested(() => {
    let left = conjunction(cursor);
    while (cursor.accept("or") !== undefined) {
      left = { kind: "or", left, right: conjunction(cursor) };
    }
    return left;
  });
}

function conjunction(cursor: TokenCursor): LabelFilter {
  let left = single(cursor);
  for (;;) {
    const joined = cursor.accept("and") ?? cursor.accept(",");
    if (joined === undefined && !isLabelFilterStart(cursor.peek().kind)) return left;
    left = { kind: "and", left, right: single(cursor) };
  }
}

function single(cursor: TokenCursor): LabelFilter {
  if (cursor.accept("(") !== undefined) {
    const inner = parseLabelFilter(cursor);
    cursor.accept(")") ?? cursor.fail();
    return inner;
  }
  if (cursor.peek().kind !== "IDENTIFIER") cursor.fail(["IDENTIFIER", "("]);
  const op = cursor.peek(1);
  const value = cursor.peek(2);
  if (isMatchOp(op.kind) && value.kind === "STRING") return { kind: "match", matcher: parseMatcher(cursor) };
  const name = cursor.take().text;
  if (op.kind === "=~" || op.kind === "!~") {
    cursor.take();
    cursor.expect("STRING");
  }
  if (!isComparison(op.kind)) return cursor.fail();
  cursor.take();
  if (value.kind === "ip" && (op.kind === "=" || op.kind === "!=")) throw notSupported("ip()", value.span);
  if (value.kind === "DURATION") {
    cursor.take();
    return { kind: "compare", name, op: op.kind, value: value.value / 1000, unit: "duration" };
  }
  if (value.kind === "BYTES") {
    cursor.take();
    return { kind: "compare", name, op: op.kind, value: value.value, unit: "bytes" };
  }
  const sign = value.kind === "+" || value.kind === "-" ? cursor.take().kind : "";
  if (cursor.peek().kind !== "NUMBER") cursor.fail(sign === "" ? [] : ["NUMBER"]);
  return { kind: "compare", name, op: op.kind, value: readNumber(cursor, sign), unit: "number" };
}

/** The number at the cursor; hexadecimal ones are refused as Go's ParseFloat refuses them. */
export function readNumber(cursor: TokenCursor, sign = ""): number {
  const { text, span } = cursor.expect("NUMBER");
  if (/^0x/i.test(text)) {
    throw placeless(
      `unable to parse literal as a float: strconv.ParseFloat: parsing "${sign}${text}": invalid syntax`,
      span,
    );
  }
  return Number(text) * (sign === "-" ? -1 : 1);
}

function isComparison(kind: string): kind is Comparison {
  return ["=", "==", "!=", ">", ">=", "<", "<="].includes(kind);
}
