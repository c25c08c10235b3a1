import { QueryError } from "../engine/query-error.ts";
import type { CallExpr, Expr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";

/** The argument at `index`; the parser has checked that it exists. */
export function argument(node: CallExpr, index: number): Expr {
  const arg = node.args[index];
  if (arg === undefined)
    throw new QueryError(`missing argument ${index + 1} in call to "${node.func}"`, node.span);
  return arg;
}

/** The text of a string argument. */
export function stringArgument(node: CallExpr, index: number): string {
  const arg = unwrap(argument(node, index));
  return arg.kind === "string" ? arg.value : "";
}
