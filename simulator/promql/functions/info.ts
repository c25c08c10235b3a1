import { Labels } from "../../tsdb/labels.ts";
import { matcherTest } from "../../tsdb/matchers.ts";
import type { Matcher } from "../../tsdb/sample-source.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { labelsText } from "../engine/labels-text.ts";
import { QueryError, SAME_LABELSET } from "../engine/query-error.ts";
import { offsetMs, pinnedMs, selectInstant } from "../engine/select.ts";
import { SeriesList } from "../engine/series-list.ts";
import { ABSENT, StepBlock } from "../engine/step-block.ts";
import type { TimeGrid } from "../engine/time-grid.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import type { CallExpr, Expr, VectorSelector } from "../parse/ast.ts";
import { childrenOf } from "../parse/walk.ts";
import { unwrap } from "../plan/unwrap.ts";
import { argument } from "./arguments.ts";

/** Labels that say which target a series comes from. */
const IDENTIFYING = ["instance", "job"] as const;

/** What the second argument asks for. */
interface InfoWish {
  /** Matchers for the metric name of info series; never empty. */
  readonly names: readonly Matcher[];
  /** Matchers for data labels, by label name; none means that all data labels are added. */
  readonly data: ReadonlyMap<string, readonly Matcher[]>;
}

/**
 * `info(v)`: adds to every series the data labels of the info series, such as `target_info`, of the same
 * instance and job.
 */
const info: VectorFunction = (ev, node, grid) => {
  const base = ev.evaluate(argument(node, 0), grid);
  const wish = wishOf(node);
  const nameTests = wish.names.map(matcherTest);
  const isInfo = base.list.labels.map((labels) => {
    const name = labels.get("__name__");
    return nameTests.every((test) => test(name));
  });
  const infos = selectInfos(ev, node, grid, wish, identities(base, isInfo));
  return enrich(base, infos, isInfo, wish);
};

function wishOf(node: CallExpr): InfoWish {
  const second = node.args[1] === undefined ? undefined : unwrap(node.args[1]);
  const matchers = second?.kind === "vectorSelector" ? second.matchers : [];
  const names = matchers.filter(({ name }) => name === "__name__");
  const data = new Map<string, Matcher[]>();
  for (const matcher of matchers) {
    if (matcher.name === "__name__") continue;
    const known = data.get(matcher.name);
    if (known === undefined) data.set(matcher.name, [matcher]);
    else known.push(matcher);
  }
  return { names: effectiveNames(names), data };
}

/** Without a positive choice of info metrics, all whose name ends in `_info`; without any, `target_info`. */
function effectiveNames(names: readonly Matcher[]): readonly Matcher[] {
  if (names.some(({ op }) => op === "=" || op === "=~")) return names;
  if (names.length > 0) return [{ name: "__name__", op: "=~", value: ".+_info" }, ...names];
  return [{ name: "__name__", op: "=", value: "target_info" }];
}

/** The values of identifying labels that occur on series to be enriched. */
function identities(base: StepBlock, isInfo: readonly boolean[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  base.list.labels.forEach((labels, row) => {
    if (isInfo[row] === true || !base.rowHasPoints(row)) return;
    for (const name of IDENTIFYING) {
      const value = labels.get(name);
      if (value === "") continue;
      const known = values.get(name);
      if (known === undefined) values.set(name, new Set([value]));
      else known.add(value);
    }
  });
  return values;
}

/** The info series at every step; the value of a point is the time its sample was taken, in seconds. */
function selectInfos(
  ev: Evaluation,
  node: CallExpr,
  grid: TimeGrid,
  wish: InfoWish,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): StepBlock {
  if (wanted.size === 0) return StepBlock.empty(grid.steps);
  const matchers = [...wish.names, ...[...wish.data.values()].flat()];
  const block = selectInstant(ev, infoSelector(ev, node, matchers), grid, "info-timestamp");
  const rows: number[] = [];
  block.list.labels.forEach((labels, row) => {
    const fits = [...wanted].every(([name, values]) => values.has(labels.get(name)));
    if (fits) rows.push(row);
  });
  return block.pickRows(rows);
}

/** Info series are read at the time that the modifiers of the first argument's selector ask for. */
function infoSelector(ev: Evaluation, node: CallExpr, matchers: readonly Matcher[]): VectorSelector {
  const { at, offset } = selectionTime(ev, argument(node, 0), []) ?? { at: undefined, offset: 0 };
  return {
    kind: "vectorSelector",
    id: (node.args[1] ?? node).id,
    span: (node.args[1] ?? node).span,
    name: undefined,
    matchers,
    anchored: false,
    smoothed: false,
    at: at === undefined ? undefined : { kind: "time", ms: at },
    offset: { kind: "duration", ms: offset, span: node.span },
  };
}

interface SelectionTime {
  readonly at: number | undefined;
  readonly offset: number;
}

/** Time and offset of the first selector, those of subqueries around it included up to the first `@`. */
function selectionTime(
  ev: Evaluation,
  expr: Expr,
  around: readonly Extract<Expr, { kind: "subquery" }>[],
): SelectionTime | undefined {
  if (expr.kind === "vectorSelector") {
    let at = pinnedMs(expr.at, ev);
    let offset = offsetMs(expr, ev);
    for (let i = around.length - 1; at === undefined && i >= 0; i--) {
      const subquery = around[i];
      if (subquery === undefined) break;
      offset += offsetMs(subquery, ev);
      at = pinnedMs(subquery.at, ev);
    }
    return { at, offset };
  }
  const path = expr.kind === "subquery" ? [...around, expr] : around;
  for (const child of childrenOf(expr)) {
    const found = selectionTime(ev, child, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The target a series belongs to. */
function targetOf(labels: Labels): string {
  return IDENTIFYING.map((name) => labels.get(name)).join("\u0000");
}

function enrich(base: StepBlock, infos: StepBlock, isInfo: readonly boolean[], wish: InfoWish): StepBlock {
  const { steps } = base;
  const labels: Labels[] = [];
  const doomed: number[] = [];
  const index = new Map<string, number>();
  const points: { row: number; step: number; from: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const newest = newestInfos(infos, step);
    const taken = new Set<number>();
    for (let row = 0; row < base.rows; row++) {
      const from = row * steps + step;
      if (base.kinds[from] === ABSENT) continue;
      const old = base.list.labels[row] ?? Labels.empty;
      const result = isInfo[row] === true ? old : withData(old, infos, newest, wish);
      if (result === undefined) continue;
      let at = index.get(result.key);
      if (at === undefined) {
        at = labels.length;
        index.set(result.key, at);
        labels.push(result);
        doomed.push(base.list.doomed?.[row] ?? 0);
      }
      if (taken.has(at)) throw new QueryError(SAME_LABELSET);
      taken.add(at);
      points.push({ row: at, step, from });
    }
  }
  const list = new SeriesList(labels, doomed.includes(1) ? Uint8Array.from(doomed) : undefined);
  const block = new StepBlock(list, steps);
  for (const { row, step, from } of points) block.copyPoint(row * steps + step, base, from);
  return block;
}

/** By target, then by metric name, the row of the info series with the newest sample at a step. */
function newestInfos(infos: StepBlock, step: number): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const byTarget = new Map<string, Map<string, number>>();
  for (let row = 0; row < infos.rows; row++) {
    if (infos.kinds[row * infos.steps + step] === ABSENT) continue;
    const labels = infos.list.labels[row] ?? Labels.empty;
    const name = labels.get("__name__");
    const target = targetOf(labels);
    const byName = byTarget.get(target) ?? new Map<string, number>();
    byTarget.set(target, byName);
    const other = byName.get(name);
    byName.set(name, other === undefined ? row : newerOf(infos, step, other, row));
  }
  return byTarget;
}

function newerOf(infos: StepBlock, step: number, a: number, b: number): number {
  const timeOf = (row: number) => infos.values[row * infos.steps + step] ?? 0;
  if (timeOf(a) !== timeOf(b)) return timeOf(a) > timeOf(b) ? a : b;
  const text = (row: number) =>
    `${labelsText(infos.list.labels[row] ?? Labels.empty)} @ ${Math.round(timeOf(row) * 1000)}`;
  throw new QueryError(`found duplicate series for info metric: existing ${text(a)}, new ${text(b)}`);
}

/** The labels of a series with data labels added; undefined when a wanted label is nowhere to be found. */
function withData(
  labels: Labels,
  infos: StepBlock,
  newest: ReadonlyMap<string, ReadonlyMap<string, number>>,
  wish: InfoWish,
): Labels | undefined {
  const rows = newest.get(targetOf(labels));
  if (rows === undefined || rows.size === 0) return acceptsAbsence(wish) ? labels : undefined;
  const added = new Map<string, string>();
  for (const row of rows.values()) {
    for (const [name, value] of infos.list.labels[row]?.pairs ?? []) {
      if (name === "__name__" || (wish.data.size > 0 && !wish.data.has(name))) continue;
      const other = added.get(name);
      if (other !== undefined && other !== value) throw new QueryError(`conflicting label: ${name}`);
      if (!labels.has(name)) added.set(name, value);
    }
  }
  return Labels.fromPairs([...labels.pairs, ...added]);
}

/** True when every matcher would also accept a series without the label. */
function acceptsAbsence(wish: InfoWish): boolean {
  return [...wish.data.values()].flat().every((matcher) => matcherTest(matcher)(""));
}

/** The enriching function by name. */
export const infoFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["info", info],
]);
