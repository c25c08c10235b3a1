import { matcherTest } from "../../tsdb/matchers.ts";
import type {
  AggregateExpr,
  BinaryExpr,
  CallExpr,
  Expr,
  ParseError,
  Span,
  ValueType,
  VectorMatching,
  VectorSelector,
} from "./ast.ts";
import { quoteGo } from "./go-quote.ts";
import type { Mutable } from "./mutable.ts";
import { parseError } from "./positions.ts";
import { isSpace } from "./scan-number.ts";
import { functionSignatures } from "./signatures.ts";

/** The type's name in Prometheus's documentation and errors. */
export function documentedType(type: ValueType): string {
  return type === "vector" ? "instant vector" : type === "matrix" ? "range vector" : type;
}

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
const SET_OPERATORS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

/**
 * Checks types and vector matching of a tree without grammar errors and completes its binary nodes:
 * matching is removed where a side is no vector, and set operators become many-to-many.
 */
export function checkTypes(root: Expr, source: string): ParseError[] {
  const checker = new TypeChecker(source);
  checker.check(root);
  return checker.errors;
}

class TypeChecker {
  readonly errors: ParseError[] = [];
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  private report(span: Span, message: string): void {
    this.errors.push(parseError(this.source, span, message));
  }

  check(expr: Expr): ValueType {
    switch (expr.kind) {
      case "number":
        return "scalar";
      case "string":
        return "string";
      case "paren":
        return this.check(expr.expr);
      case "vectorSelector":
        this.checkSelector(expr, false);
        return "vector";
      case "matrixSelector":
        this.checkSelector(expr.selector, false);
        return "matrix";
      case "unary":
        return this.checkUnary(expr.expr, expr.span);
      case "subquery": {
        const type = this.check(expr.expr);
        if (type !== "vector") {
          this.report(expr.span, `subquery is only allowed on instant vector, got ${type} instead`);
        }
        return "matrix";
      }
      case "aggregate":
        this.checkAggregate(expr);
        return "vector";
      case "call":
        return this.checkCall(expr);
      case "binary":
        return this.checkChain(expr);
    }
  }

  private checkUnary(operand: Expr, span: Span): ValueType {
    const type = this.check(operand);
    if (type !== "scalar" && type !== "vector") {
      this.report(
        span,
        `unary expression only allowed on expressions of type scalar or instant vector, got ${quoteGo(documentedType(type))}`,
      );
    }
    return type;
  }

  private expectType(expr: Expr, wanted: ValueType, context: string): void {
    const type = this.check(expr);
    if (type === wanted) return;
    this.report(
      expr.span,
      `expected type ${documentedType(wanted)} in ${context}, got ${documentedType(type)}`,
    );
  }

  private checkAggregate({ op, expr, param }: AggregateExpr): void {
    this.expectType(expr, "vector", "aggregation expression");
    if (param === undefined) return;
    this.expectType(param, op === "count_values" ? "string" : "scalar", "aggregation parameter");
  }

  private checkSelector(selector: VectorSelector, isInfoSelector: boolean): void {
    const { name, matchers, span } = selector;
    const outside = hasNameOutside(selector, this.source);
    if (outside) {
      for (const matcher of matchers.slice(0, -1)) {
        if (matcher.name !== "__name__") continue;
        const names = `${quoteGo(name ?? "")} or ${quoteGo(matcher.value)}`;
        this.report(span, `metric name must not be set twice: ${names}`);
      }
      return;
    }
    if (isInfoSelector || matchers.some((matcher) => !matcherTest(matcher)(""))) return;
    this.report(span, "vector selector must contain at least one non-empty matcher");
  }

  private checkCall(call: CallExpr): ValueType {
    const { func, args, span } = call;
    const signature = functionSignatures.get(func);
    if (signature === undefined) return "vector";
    const { argTypes, variadic, returnType } = signature;
    const least = variadic === 0 ? argTypes.length : argTypes.length - 1;
    const most = variadic < 0 ? Number.POSITIVE_INFINITY : least + variadic;
    const ending = `argument(s) in call to ${quoteGo(func)}, got ${args.length}`;
    if (variadic === 0) {
      if (args.length !== least) this.report(span, `expected ${least} ${ending}`);
    } else if (args.length < least) this.report(span, `expected at least ${least} ${ending}`);
    else if (args.length > most) this.report(span, `expected at most ${most} ${ending}`);
    const infoSelector = func === "info" ? args[1] : undefined;
    if (infoSelector !== undefined) this.checkInfoSelector(infoSelector, call);
    for (const [index, arg] of args.entries()) {
      if (index >= argTypes.length && variadic === 0) break;
      const wanted = argTypes[Math.min(index, argTypes.length - 1)];
      if (wanted === undefined) break;
      if (arg === infoSelector && arg.kind === "vectorSelector") this.checkSelector(arg, true);
      else this.expectType(arg, wanted, `call to function ${quoteGo(func)}`);
    }
    return returnType;
  }

  /** The second argument of `info` must be a selector that names labels only. */
  private checkInfoSelector(arg: Expr, call: CallExpr): void {
    const type = typeOf(arg);
    if (type !== "vector") {
      this.report(
        call.span,
        `expected type instant vector in call to function "info", got ${documentedType(type)}`,
      );
    }
    if (arg.kind !== "vectorSelector") this.report(arg.span, "expected label selectors only");
    else if (hasNameOutside(arg, this.source)) {
      this.report(arg.span, "expected label selectors only, got vector selector instead");
    }
  }

  /** A binary expression. Long sums are deep trees to the left, so that side is walked without recursion. */
  private checkChain(top: BinaryExpr): ValueType {
    const chain: BinaryExpr[] = [top];
    let left: Expr = top.lhs;
    for (; left.kind === "binary"; left = left.lhs) chain.push(left);
    let type = this.check(left);
    for (let node = chain.pop(); node !== undefined; node = chain.pop()) {
      const right = this.check(node.rhs);
      this.checkBinary(node, type, right);
      type = type === "scalar" && right === "scalar" ? "scalar" : "vector";
    }
    return type;
  }

  private checkBinary(node: Mutable<BinaryExpr>, left: ValueType, right: ValueType): void {
    const { op, lhs, rhs, span, returnBool } = node;
    const isSet = SET_OPERATORS.has(op);
    const scalars = left === "scalar" && right === "scalar";
    if (returnBool && !COMPARISONS.has(op)) {
      this.report(this.operatorSpan(node), "bool modifier can only be used on comparison operators");
    }
    if (COMPARISONS.has(op) && !returnBool && scalars) {
      this.report(this.operatorSpan(node), "comparisons between scalars must use BOOL modifier");
    }
    if (isSet && node.matching?.card === "one-to-one") {
      node.matching = { ...node.matching, card: "many-to-many" };
    }
    this.checkIncluded(node);
    for (const [side, type] of [
      [lhs, left],
      [rhs, right],
    ] as const) {
      if (type !== "scalar" && type !== "vector") {
        this.report(side.span, "binary expression must contain only scalar and instant vector types");
      }
    }
    const { matching } = node;
    if (matching !== undefined) {
      if (left !== "vector" || right !== "vector") {
        this.checkNoMatching(matching, span);
        node.matching = undefined;
      } else if (isSet) this.checkSetMatching(matching, op, span);
    }
    if (isSet && (left === "scalar" || right === "scalar")) {
      this.report(span, `set operator ${quoteGo(op)} not allowed in binary scalar expression`);
    }
  }

  private checkIncluded(node: BinaryExpr): void {
    const { matching } = node;
    if (matching?.on !== true) return;
    for (const label of matching.labels) {
      for (const included of matching.include) {
        if (label !== included) continue;
        const message = `label ${quoteGo(label)} must not occur in ON and GROUP clause at once`;
        this.report(this.operatorSpan(node), message);
      }
    }
  }

  private checkNoMatching(matching: VectorMatching, span: Span): void {
    if (matching.labels.length > 0) {
      this.report(span, "vector matching only allowed between instant vectors");
    }
    if (matching.fillLeft !== undefined || matching.fillRight !== undefined) {
      this.report(span, "filling in missing series only allowed between instant vectors");
    }
  }

  private checkSetMatching(matching: VectorMatching, op: string, span: Span): void {
    if (matching.card !== "many-to-many") {
      this.report(span, `no grouping allowed for ${quoteGo(op)} operation`);
      this.report(span, "set operations must always be many-to-many");
    }
    if (matching.fillLeft !== undefined || matching.fillRight !== undefined) {
      this.report(span, "filling in missing series not allowed for set operators");
    }
  }

  /** From the operator to the last character before the right side, as Prometheus marks operators. */
  private operatorSpan({ lhs, rhs }: BinaryExpr): Span {
    let start = lhs.span.end;
    while (isSpace(this.source.charCodeAt(start))) start++;
    let end = rhs.span.start - 1;
    while (isSpace(this.source.charCodeAt(end))) end--;
    return { start, end };
  }
}

/** Whether the metric name stands outside the braces; only then is it exclusive. */
function hasNameOutside({ name, span }: VectorSelector, source: string): boolean {
  return name !== undefined && source.charAt(span.start) !== "{";
}

/** The type an expression evaluates to. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "paren":
    case "unary":
      return typeOf(expr.expr);
    case "matrixSelector":
    case "subquery":
      return "matrix";
    case "call":
      return functionSignatures.get(expr.func)?.returnType ?? "vector";
    case "binary": {
      let left: Expr = expr;
      for (; left.kind === "binary"; left = left.lhs) if (typeOf(left.rhs) !== "scalar") return "vector";
      return typeOf(left) === "scalar" ? "scalar" : "vector";
    }
    default:
      return "vector";
  }
}
