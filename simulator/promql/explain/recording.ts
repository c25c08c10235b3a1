import { evaluateNode } from "../engine/evaluate-node.ts";
import type { EvaluateNode } from "../engine/evaluation.ts";
import { QueryError } from "../engine/query-error.ts";
import type { StepBlock } from "../engine/step-block.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import type { Expr } from "../parse/ast.ts";

/** What a node gave when it was evaluated. */
export interface NodeRecord {
  readonly grid: TimeGrid;
  readonly block: StepBlock;
}

/**
 * Looks over the engine's shoulder: keeps the block of every node of one evaluation, the node where it
 * stopped, and, with a clock of the caller's, the time each node took without those below it. The blocks are
 * the engine's own, so what is shown cannot differ from what was computed.
 */
export class Recording {
  readonly records = new Map<number, NodeRecord>();
  /** The deepest node whose evaluation failed. */
  failure: { readonly nodeId: number; readonly error: QueryError } | undefined;
  /** Own time by node id, in the clock's unit. */
  readonly took = new Map<number, number>();
  private readonly clock: (() => number) | undefined;
  /** Time spent below the node being evaluated. */
  private below = 0;

  constructor(clock?: () => number) {
    this.clock = clock;
  }

  /** Evaluates like the engine and keeps what comes out. */
  readonly dispatch: EvaluateNode = (ev, node, grid) => {
    const { clock } = this;
    const before = this.below;
    this.below = 0;
    const started = clock?.() ?? 0;
    try {
      const block = evaluateNode(ev, node, grid);
      this.records.set(node.id, { grid, block });
      return block;
    } catch (error) {
      if (error instanceof QueryError) this.failure ??= { nodeId: node.id, error };
      throw error;
    } finally {
      if (clock !== undefined) {
        const all = clock() - started;
        this.took.set(node.id, (this.took.get(node.id) ?? 0) + all - this.below);
        this.below = before + all;
      }
    }
  };

  blockOf(node: Expr): StepBlock | undefined {
    return this.records.get(node.id)?.block;
  }
}
