import type { CallExpr } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/** A function over instant vectors and scalars; it evaluates its own arguments. */
export type VectorFunction = (ev: Evaluation, node: CallExpr, grid: TimeGrid) => StepBlock;
