import type { AtModifier, Expr, MatrixSelector, SubqueryExpr, VectorSelector } from "./ast.ts";
import type { Mutable } from "./mutable.ts";
import {
  literalSeconds,
  parseOffset,
  parsePositiveDuration,
  startsDuration,
  wholeNanoseconds,
} from "./parse-duration.ts";
import type { TokenKind } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

/** Whether the token modifies the expression before it: a range, `offset`, `@`, `anchored`, `smoothed`. */
export function isPostfix(kind: TokenKind): boolean {
  return kind === "[" || kind === "offset" || kind === "@" || kind === "anchored" || kind === "smoothed";
}

type Modifiable = Mutable<VectorSelector> | Mutable<SubqueryExpr>;

/** What a modifier changes: the selector inside a range, and the node whose span grows. */
interface Target {
  readonly node: Modifiable;
  readonly outer: Mutable<VectorSelector> | Mutable<MatrixSelector> | Mutable<SubqueryExpr>;
}

const DURATION_WANTED = "number, duration, step(), or range()";

/** Reads the modifiers behind expressions and checks that each is allowed where it stands. */
export class PostfixParser {
  private readonly stream: TokenStream;
  /** Ranges of something that is no selector. They were reported, and a modifier on them is a second error. */
  private readonly misplacedRanges = new WeakSet<Expr>();

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  /** Applies one modifier, the next token, to `expr`. */
  apply(expr: Expr): Expr {
    const { kind } = this.stream.shift();
    switch (kind) {
      case "[":
        return this.bracket(expr);
      case "offset":
        this.offset(expr);
        return expr;
      case "@":
        this.at(expr);
        return expr;
      default:
        this.extend(expr, kind === "anchored" ? "anchored" : "smoothed");
        return expr;
    }
  }

  /** The node a modifier changes; reports an error when there is none. */
  private target(expr: Expr, modifier: "offset" | "@"): Target | undefined {
    if (this.misplacedRanges.has(expr)) {
      this.stream.report(expr.span, "ranges only allowed for vector selectors");
      return undefined;
    }
    if (expr.kind === "vectorSelector" || expr.kind === "subquery") return { node: expr, outer: expr };
    if (expr.kind === "matrixSelector") return { node: expr.selector, outer: expr };
    this.stream.report(
      expr.span,
      `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    );
    return undefined;
  }

  private endHere({ outer }: Target): void {
    outer.span = { start: outer.span.start, end: this.stream.previousEnd };
  }

  private offset(expr: Expr): void {
    const { stream } = this;
    const offset = wholeNanoseconds(parseOffset(stream));
    if (stream.failing) {
      stream.caught("offset", DURATION_WANTED);
      return;
    }
    const target = this.target(expr, "offset");
    if (target === undefined) return;
    if (target.node.offset !== undefined) {
      stream.report(expr.span, "offset may not be set multiple times");
    } else if (offset.kind !== "duration" || offset.ms !== 0) target.node.offset = offset;
    this.endHere(target);
  }

  private at(expr: Expr): void {
    const { stream } = this;
    const at = this.atOperand();
    if (stream.failing || at === undefined) {
      stream.caught("@", "timestamp");
      return;
    }
    if (typeof at === "number" && !(Math.abs(at) < 2 ** 63)) {
      stream.report(expr.span, `timestamp out of bounds for @ modifier: ${fixedSeconds(at)}`);
    }
    const target = this.target(expr, "@");
    if (target === undefined) return;
    if (target.node.at !== undefined) {
      stream.report(expr.span, "@ <timestamp> may not be set multiple times");
      return;
    }
    target.node.at = typeof at === "number" ? { kind: "time", ms: milliseconds(at) } : at;
    this.endHere(target);
  }

  /** Seconds, or `start()` or `end()`; undefined when the stream fails. */
  private atOperand(): number | Exclude<AtModifier, { kind: "time" }> | undefined {
    const { stream } = this;
    const number = (kind: TokenKind): boolean => kind === "number" || kind === "duration";
    const fits = (kind: TokenKind): boolean =>
      number(kind) || kind === "+" || kind === "-" || kind === "start" || kind === "end";
    if (!stream.ready(fits)) return undefined;
    const token = stream.shift();
    if (token.kind === "start" || token.kind === "end") {
      if (stream.expect("(") === undefined || stream.expect(")") === undefined) return undefined;
      return { kind: token.kind };
    }
    if (number(token.kind)) return literalSeconds(stream, token);
    if (!stream.ready(number)) return undefined;
    const seconds = literalSeconds(stream, stream.shift());
    return token.kind === "-" ? -seconds : seconds;
  }

  private extend(expr: Expr, word: "anchored" | "smoothed"): void {
    const { stream } = this;
    if (!stream.allows("promql-extended-range-selectors")) {
      stream.report(expr.span, `${word} modifier is experimental and not enabled`);
    } else if (this.misplacedRanges.has(expr)) return;
    else if (expr.kind === "vectorSelector") this.setExtended(expr, expr, word);
    else if (expr.kind === "matrixSelector") this.setExtended(expr.selector, expr, word);
    else if (expr.kind === "subquery") {
      stream.report(expr.span, `${word} modifier is not supported for subqueries`);
    } else {
      // The server's own words for a modifier on anything else (promql/parser/parse.go, setAnchored).
      stream.report(expr.span, `${word} modifier not implemented`);
    }
  }

  private setExtended(selector: Mutable<VectorSelector>, blame: Expr, word: "anchored" | "smoothed"): void {
    selector[word] = true;
    if (selector.anchored && selector.smoothed) {
      this.stream.report(blame.span, "anchored and smoothed modifiers cannot be used together");
    }
  }

  private bracket(expr: Expr): Expr {
    const { stream } = this;
    const bracket = stream.previousEnd - 1;
    const range = parsePositiveDuration(stream);
    if (stream.failing) {
      stream.caught("subquery or range selector", DURATION_WANTED);
      return expr;
    }
    const fits = (kind: TokenKind): boolean => kind === "]" || kind === ":";
    if (!stream.readyOr(fits, "subquery or range", '":" or "]"')) return expr;
    if (stream.accept(":") !== undefined) return this.subquery(expr, range);
    stream.shift();
    const end = stream.previousEnd;
    const span = { start: expr.span.start, end };
    if (expr.kind === "vectorSelector") {
      if (expr.offset !== undefined) {
        stream.report({ start: bracket, end }, "no offset modifiers allowed before range");
      } else if (expr.at !== undefined) {
        stream.report({ start: bracket, end }, "no @ modifiers allowed before range");
      }
      return { kind: "matrixSelector", id: 0, span, selector: expr, range };
    }
    stream.report({ start: bracket, end }, "ranges only allowed for vector selectors");
    const misplaced = emptySubquery(expr, range, span.end);
    this.misplacedRanges.add(misplaced);
    return misplaced;
  }

  /** What follows the colon of `[range:step]`. */
  private subquery(expr: Expr, range: SubqueryExpr["range"]): Expr {
    const { stream } = this;
    const context = "subquery selector";
    const fits = (kind: TokenKind): boolean => kind === "]" || startsDuration(kind);
    if (!stream.readyOr(fits, context, 'number, duration, step(), range(), or "]"')) return expr;
    let step: SubqueryExpr["step"];
    if (stream.peek().kind !== "]") {
      step = parsePositiveDuration(stream);
      if (stream.failing) {
        stream.caught(context, 'number, duration, step(), range(), or "]"');
        return expr;
      }
    }
    if (!stream.readyOr((kind) => kind === "]", context, '"]"')) return expr;
    stream.shift();
    return { ...emptySubquery(expr, range, stream.previousEnd), step };
  }
}

function emptySubquery(expr: Expr, range: SubqueryExpr["range"], end: number): SubqueryExpr {
  const span = { start: expr.span.start, end };
  return { kind: "subquery", id: 0, span, expr, range, step: undefined, offset: undefined, at: undefined };
}

/** Go rounds half away from zero; timestamps are whole milliseconds. */
function milliseconds(seconds: number): number {
  const ms = Math.abs(seconds) * 1000;
  const rounded = Math.floor(ms) + (ms - Math.floor(ms) >= 0.5 ? 1 : 0);
  return seconds < 0 ? -rounded : rounded;
}

/** Go's `%f`. */
function fixedSeconds(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "+Inf";
  return `${BigInt(value)}.000000`;
}
