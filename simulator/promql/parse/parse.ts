import type { Expr, ParseResult } from "./ast.ts";
import { toByteText } from "./byte-text.ts";
import { checkTypes } from "./check-types.ts";
import type { Mutable } from "./mutable.ts";
import { type ParseOptions, parserLimits } from "./options.ts";
import { parseError } from "./positions.ts";
import { ExpressionParser } from "./pratt.ts";
import { TokenStream } from "./token-stream.ts";
import { walkExpr } from "./walk.ts";

/**
 * Parses a PromQL expression as Prometheus 3.14 does, with its error texts and byte positions. Takes time
 * linear in the length of the text. The tree may be partial when there are errors, for editors; a node with
 * an empty span marks a missing part. Types are only checked when the grammar is right.
 */
export function parse(expr: string, options?: ParseOptions): ParseResult {
  const source = toByteText(expr);
  const limits = parserLimits(options);
  if (source.length > limits.maxBytes) {
    const message = `expression is ${source.length} bytes long; the most is ${limits.maxBytes}`;
    return { ast: undefined, errors: [parseError(source, { start: 0, end: source.length }, message)] };
  }
  const stream = new TokenStream(source, limits);
  const ast = new ExpressionParser(stream).parse();
  if (ast === undefined) return { ast, errors: stream.errors };
  const tooDeep = numberNodes(ast, limits.maxDepth);
  if (stream.errors.length > 0) return { ast, errors: stream.errors };
  if (tooDeep !== undefined) {
    const message = `expression is more than ${limits.maxDepth} levels deep`;
    return { ast, errors: [parseError(source, tooDeep.span, message)] };
  }
  return { ast, errors: checkTypes(ast, source) };
}

/** Gives every node its pre-order number; returns the first node below `maxDepth`. */
function numberNodes(root: Expr, maxDepth: number): Expr | undefined {
  let id = 0;
  let tooDeep: Expr | undefined;
  walkExpr(root, (expr: Mutable<Expr>, depth) => {
    expr.id = id++;
    if (depth > maxDepth) tooDeep ??= expr;
  });
  return tooDeep;
}
