import { Labels } from "../../tsdb/labels.ts";
import { groupLabels, groupRows, sortedNames } from "../engine/grouping.ts";
import { ABSENT, FLOAT, type StepBlock } from "../engine/step-block.ts";
import type { AggregateExpr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";
import { blockOf, firstOf, plain, presentRows, type TraceContext, valueAt } from "./trace-context.ts";
import { sumOf } from "./trace-outcome.ts";
import { traceRank } from "./trace-rank.ts";
import type { AggregatedGroup, AggregatedMember, AggregationDetail } from "./trace-types.ts";

/** Aggregations that keep some members as they are instead of making one value of all. */
const KEEPS: ReadonlySet<string> = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

/** Who is in which group, and what became of the group. */
export function traceAggregation(context: TraceContext, node: AggregateExpr): AggregationDetail {
  const input = blockOf(context, node.expr);
  const output = blockOf(context, node);
  const param = node.param === undefined ? undefined : unwrap(node.param);
  const q = param === undefined || param.kind === "string" ? undefined : blockOf(context, param).values[0];
  const groups = node.op === "count_values" ? valueGroups(node, input, output) : plainGroups(node, input);
  const shown = firstOf(context, groups, ({ labels }) => labels);
  return {
    kind: "aggregation",
    op: node.op,
    without: node.without,
    labels: node.grouping,
    ...(q === undefined ? {} : { param: q }),
    groups: shown.map((group) => describe(context, node.op, group, input, output, q)),
    count: groups.length,
  };
}

/** A group with the rows of its members. */
interface Group {
  readonly labels: Labels;
  readonly rows: readonly number[];
  /** Row of the result; -1 where the group has none of its own. */
  readonly result: number;
}

function plainGroups(node: AggregateExpr, input: StepBlock): readonly Group[] {
  const grouping = groupRows(input.list, sortedNames(node), node.without);
  const rows: number[][] = grouping.groups.labels.map(() => []);
  for (const row of presentRows(input)) rows[grouping.groupOf[row] ?? 0]?.push(row);
  return grouping.groups.labels
    .map((labels, at) => ({ labels, rows: rows[at] ?? [], result: KEEPS.has(node.op) ? -1 : at }))
    .filter((group) => group.rows.length > 0);
}

/** `count_values` puts the value itself into the labels; its members are found by what it gave. */
function valueGroups(node: AggregateExpr, input: StepBlock, output: StepBlock): readonly Group[] {
  const name = node.param === undefined ? undefined : unwrap(node.param);
  const label = name?.kind === "string" ? name.value : "";
  return presentRows(output).map((result) => {
    const labels = output.list.labels[result] ?? Labels.empty;
    const wanted = labels.without([label]).key;
    const rows = presentRows(input).filter((row) => {
      const own = input.list.labels[row] ?? Labels.empty;
      if (groupLabels(own.without([label]), sortedNames(node), node.without).without([label]).key !== wanted)
        return false;
      return input.kinds[row] === FLOAT
        ? Object.is(Number(goNumber(labels.get(label))), input.values[row])
        : labels.get(label) === String(input.histograms?.[row]);
    });
    return { labels, rows, result };
  });
}

/** Go's spelling of infinities, as JavaScript reads it. */
function goNumber(text: string): string {
  return text.replace(/Inf$/, "Infinity");
}

function describe(
  context: TraceContext,
  op: string,
  { labels, rows, result }: Group,
  input: StepBlock,
  output: StepBlock,
  q: number | undefined,
): AggregatedGroup {
  const value = result >= 0 && output.kinds[result] !== ABSENT ? valueAt(output, result) : undefined;
  const kept = KEEPS.has(op)
    ? new Set(output.list.labels.filter((_, row) => output.kinds[row] !== ABSENT).map(({ key }) => key))
    : undefined;
  const members = rows.map((row): AggregatedMember => {
    const member = valueAt(input, row);
    if (kept !== undefined) return { ...member, chosen: kept.has(input.list.labels[row]?.key ?? "") };
    return op === "min" || op === "max"
      ? { ...member, chosen: Object.is(member.value, value?.value) }
      : member;
  });
  if (op !== "limitk" && op !== "limit_ratio") members.sort((a, b) => byValue(a, b, op));
  const floats = rows.every((row) => input.kinds[row] === FLOAT);
  const rank =
    op === "quantile" && q !== undefined
      ? traceRank(
          q,
          members.filter(({ histogram }) => histogram === undefined).map((one) => one.value),
        )
      : undefined;
  // A sum that overflows says nothing about the mean, which is then formed in another way.
  const sum =
    floats && (op === "sum" || op === "avg") ? sumOf(rows.map((row) => input.values[row] ?? 0)) : undefined;
  return {
    labels: plain(labels),
    ...(value === undefined ? {} : { value: value.value }),
    ...(value?.histogram === undefined ? {} : { histogram: value.histogram }),
    count: rows.length,
    members: firstMembers(context, members),
    ...(sum !== undefined && Number.isFinite(sum) ? { sum } : {}),
    ...(rank === undefined ? {} : { rank }),
  };
}

/** Chosen members stand first, so that the edge between them and the rest can be seen. */
function firstMembers(
  { limit }: TraceContext,
  members: readonly AggregatedMember[],
): readonly AggregatedMember[] {
  const chosen = members.filter((member) => member.chosen === true);
  return [...chosen, ...members.filter((member) => member.chosen !== true)].slice(0, limit);
}

function byValue(a: AggregatedMember, b: AggregatedMember, op: string): number {
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
    return (Number.isNaN(a.value) ? 1 : 0) - (Number.isNaN(b.value) ? 1 : 0);
  }
  return op === "bottomk" || op === "min" ? a.value - b.value : b.value - a.value;
}
