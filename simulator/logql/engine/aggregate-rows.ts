import type { Labels } from "../../tsdb/labels.ts";
import type { Grouping, VectorAggregation } from "../ast.ts";
import { variance } from "./range-values.ts";
import type { Row, Steps } from "./steps.ts";

/** Aggregates rows into groups, step by step. */
export function aggregateRows(node: VectorAggregation, rows: readonly Row[], steps: Steps): Row[] {
  if (node.op === "sort" || node.op === "sort_desc") return sortRows(rows, node.op === "sort_desc");
  const groups = new Map<string, { labels: Labels; rows: Row[] }>();
  for (const row of rows) {
    const labels = groupLabels(row.labels, node.grouping);
    const group = groups.get(labels.key) ?? { labels, rows: [] };
    groups.set(labels.key, group);
    group.rows.push(row);
  }
  const { op } = node;
  if (op === "topk" || op === "bottomk") {
    const picked = [...groups.values()].flatMap((group) =>
      pick(group.rows, node.param ?? 0, op === "topk", steps),
    );
    return sortRows(picked, op === "topk");
  }
  return [...groups.values()].map((group) => ({
    labels: group.labels,
    values: Array.from({ length: steps.count }, (_, i) => {
      const present = group.rows.map(({ values }) => values[i]).filter((value) => value !== undefined);
      return present.length === 0 ? undefined : combine(op, present);
    }),
  }));
}

function groupLabels(labels: Labels, grouping: Grouping | undefined): Labels {
  if (grouping === undefined) return labels.only([]);
  return grouping.without ? labels.without(grouping.labels) : labels.only(grouping.labels);
}

function combine(op: VectorAggregation["op"], values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (op) {
    case "avg":
      return sum / values.length;
    case "min":
      return values.reduce((a, b) => Math.min(a, b));
    case "max":
      return values.reduce((a, b) => Math.max(a, b));
    case "count":
      return values.length;
    case "stddev":
      return Math.sqrt(variance(values));
    case "stdvar":
      return variance(values);
    default:
      return sum;
  }
}

/** Keeps the k largest or smallest at each step; rows that never stay are left out. */
function pick(rows: readonly Row[], k: number, largest: boolean, steps: Steps): Row[] {
  const kept = rows.map(({ labels }) => ({
    labels,
    values: new Array<number | undefined>(steps.count).fill(undefined),
  }));
  for (let i = 0; i < steps.count; i++) {
    const present = rows.flatMap(({ values }, row) => {
      const value = values[i];
      return value === undefined ? [] : [{ row, value }];
    });
    present.sort((a, b) => (largest ? b.value - a.value : a.value - b.value));
    for (const { row, value } of present.slice(0, k)) {
      const one = kept[row];
      if (one !== undefined) one.values[i] = value;
    }
  }
  return kept.filter(({ values }) => values.some((value) => value !== undefined));
}

/** By the first step's value; equal ones keep their order. */
function sortRows(rows: readonly Row[], descending: boolean): Row[] {
  const value = (row: Row): number => row.values[0] ?? Number.NaN;
  return [...rows].sort((a, b) => (descending ? value(b) - value(a) : value(a) - value(b)));
}
