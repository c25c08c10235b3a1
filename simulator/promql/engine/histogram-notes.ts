import type { Labels } from "../../tsdb/labels.ts";
import type { CombineNotes } from "../histogram/combine.ts";
import type { Span } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";
import type { Annotations } from "./annotations.ts";

/** What was done to histograms when something about them needs telling. */
export type HistogramOperation = "addition" | "subtraction" | "aggregation";

/** The notes Prometheus attaches to results that involve native histograms, with its words. */
export class HistogramNotes {
  private readonly notes: Annotations;
  private readonly span: Span;

  constructor(notes: Annotations, span: Span) {
    this.notes = notes;
    this.span = span;
  }

  mixedKinds(labels: Labels): void {
    this.notes.warn(
      `encountered a mix of histograms and floats for metric name ${nameOf(labels)}`,
      this.span,
    );
  }

  mixedKindsInAggregation(): void {
    this.notes.warn("encountered a mix of histograms and floats for aggregation", this.span);
  }

  mixedSchemas(labels: Labels): void {
    this.notes.warn(
      `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${nameOf(labels)}`,
      this.span,
    );
  }

  notCounter(labels: Labels): void {
    this.notes.warn(`this native histogram metric is not a counter: ${nameOf(labels)}`, this.span);
  }

  notGauge(labels: Labels): void {
    this.notes.warn(`this native histogram metric is not a gauge: ${nameOf(labels)}`, this.span);
  }

  ignoredInRange(labels: Labels): void {
    this.notes.info(
      `ignored histograms in a range containing both floats and histograms for metric name ${nameOf(labels)}`,
      this.span,
    );
  }

  ignoredInAggregation(aggregation: string): void {
    this.notes.info(`ignored histogram in ${aggregation} aggregation`, this.span);
  }

  boundsReconciled(operation: HistogramOperation): void {
    this.notes.info(`mismatched custom buckets were reconciled during ${operation}`, this.span);
  }

  resetCollision(operation: HistogramOperation): void {
    this.notes.warn(`conflicting counter resets during histogram ${operation}`, this.span);
  }

  /** Notes reconciled bounds of one addition or subtraction, not its collision. */
  reconciled(result: CombineNotes, operation: HistogramOperation): void {
    if (result.boundsReconciled) this.boundsReconciled(operation);
  }
}

function nameOf(labels: Labels): string {
  return quoteGo(labels.get("__name__"));
}
