import { compareCodePoints, Labels } from "../../tsdb/labels.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { FLOAT, type StepBlock } from "../engine/step-block.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import type { CallExpr } from "../parse/ast.ts";
import { argument, stringArgument } from "./arguments.ts";
import { naturalOrder } from "./natural-order.ts";

/** Sorting an instant vector. Results of range queries are ordered by labels, whatever the query says. */
function byValue(descending: boolean): VectorFunction {
  return (ev, node, grid) => {
    const input = ev.evaluate(argument(node, 0), grid);
    warnInRange(ev, node, grid);
    const floats = withoutHistograms(input);
    if (grid.steps !== 1) return floats;
    const rows = presentRows(floats);
    rows.sort((a, b) => compareNanLast(floats.values[a] ?? 0, floats.values[b] ?? 0, descending));
    return floats.pickRows(rows);
  };
}

function compareNanLast(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
  if (a === b) return 0;
  return a < b === descending ? 1 : -1;
}

function withoutHistograms(input: StepBlock): StepBlock {
  if (input.histograms === undefined) return input;
  const block = input.pickRows(input.list.labels.map((_, row) => row));
  for (let i = 0; i < block.kinds.length; i++) if (block.kinds[i] !== FLOAT) block.kinds[i] = 0;
  block.histograms = undefined;
  return block;
}

function presentRows(block: StepBlock): number[] {
  const rows: number[] = [];
  for (let row = 0; row < block.rows; row++) if (block.rowHasPoints(row)) rows.push(row);
  return rows;
}

function byLabel(descending: boolean): VectorFunction {
  return (ev, node, grid) => {
    const input = ev.evaluate(argument(node, 0), grid);
    warnInRange(ev, node, grid);
    if (grid.steps !== 1) return input;
    const names = node.args.slice(1).map((_, at) => stringArgument(node, at + 1));
    const rows = presentRows(input);
    const { labels } = input.list;
    rows.sort((a, b) => {
      const order = compareByNames(labels[a] ?? Labels.empty, labels[b] ?? Labels.empty, names);
      return descending ? -order : order;
    });
    return input.pickRows(rows);
  };
}

function compareByNames(a: Labels, b: Labels, names: readonly string[]): number {
  for (const name of names) {
    const av = a.get(name);
    const bv = b.get(name);
    if (av !== bv) return naturalOrder(av, bv) || compareCodePoints(av, bv);
  }
  return Labels.compare(a, b);
}

function warnInRange(ev: Evaluation, node: CallExpr, grid: TimeGrid): void {
  if (grid.steps < 2) return;
  ev.notes.warn(
    "sort is ineffective for range queries since results are always ordered by labels",
    node.span,
  );
}

/** The sorting family by function name. */
export const sortFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["sort", byValue(false)],
  ["sort_desc", byValue(true)],
  ["sort_by_label", byLabel(false)],
  ["sort_by_label_desc", byLabel(true)],
]);
