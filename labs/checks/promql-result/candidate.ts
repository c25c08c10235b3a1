import { type Expr, parse } from "../../../simulator/index.ts";
import type { Difference } from "../compare-results.ts";
import type { Stage } from "./failure.ts";
import { type Comparison, pointsOf } from "./judge.ts";

/** Highest score of a wrong answer, however near it comes (04 section 4.1). */
const nearlyRight = 90;

/** One expression that counts as right, and how far the answer agrees with it so far. */
export class Candidate {
  readonly expr: string;
  readonly ast: Expr;
  failure: Comparison | undefined;
  firstStage: Stage | undefined;
  private common = 0;
  private equal = 0;
  private all = 0;
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  private readonly failedStages = new Set<Stage>();

  constructor(expr: string) {
    const { ast, errors } = parse(expr);
    if (ast === undefined || errors.length > 0) {
      throw new Error(`the lab's own expression does not parse: ${errors[0]?.text ?? expr}`);
    }
    this.expr = expr;
    this.ast = ast;
  }

  add(comparison: Comparison): void {
    const { difference, stage } = comparison;
    this.firstStage ??= stage;
    if (!comparison.equal) {
      this.failure ??= comparison;
      this.failedStages.add(stage);
    }
    if (difference === undefined) {
      this.all += pointsOf(comparison.wanted);
      return;
    }
    this.common += difference.common;
    this.equal += difference.equal;
    this.all += difference.all;
    if (difference.ratio === undefined) return;
    this.low = Math.min(this.low, difference.ratio.low);
    this.high = Math.max(this.high, difference.ratio.high);
  }

  failedIn(stage: Stage): boolean {
    return this.failedStages.has(stage);
  }

  /** 90 x (common / all points) x (equal / common points). */
  get score(): number {
    return this.all === 0 || this.common === 0
      ? 0
      : nearlyRight * (this.common / this.all) * (this.equal / this.common);
  }

  get ratio(): Difference["ratio"] {
    return this.low > this.high ? undefined : { low: this.low, high: this.high };
  }
}
