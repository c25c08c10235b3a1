import type { MetricType } from "../tsdb/sample-source.ts";

/** What a metric speaks about, from the business down to the silicon (02 section 6). */
export type MetricLevel =
  | "business"
  | "application"
  | "code"
  | "service"
  | "container"
  | "node"
  | "gpu"
  | "observability";

/** One metric family of one exporter: everything HELP, TYPE and the vocabulary need. */
export interface MetricDefinition {
  /** Family name; histograms and summaries add `_bucket`, `_sum` and `_count` to it. */
  readonly name: string;
  readonly type: MetricType;
  /** Unit of the value: `seconds`, `bytes`, `MiB`, `ratio`, or `1` for a plain count. */
  readonly unit: string;
  readonly help: string;
  /** Label names as the exporter writes them, without those of the target. */
  readonly labels: readonly string[];
  /** Where the name, its unit and its labels can be looked up. */
  readonly source: string;
  /** Live series this family may have at once in the largest world (02 section 1). */
  readonly seriesBound: number;
  readonly level: MetricLevel;
  readonly job: string;
  /** The mistake this metric invites, in one sentence. */
  readonly trap?: string;
}

/** One row of an exporter's table: name, type, unit, series bound, help. */
export type MetricRow = readonly [
  name: string,
  type: MetricType,
  unit: string,
  seriesBound: number,
  help: string,
];

/** Builds the definitions of rows that share labels, source, level and job. */
export function define(
  shared: Pick<MetricDefinition, "labels" | "source" | "level" | "job">,
  rows: readonly MetricRow[],
): MetricDefinition[] {
  return rows.map(([name, type, unit, seriesBound, help]) => ({
    name,
    type,
    unit,
    seriesBound,
    help,
    ...shared,
  }));
}

/** Finds a definition by name. Throws for a name that the list lacks: a typing mistake of ours. */
export function definitionOf(definitions: readonly MetricDefinition[], name: string): MetricDefinition {
  const found = definitions.find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no metric definition "${name}"`);
  return found;
}
