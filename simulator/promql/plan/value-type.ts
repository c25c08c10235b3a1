import type { Expr, ValueType } from "../parse/ast.ts";
import { functionSignatures } from "../parse/signatures.ts";

/** The type an expression evaluates to. */
export function valueType(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "paren":
    case "unary":
      return valueType(expr.expr);
    case "matrixSelector":
    case "subquery":
      return "matrix";
    case "call":
      return functionSignatures.get(expr.func)?.returnType ?? "vector";
    case "binary":
      return valueType(expr.lhs) === "scalar" && valueType(expr.rhs) === "scalar" ? "scalar" : "vector";
    case "vectorSelector":
    case "aggregate":
      return "vector";
  }
}
