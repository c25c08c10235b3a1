import type { Expr } from "../parse/ast.ts";
import { walkExpr } from "../parse/walk.ts";
import { type ApiBody, differenceOf, pointsOf, sameValue } from "./compare-answers.ts";
import { DATA_START } from "./data-set.ts";
import type { GeneratedQuery } from "./generate-query.ts";
import type { SmallestDifference, TwoAnswers } from "./narrow-down.ts";

/** A change of Prometheus after 2.42, which our engine follows and the older server cannot show. */
export interface DocumentedDifference {
  /** The name `docs/promql-differences.md` lists it under. */
  readonly id: string;
  /** Version of Prometheus with the change. */
  readonly since: string;
  /** Queries on which both servers must differ, so that the list holds nothing that no longer is true. */
  readonly examples: readonly GeneratedQuery[];
  /** Whether this change explains the smallest difference of a generated query; absent: never. */
  readonly explains?: (smallest: SmallestDifference) => boolean;
}

const at = (expr: string, seconds = 7207): GeneratedQuery => ({ expr, time: DATA_START + seconds });
const over = (expr: string, from = 3607, to = 7207): GeneratedQuery => ({
  expr,
  start: DATA_START + from,
  end: DATA_START + to,
  step: 120,
});

const calls =
  (...names: readonly string[]) =>
  (node: Expr): boolean =>
    node.kind === "call" && names.includes(node.func);
const aggregates =
  (...ops: readonly string[]) =>
  (node: Expr): boolean =>
    node.kind === "aggregate" && ops.includes(node.op);

function nodesOf(expr: Expr): readonly Expr[] {
  const nodes: Expr[] = [];
  walkExpr(expr, (node) => nodes.push(node));
  return nodes;
}

/** Equal but for the metric names of the series. */
function equalWithoutNames({ expected, actual }: TwoAnswers): boolean {
  const strip = (body: ApiBody): Map<string, string> =>
    new Map([...pointsOf(body)].map(([key, value]) => [key.replace(/\["__name__","[^"]*"\],?/, ""), value]));
  const left = strip(expected);
  const right = strip(actual);
  return (
    left.size === right.size && [...left].every(([key, value]) => sameValue(value, right.get(key) ?? ""))
  );
}

/** The same values at the same times, though of other series. */
function equalValuesByTime({ expected, actual }: TwoAnswers): boolean {
  const byTime = (body: ApiBody): readonly string[] =>
    [...pointsOf(body)].map(([key, value]) => `${key.slice(key.lastIndexOf("@"))} ${value}`).sort();
  const left = byTime(expected);
  const right = byTime(actual);
  return left.length === right.length && left.every((text, i) => text === right[i]);
}

/** The largest distance between two values of one point, infinite where one is not a number. */
function largestDistance({ expected, actual }: TwoAnswers, relative = false): number {
  const others = pointsOf(actual);
  let largest = 0;
  for (const [key, value] of pointsOf(expected)) {
    const other = others.get(key) ?? "";
    if (sameValue(value, other)) continue;
    const size = relative ? Math.max(Math.abs(Number(value)), Math.abs(Number(other))) : 1;
    const distance = Math.abs(Number(value) - Number(other)) / size;
    largest = Math.max(largest, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return largest;
}

/** Sum of the magnitudes of what goes in; 1 where it can't be asked for. */
function magnitude(inputs: readonly TwoAnswers[]): number {
  if (inputs.length === 0) return 1;
  let total = 0;
  for (const { expected } of inputs)
    for (const value of pointsOf(expected).values()) total += Math.abs(Number(value));
  return total;
}

const roundsOff = [
  aggregates("sum", "avg", "stddev", "stdvar"),
  calls("sum_over_time", "avg_over_time", "stddev_over_time", "stdvar_over_time", "deriv", "predict_linear"),
];
/** What makes much of a small difference: steps, differences of equals, poles, powers. */
const magnifies = [
  (node: Expr): boolean => node.kind === "binary",
  calls("floor", "ceil", "round", "sgn", "sin", "cos", "tan", "exp", "sinh", "cosh", "histogram_quantile"),
  calls("hour", "minute", "month", "year", "day_of_week", "day_of_month", "days_in_month"),
  aggregates("topk", "bottomk", "count_values", "sum", "avg", "stddev", "stdvar"),
];
const readsOddValues = (node: Expr): boolean =>
  node.kind === "vectorSelector" && node.matchers.some(({ value }) => value === "odd_values");

/**
 * True where the window of a subquery may begin on one of its own steps: inside another subquery, and at times
 * that are whole half minutes, as those of generated queries are not.
 */
function mayBeginOnStep(query: GeneratedQuery, nodes: readonly Expr[]): boolean {
  if ("time" in query && query.time % 30 === 0) return nodes.some(({ kind }) => kind === "subquery");
  return nodes.some(
    (node) => node.kind === "subquery" && nodesOf(node.expr).some((inner) => inner.kind === "subquery"),
  );
}

/** The changes that generated queries run into; newer syntax is not among them, because none is generated. */
export const documentedDifferences: readonly DocumentedDifference[] = [
  {
    id: "atan2-drops-name",
    since: "2.47",
    examples: [at("queue_depth atan2 1"), over("queue_depth atan2 queue_depth offset 5m")],
    explains: (smallest) =>
      smallest.nodes.some((node) => node.kind === "binary" && node.op === "atan2") &&
      smallest.difference.kind === "series" &&
      equalWithoutNames(smallest),
  },
  {
    id: "at-with-predict-linear",
    since: "2.51",
    examples: [over("predict_linear(temperature_celsius[10m] @ end(), 60)")],
    explains: ({ query, difference, nodes }) =>
      !("time" in query) &&
      ["values", "series"].includes(difference.kind) &&
      nodes.some(
        (node) =>
          calls("predict_linear")(node) &&
          nodesOf(node).some(
            (below) =>
              (below.kind === "vectorSelector" || below.kind === "subquery") && below.at !== undefined,
          ),
      ),
  },
  {
    id: "extrapolation-to-zero",
    since: "2.51",
    examples: [at("rate(young_total[10m])", 1027), over("increase(young_total[10m])", 607, 1807)],
    explains: ({ difference, nodes }) =>
      difference.kind === "values" &&
      nodes.some(
        (node) =>
          calls("rate", "increase")(node) &&
          nodesOf(node).some(
            (below) =>
              below.kind === "subquery" ||
              (below.kind === "vectorSelector" &&
                below.matchers.some(({ value }) => value === "young_total")),
          ),
      ),
  },
  {
    id: "compensated-sums",
    since: "2.54",
    examples: [
      at(
        'sum(odd_values{kind=~"huge|small"} or label_replace(-odd_values{kind="huge"}, "kind", "minus", "", ""))',
      ),
    ],
    explains: (smallest) =>
      smallest.difference.kind === "values" &&
      smallest.nodes.some((node) => roundsOff.some((is) => is(node))) &&
      (smallest.nodes.some(readsOddValues) ||
        largestDistance(smallest) <= 1e-12 * magnitude(smallest.inputs)),
  },
  {
    id: "spread-of-large-numbers",
    since: "never defined",
    examples: [],
    explains: (smallest) =>
      smallest.difference.kind === "values" &&
      smallest.nodes.some(aggregates("stddev", "stdvar")) &&
      largestDistance(smallest, true) <= 1e-6,
  },
  {
    id: "spread-of-infinity",
    since: "3.0",
    examples: [at('stddev(odd_labels{text="plain"} * Inf)'), at("stdvar by (instance) (up / 0 * Inf)")],
    explains: ({ difference, nodes }) =>
      difference.kind === "values" &&
      difference.text.endsWith(" against NaN") &&
      nodes.some(aggregates("stddev", "stdvar")),
  },
  {
    id: "left-open-windows",
    since: "3.0",
    examples: [
      at("count_over_time(vector(1)[10m:1m])", 7200),
      at("sum_over_time(count_over_time(up[5m:1m])[30m:1m])"),
    ],
    explains: ({ query, difference, nodes }) =>
      ["values", "series"].includes(difference.kind) && mayBeginOnStep(query, nodes),
  },
  {
    id: "dot-matches-newline",
    since: "3.0",
    examples: [at('odd_labels{text=~"two.lines"}'), at('odd_labels{text!~".+"}')],
    explains: ({ difference, nodes }) =>
      ["values", "series"].includes(difference.kind) &&
      nodes.some(
        (node) =>
          node.kind === "vectorSelector" &&
          node.matchers.some(
            ({ name, op, value }) => name === "text" && op.includes("~") && /\.|\[\^/.test(value),
          ),
      ),
  },
  {
    id: "equal-values-in-topk",
    since: "never defined",
    examples: [],
    explains: (smallest) =>
      smallest.nodes.some(aggregates("topk", "bottomk")) &&
      smallest.difference.kind === "series" &&
      equalValuesByTime(smallest),
  },
  {
    id: "last-digits",
    since: "never defined",
    examples: [],
    explains: ({ nodes, inputs }) =>
      nodes.slice(0, 1).some((node) => magnifies.some((is) => is(node))) &&
      inputs.some(({ expected, actual }) => differenceOf(expected, actual, 0) !== undefined),
  },
  {
    id: "range-errors-name-the-parameter",
    since: "2.44",
    examples: [over("rate(up)"), over("1 ==")],
    explains: ({ query, expected, actual }) =>
      !("time" in query) && `invalid parameter "query": ${expected.error}` === actual.error,
  },
  // What follows is not generated: one server refuses the query, or knows something the other does not.
  {
    id: "one-match-per-series",
    since: "3.9",
    examples: [at('temperature_celsius{instance="node-0"} > on (instance) memory_bytes')],
  },
  {
    id: "not-a-number-as-parameter",
    since: "3.6",
    examples: [at("topk(NaN, up)"), at("bottomk(scalar(sum(nothing)), up)")],
  },
  { id: "label-join-target", since: "2.52", examples: [at('label_join(up, "not valid", "-", "job")')] },
  {
    id: "underscores-and-durations-in-numbers",
    since: "2.54",
    examples: [at("1_000"), at("time() - 5m"), at("up[300]"), at("up offset 60"), at("up[2m*2]")],
  },
  { id: "utf8-names", since: "3.0", examples: [at('{"temperature_celsius"}'), at('sum by ("job") (up)')] },
  { id: "renamed-smoothing", since: "3.0", examples: [at("holt_winters(queue_depth[5m], 0.5, 0.5)")] },
  { id: "newer-functions", since: "2.47 to 3.14", examples: [at("first_over_time(up[5m])")] },
];

/** The documented change that explains why the smallest parts differ; undefined when it is a bug. */
export function explanationOf(smallest: SmallestDifference): DocumentedDifference | undefined {
  return documentedDifferences.find((one) => one.explains?.(smallest) === true);
}
