import { didYouMean } from "../../labs/load/did-you-mean.ts";
import {
  type Expr,
  type Matcher,
  matcherTest,
  type QueryRequest,
  query,
  type SampleColumns,
  type VectorSelector,
  type World,
  walkExpr,
} from "../../simulator/index.ts";
import type { Diagnosis } from "./protocol.ts";

/** An instant selector looks back this far (Prometheus's default lookback), ms. */
const lookbackMs = 300_000;
/** Two scrapes of 15 s: fewer samples cannot give a rate. */
const twoScrapesMs = 30_000;

/**
 * Why a query found nothing, asked in a fixed order, first hit wins: metric never seen; seen earlier
 * but gone; label never on it; value never seen; one side empty; filtered away; range too short.
 */
export function diagnoseEmpty(world: World, root: Expr, request: QueryRequest): Diagnosis {
  const times =
    "timeMs" in request
      ? { fromMs: request.timeMs, toMs: request.timeMs }
      : { fromMs: request.startMs, toMs: request.endMs };
  const selectors: { selector: VectorSelector; rangeMs: number }[] = [];
  walkExpr(root, (expr) => {
    if (expr.kind === "vectorSelector") selectors.push({ selector: expr, rangeMs: lookbackMs });
    if (expr.kind === "matrixSelector" && expr.range.kind === "duration") {
      selectors.push({ selector: expr.selector, rangeMs: expr.range.ms });
    }
  });
  for (const { selector, rangeMs } of selectors) {
    const found = diagnoseSelector(world, selector, times.fromMs - rangeMs, times.toMs);
    if (found !== undefined) return found;
  }
  const operator = diagnoseOperator(world, root, request);
  if (operator !== undefined) return operator;
  const short = selectors.find(({ rangeMs }) => rangeMs < twoScrapesMs);
  if (short !== undefined) return { reason: "short-range", params: { range: `${short.rangeMs / 1000}s` } };
  return { reason: "no-data", params: {} };
}

function diagnoseSelector(
  world: World,
  selector: VectorSelector,
  fromMs: number,
  toMs: number,
): Diagnosis | undefined {
  const { source } = world;
  const metric = selector.name;
  if (metric === undefined || source.select(selector.matchers, fromMs, toMs).length > 0) return undefined;
  const ever: readonly [number, number] = [world.startMs - 30 * 86_400_000, world.nowMs];
  const nameOnly: Matcher[] = [{ name: "__name__", op: "=", value: metric }];
  if (source.select(nameOnly, ...ever).length === 0) {
    const names = source.labelValues("__name__", [], ...ever);
    return { reason: "metric-unknown", params: { metric, near: didYouMean(metric, names) ?? "–" } };
  }
  const matched = source.select(selector.matchers, ...ever);
  if (matched.length > 0) {
    const columns: SampleColumns = {
      count: 0,
      timesMs: new Float64Array(64),
      values: new Float64Array(64),
      stale: new Uint8Array(64),
    };
    let last = 0;
    for (const series of matched) {
      series.read(ever[0], ever[1], columns);
      for (let i = columns.count - 1; i >= 0; i--) {
        if (columns.stale[i] === 1) continue;
        last = Math.max(last, columns.timesMs[i] ?? 0);
        break;
      }
    }
    return { reason: "metric-gone", params: { metric, last: new Date(last).toISOString().slice(11, 19) } };
  }
  const labels = source.labelNames(nameOnly, ...ever).filter((name) => name !== "__name__");
  for (const matcher of selector.matchers) {
    if (matcher.name === "__name__" || matcher.op === "!=" || matcher.op === "!~") continue;
    if (!labels.includes(matcher.name)) {
      const params = { metric, label: matcher.name, labels: labels.slice(0, 10).join(", ") };
      return { reason: "label-unknown", params };
    }
    const values = source.labelValues(matcher.name, nameOnly, ...ever);
    const test = matcherTest(matcher);
    if (!values.some((value) => test(value))) {
      const near = didYouMean(matcher.value, values) ?? values.slice(0, 5).join(", ");
      return {
        reason: "value-unknown",
        params: { metric, label: matcher.name, value: matcher.value, near },
      };
    }
  }
  return undefined;
}

const comparisons = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** The first binary operator, from the root down, that lost everything. */
function diagnoseOperator(world: World, root: Expr, request: QueryRequest): Diagnosis | undefined {
  let found: Diagnosis | undefined;
  walkExpr(root, (expr) => {
    if (found !== undefined || expr.kind !== "binary") return;
    const left = countSeries(world, expr.lhs, request);
    const right = countSeries(world, expr.rhs, request);
    const side = left === 0 ? "left" : right === 0 && expr.op !== "unless" ? "right" : undefined;
    if (side !== undefined) {
      const at = side === "left" ? expr.lhs.span : expr.rhs.span;
      const text = request.expr.slice(at.start, at.end);
      found = { reason: "side-empty", params: { side, op: expr.op, text } };
    } else if (comparisons.has(expr.op) && !expr.returnBool && countSeries(world, expr, request) === 0) {
      found = { reason: "filtered", params: { count: String(left), op: expr.op } };
    }
  });
  return found;
}

function countSeries(world: World, expr: Expr, request: QueryRequest): number {
  if (expr.kind === "number") return 1;
  const text = request.expr.slice(expr.span.start, expr.span.end);
  const result = query(world.source, { ...request, expr: text });
  return result.status === "success" ? result.series.length : 1;
}
