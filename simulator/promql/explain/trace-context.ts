import { Labels } from "../../tsdb/labels.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { ABSENT, type StepBlock } from "../engine/step-block.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import type { Expr } from "../parse/ast.ts";
import type { QueryOptions, QueryRequest } from "../query-types.ts";
import type { Recording } from "./recording.ts";
import type { TracedValue, TraceLabels } from "./trace-types.ts";

/** What the parts of a trace share: one evaluation at one instant, and how much to tell. */
export interface TraceContext {
  readonly ev: Evaluation;
  readonly recording: Recording;
  /** One step: the node's own instant. */
  readonly grid: TimeGrid;
  /** The whole query, for rewriting it. */
  readonly request: QueryRequest;
  readonly options: QueryOptions;
  /** Series, groups or windows told of at most. */
  readonly limit: number;
  /** The series to tell of first. */
  readonly focus: TraceLabels | undefined;
}

/** The block a node gave; evaluated now when the engine read the node in another way. */
export function blockOf({ ev, recording, grid }: TraceContext, node: Expr): StepBlock {
  return recording.blockOf(node) ?? ev.evaluate(node, grid);
}

/** One element of a block of one step. */
export function valueAt(block: StepBlock, row: number): TracedValue {
  const labels = plain(block.list.labels[row] ?? Labels.empty);
  const histogram = block.histograms?.[row];
  const value = block.values[row] ?? Number.NaN;
  return histogram === undefined
    ? { labels, value }
    : { labels, value: Number.NaN, histogram: String(histogram) };
}

/** Rows of a one-step block that hold something. */
export function presentRows(block: StepBlock): number[] {
  const rows: number[] = [];
  for (let row = 0; row < block.rows; row++) if (block.kinds[row] !== ABSENT) rows.push(row);
  return rows;
}

export function plain(labels: Labels): TraceLabels {
  return labels.toRecord();
}

/** Whether a series is the one asked for, metric names left aside. */
export function isFocus({ focus }: TraceContext, labels: Labels): boolean {
  if (focus === undefined) return false;
  const { __name__: _name, ...wanted } = focus;
  return Labels.of(wanted).key === labels.without(["__name__"]).key;
}

/** At most `limit` of the items, the one asked for first. */
export function firstOf<T>(
  context: TraceContext,
  items: readonly T[],
  labelsOf: (item: T) => Labels,
): readonly T[] {
  const { focus, limit } = context;
  const at = focus === undefined ? -1 : items.findIndex((item) => isFocus(context, labelsOf(item)));
  const found = items[at];
  if (found === undefined) return items.slice(0, limit);
  return [found, ...items.slice(0, at), ...items.slice(at + 1)].slice(0, limit);
}
