import type { AggregateOp, BinaryOp, Expr, Span, VectorSelector } from "./ast.ts";
import { fromByteText } from "./byte-text.ts";
import { startsExpression } from "./expression-start.ts";
import { quoteGo } from "./go-quote.ts";
import type { Mutable } from "./mutable.ts";
import { literalSeconds } from "./parse-duration.ts";
import { parseGrouping } from "./parse-grouping.ts";
import { parseOperatorOptions } from "./parse-matching.ts";
import { isPostfix, PostfixParser } from "./parse-postfix.ts";
import { parseBraces } from "./parse-selector.ts";
import { functionSignatures } from "./signatures.ts";
import { unquoteLiteral } from "./string-literal.ts";
import { isAggregateOp, type Token, type TokenKind } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

/** How tightly each binary operator binds. Modifiers bind tighter than any of them. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["unless", 2],
  ...["==", "!=", "<", "<=", ">", ">=", ">/", "</"].map((op): [string, number] => [op, 3]),
  ["+", 4],
  ["-", 4],
  ["*", 5],
  ["/", 5],
  ["%", 5],
  ["atan2", 5],
  ["^", 6],
]);
/** The one right-associative operator; it also binds tighter than a sign before its left side. */
const POWER = 6;

/** Keywords that are also functions. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(["start", "end", "step", "range", "max_of", "min_of"]);

/**
 * The Pratt parser of PromQL expressions. Grammar errors go to the stream; what could be read is returned
 * even then, with a selector without name and matchers where something is missing altogether.
 */
export class ExpressionParser {
  private readonly stream: TokenStream;
  private readonly postfix: PostfixParser;

  constructor(stream: TokenStream) {
    this.stream = stream;
    this.postfix = new PostfixParser(stream);
  }

  /** Parses the whole text; undefined when nothing of an expression could be read. */
  parse(): Expr | undefined {
    const { stream } = this;
    if (stream.peek().kind === "endOfInput") {
      stream.report({ start: 0, end: 0 }, "no expression found in input");
      return undefined;
    }
    const atEnd = (kind: TokenKind): boolean => kind === "endOfInput";
    const expr = this.binary(0);
    // Behind an error nothing at the outermost level is taken up again.
    if (!stream.failing) stream.ready(atEnd);
    while (stream.caught("", "")) stream.ready(atEnd);
    return isHole(expr) ? undefined : expr;
  }

  private binary(least: number): Expr {
    return this.continued(this.operand(), least);
  }

  private continued(first: Expr, least: number): Expr {
    const { stream } = this;
    let left = first;
    while (!stream.failing) {
      const { kind } = stream.peek();
      const binding = BINDING.get(kind);
      if (binding === undefined || binding < least) break;
      stream.shift();
      left = this.infix(left, kind as BinaryOp, kind === "^" ? POWER : binding + 1);
    }
    return left;
  }

  private infix(lhs: Expr, op: BinaryOp, least: number): Expr {
    const { stream } = this;
    const options = parseOperatorOptions(stream);
    if (stream.failing) return lhs;
    const rhs = this.binary(least);
    if (isHole(rhs)) return lhs;
    const span = { start: lhs.span.start, end: rhs.span.end };
    const { fillLeft, fillRight } = options.matching;
    if (
      !stream.failing &&
      (fillLeft ?? fillRight) !== undefined &&
      !stream.allows("promql-binop-fill-modifiers")
    ) {
      stream.report(span, "binop fill modifiers are experimental and not enabled");
    }
    return { kind: "binary", id: 0, span, op, lhs, rhs, ...options };
  }

  private modified(operand: Expr): Expr {
    let expr = operand;
    while (!this.stream.failing && isPostfix(this.stream.peek().kind)) expr = this.postfix.apply(expr);
    return expr;
  }

  private operand(): Expr {
    const { stream } = this;
    if (!stream.ready(startsExpression)) return hole(stream.peek());
    return stream.nested(() => this.modifiedPrimary(), hole(stream.peek()));
  }

  private modifiedPrimary(): Expr {
    const { kind } = this.stream.peek();
    if (kind === "+" || kind === "-") return this.unary(this.stream.shift());
    return this.modified(this.primary());
  }

  private unary(sign: Token): Expr {
    const op = sign.kind === "-" ? "-" : "+";
    const expr = this.binary(POWER);
    const span = { start: sign.start, end: expr.span.end };
    if (expr.kind === "number") return { ...expr, span, value: op === "-" ? -expr.value : expr.value };
    return isHole(expr) ? expr : { kind: "unary", id: 0, span, op, expr };
  }

  private primary(): Expr {
    const { stream } = this;
    const { kind } = stream.peek();
    if (kind === "{") return this.selector(undefined);
    const token = stream.shift();
    const span = { start: token.start, end: token.end };
    if (kind === "number" || kind === "duration") {
      const value = literalSeconds(stream, token);
      return { kind: "number", id: 0, span, value, isDuration: kind === "duration" };
    }
    if (kind === "string") return { kind: "string", id: 0, span, value: unquoteLiteral(token.text) };
    if (kind === "(") return this.parenthesised(token);
    const next = stream.peek().kind;
    if (isAggregateOp(kind) && (next === "(" || next === "by" || next === "without")) {
      return this.aggregate(token, kind);
    }
    if (next === "(" && (kind === "identifier" || FUNCTION_WORDS.has(kind))) return this.call(token);
    return this.selector(token);
  }

  private parenthesised(open: Token): Expr {
    const { stream } = this;
    let expr = this.binary(0);
    while (!stream.failing && stream.accept(")") === undefined) {
      // Behind an error inside, the expression may go on; otherwise this is one.
      const { kind } = stream.peek();
      if (BINDING.has(kind) || isPostfix(kind)) expr = this.continued(this.modified(expr), 0);
      else stream.drop();
    }
    if (isHole(expr)) return expr;
    return { kind: "paren", id: 0, span: { start: open.start, end: stream.previousEnd }, expr };
  }

  private selector(name: Token | undefined): VectorSelector {
    const { stream } = this;
    const start = name?.start ?? stream.peek().start;
    const braces = stream.peek().kind === "{" ? parseBraces(stream) : undefined;
    const metric = name === undefined ? undefined : fromByteText(name.text);
    const matchers = [...(braces?.matchers ?? [])];
    if (metric !== undefined) matchers.push({ name: "__name__", op: "=", value: metric });
    const selector: Mutable<VectorSelector> = {
      kind: "vectorSelector",
      id: 0,
      span: { start, end: stream.previousEnd },
      name: metric ?? braces?.quotedName,
      matchers,
      anchored: false,
      smoothed: false,
      offset: undefined,
      at: undefined,
    };
    return selector;
  }

  private call(name: Token): Expr {
    const { stream } = this;
    const args = this.callArguments();
    const func = fromByteText(name.text);
    if (!stream.failing) {
      const signature = functionSignatures.get(func);
      if (signature === undefined) stream.report(name, `unknown function with name ${quoteGo(func)}`);
      else if (signature.experimental && !stream.allows("promql-experimental-functions")) {
        stream.report(name, `function ${quoteGo(func)} is not enabled`);
      }
    }
    return { kind: "call", id: 0, span: { start: name.start, end: stream.previousEnd }, func, args };
  }

  /** `(a, b)`, the next token being the parenthesis; on failure the arguments read so far. */
  private callArguments(): Expr[] {
    const { stream } = this;
    const args: Expr[] = [];
    if (stream.expect("(") === undefined || stream.accept(")") !== undefined) return args;
    for (;;) {
      const arg = this.binary(0);
      if (!isHole(arg)) args.push(arg);
      if (stream.failing || !stream.ready((kind) => kind === ")" || kind === ",")) return args;
      while (stream.peek().kind === ",") {
        const comma = stream.shift();
        if (startsExpression(stream.peek().kind)) break;
        stream.report(comma, "trailing commas not allowed in function call args");
        if (!stream.ready((kind) => kind === ")" || kind === ",")) return args;
      }
      if (stream.accept(")") !== undefined) return args;
    }
  }

  private aggregate(opToken: Token, op: AggregateOp): Expr {
    const { stream } = this;
    let args: Expr[] = [];
    let grouping = this.aggregateGrouping();
    if (!stream.failing) args = this.callArguments();
    if (stream.failing) {
      stream.caught("aggregation", "");
      if (!stream.aborted) {
        const span = { start: opToken.start, end: stream.lastClosing };
        stream.report(span, "no arguments for aggregate expression provided");
      }
      return this.aggregateNode(opToken, op, args, grouping);
    }
    grouping ??= this.aggregateGrouping();
    const node = this.aggregateNode(opToken, op, args, grouping);
    this.checkAggregate(op, args, node.span);
    return node;
  }

  private aggregateGrouping(): { labels: string[]; without: boolean } | undefined {
    const { stream } = this;
    const { kind } = stream.peek();
    if (kind !== "by" && kind !== "without") return undefined;
    stream.shift();
    return { labels: parseGrouping(stream), without: kind === "without" };
  }

  private aggregateNode(
    opToken: Token,
    op: AggregateOp,
    args: readonly Expr[],
    grouping: { labels: string[]; without: boolean } | undefined,
  ): Expr {
    const span = { start: opToken.start, end: this.stream.previousEnd };
    const param = takesParameter(op) ? args[0] : undefined;
    return {
      kind: "aggregate",
      id: 0,
      span,
      op,
      expr: args[takesParameter(op) ? 1 : 0] ?? hole(span),
      param,
      grouping: grouping?.labels ?? [],
      without: grouping?.without ?? false,
    };
  }

  private checkAggregate(op: AggregateOp, args: readonly Expr[], span: Span): void {
    const { stream } = this;
    const wanted = takesParameter(op) ? 2 : 1;
    const experimental = op === "limitk" || op === "limit_ratio";
    if (args.length === 0) stream.report(span, "no arguments for aggregate expression provided");
    else if (experimental && !stream.allows("promql-experimental-functions")) {
      stream.report(
        span,
        `${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      );
    } else if (args.length !== wanted) {
      stream.report(
        span,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      );
    }
  }
}

/** Whether the aggregation takes a parameter before its vector. */
function takesParameter(op: AggregateOp): boolean {
  return (
    op === "topk" ||
    op === "bottomk" ||
    op === "count_values" ||
    op === "quantile" ||
    op === "limitk" ||
    op === "limit_ratio"
  );
}

function hole({ start }: Span): VectorSelector {
  return {
    kind: "vectorSelector",
    id: 0,
    span: { start, end: start },
    name: undefined,
    matchers: [],
    anchored: false,
    smoothed: false,
    offset: undefined,
    at: undefined,
  };
}

/** Whether the node only marks a place where something is missing. */
function isHole(expr: Expr): boolean {
  return expr.kind === "vectorSelector" && expr.span.start === expr.span.end;
}
