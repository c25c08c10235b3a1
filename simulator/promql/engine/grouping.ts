import type { Labels } from "../../tsdb/labels.ts";
import { compareCodePoints, Labels as LabelSet } from "../../tsdb/labels.ts";
import type { AggregateExpr } from "../parse/ast.ts";
import { SeriesList } from "./series-list.ts";

/** Which group every row belongs to, and the labels of the groups. */
export interface Grouping {
  readonly groupOf: Int32Array;
  readonly groups: SeriesList;
}

const known = new WeakMap<SeriesList, Map<string, Grouping>>();

/** Groups rows as `by (..)` or `without (..)` says; computed once per list and clause. */
export function groupRows(list: SeriesList, names: readonly string[], without: boolean): Grouping {
  let byClause = known.get(list);
  if (byClause === undefined) {
    byClause = new Map();
    known.set(list, byClause);
  }
  const clause = `${without ? "without" : "by"}\u0000${names.join("\u0000")}`;
  const before = byClause.get(clause);
  if (before !== undefined) return before;
  const grouping = compute(list, names, without);
  byClause.set(clause, grouping);
  return grouping;
}

function compute(list: SeriesList, names: readonly string[], without: boolean): Grouping {
  const groupOf = new Int32Array(list.length);
  const labels: Labels[] = [];
  const doomed: number[] = [];
  const index = new Map<string, number>();
  for (let row = 0; row < list.length; row++) {
    const group = groupLabels(list.labels[row] ?? LabelSet.empty, names, without);
    let at = index.get(group.key);
    if (at === undefined) {
      at = labels.length;
      index.set(group.key, at);
      labels.push(group);
      doomed.push(0);
    }
    groupOf[row] = at;
    if (list.doomed?.[row] === 1) doomed[at] = 1;
  }
  const anyDoomed = doomed.includes(1);
  return { groupOf, groups: new SeriesList(labels, anyDoomed ? Uint8Array.from(doomed) : undefined) };
}

/** The labels a group of series has in common. */
export function groupLabels(labels: Labels, names: readonly string[], without: boolean): Labels {
  if (without) return labels.without([...names, "__name__"]);
  return names.length === 0 ? LabelSet.empty : labels.only(names);
}

/** The names of a grouping clause, sorted. */
export function sortedNames(node: AggregateExpr): readonly string[] {
  return node.grouping.length < 2 ? node.grouping : [...node.grouping].sort(compareCodePoints);
}
