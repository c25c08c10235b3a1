import type { Expr } from "../../../simulator/index.ts";
import { metricName, metricsOf, plainDurationMs, selectorsOf, unwrap, walk } from "../expression/walk.ts";
import { catalogueOf, type MetricCatalogue } from "../metric-catalogue.ts";
import { showMs } from "../show-time.ts";
import type { Diagnoser, Diagnosis } from "./failure.ts";

/** Functions that read a counter's growth and repair its resets. */
const growth: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);
/** Anything that reads a window of a counter on purpose. */
const windowed =
  /^(rate|irate|increase|delta|idelta|deriv|resets|changes|predict_linear|absent|absent_over_time|.*_over_time|timestamp)$/;

const rateAfterSum: Diagnoser = ({ ast }) => {
  let found: Diagnosis | undefined;
  walk(ast, (node) => {
    if (found !== undefined || node.kind !== "call" || !growth.has(node.func)) return;
    const argument = node.args[0];
    if (argument?.kind !== "subquery" || !holdsSumOfCounters(argument.expr)) return;
    found = {
      what: "rate-after-sum",
      message: `When one pod restarts the sum falls, and \`${node.func}\` takes that for a reset of them all. Take the rate of each series, then sum.`,
      params: { function: node.func },
      at: node.span,
    };
  });
  return found;
};

function holdsSumOfCounters(expr: Expr): boolean {
  let sums = false;
  walk(expr, (node, ancestors) => {
    if (node.kind !== "vectorSelector") return;
    const aggregated = ancestors.some((one) => one.kind === "aggregate");
    const rated = ancestors.some((one) => one.kind === "call" && growth.has(one.func));
    if (aggregated && !rated) sums = true;
  });
  return sums;
}

const leLost: Diagnoser = ({ ast }) => {
  let found: Diagnosis | undefined;
  walk(ast, (node) => {
    if (found !== undefined || node.kind !== "call" || node.func !== "histogram_quantile") return;
    const buckets = node.args[1];
    if (buckets === undefined) return;
    walk(buckets, (inner) => {
      if (found !== undefined || inner.kind !== "aggregate") return;
      if (inner.grouping.includes("le") !== inner.without) return;
      found = {
        what: "le-lost",
        message: "The buckets were merged before the quantile was taken; keep `le` in `by (…)`.",
        params: {},
        at: inner.span,
      };
    });
  });
  return found;
};

/** `rate` and its kin over a gauge: right only while the gauge never falls. */
export function rateOnGauge(ast: Expr, catalogue: MetricCatalogue): Diagnosis | undefined {
  for (const { selector, ancestors } of selectorsOf(ast)) {
    const metric = metricName(selector);
    const call = ancestors.find((node) => node.kind === "call" && growth.has(node.func));
    if (metric === undefined || call === undefined || !catalogue.isGauge(metric)) continue;
    return {
      what: "rate-on-gauge",
      message: `\`${metric}\` is a gauge: a fall looks like a reset. Use \`deriv\`, \`delta\` or \`min_over_time\`.`,
      params: { metric },
      at: call.span,
    };
  }
  return undefined;
}

const rawCounter: Diagnoser = ({ ast, referenceAst, stage }) => {
  const catalogue = catalogueOf(stage.hidden, stage.source);
  const wantedRaw = rawMetrics(referenceAst);
  for (const metric of rawMetrics(ast)) {
    if (!catalogue.isCounter(metric) || wantedRaw.has(metric)) continue;
    const selector = selectorsOf(ast).find((one) => metricName(one.selector) === metric)?.selector;
    return {
      what: "raw-counter",
      message: `\`${metric}\` only grows until its process restarts; compare its \`rate\`.`,
      params: { metric },
      at: selector?.span,
    };
  }
  return undefined;
};

/** Metrics that are read as they stand, without a window, a difference over time or a mere count of series. */
function rawMetrics(ast: Expr): ReadonlySet<string> {
  const raw = new Set<string>();
  for (const { selector, ancestors } of selectorsOf(ast)) {
    const metric = metricName(selector);
    if (metric === undefined) continue;
    const handled = ancestors.some(
      (node) =>
        (node.kind === "call" && windowed.test(node.func)) ||
        (node.kind === "aggregate" && (node.op === "count" || node.op === "group")) ||
        (node.kind === "binary" &&
          node.op === "-" &&
          metricsOf(node.lhs).has(metric) &&
          metricsOf(node.rhs).has(metric)),
    );
    if (!handled) raw.add(metric);
  }
  return raw;
}

const shortRange: Diagnoser = ({ ast, stage }) => {
  const { scrapeMs } = catalogueOf(stage.hidden, stage.source);
  const short = shortestRange(ast);
  if (short === undefined || short.ms >= 2 * scrapeMs) return undefined;
  return tooShort(short, scrapeMs);
};

/** The shortest window that `rate` and its kin read. */
export function shortestRange(ast: Expr): { readonly ms: number; readonly node: Expr } | undefined {
  let shortest: { ms: number; node: Expr } | undefined;
  walk(ast, (node, ancestors) => {
    if (node.kind !== "matrixSelector") return;
    const parent = ancestors.at(-1);
    const ms = plainDurationMs(node.range);
    if (parent?.kind !== "call" || !growth.has(parent.func) || ms === undefined) return;
    if (shortest === undefined || ms < shortest.ms) shortest = { ms, node };
  });
  return shortest;
}

/** The message about a window that holds too few samples. */
export function tooShort(short: { readonly ms: number; readonly node: Expr }, scrapeMs: number): Diagnosis {
  const samples = Math.max(1, Math.floor(short.ms / scrapeMs));
  const [range, scrape] = [showMs(short.ms), showMs(scrapeMs)];
  const consequence = samples < 2 ? "two are needed" : "one lost scrape leaves a gap";
  return {
    what: "short-range",
    message: `${range} holds ${samples === 1 ? "one sample" : `${samples} samples`} at a scrape of ${scrape}; ${consequence}.`,
    params: { range, samples, scrape },
    at: short.node.span,
  };
}

const averaged: Diagnoser = ({ ast, referenceAst }) => {
  if (hasAverage(referenceAst)) return undefined;
  let found: Diagnosis | undefined;
  walk(ast, (node) => {
    if (found !== undefined || node.kind !== "aggregate" || node.op !== "avg") return;
    walk(node.expr, (inner) => {
      if (found !== undefined) return;
      if (inner.kind === "binary" && inner.op === "/" && inner.matching !== undefined) {
        found = {
          what: "avg-of-ratios",
          message: "An average of ratios ignores how much traffic each had. Divide the sums.",
          params: {},
          at: node.span,
        };
      } else if (inner.kind === "call" && inner.func === "histogram_quantile") {
        found = {
          what: "avg-of-quantiles",
          message: "Quantiles cannot be averaged. Sum the buckets by `le`, then take the quantile once.",
          params: {},
          at: node.span,
        };
      }
    });
  });
  return found;
};

function hasAverage(ast: Expr): boolean {
  let found = false;
  walk(ast, (node) => {
    if (node.kind === "aggregate" && node.op === "avg") found = true;
  });
  return found;
}

/** Asked before selectors are: that `absent()` finds nothing is its purpose. */
export const absentWithoutLabels: Diagnoser = ({ ast, yours, wanted }) => {
  if (yours.status === "error" || wanted.status === "error") return undefined;
  if (yours.series[0]?.labels.pairs.length !== 0 || wanted.series[0]?.labels.pairs.length === 0)
    return undefined;
  let found: Diagnosis | undefined;
  walk(ast, (node) => {
    if (node.kind !== "call" || node.func !== "absent") return;
    const argument = node.args[0];
    const selector = argument === undefined ? undefined : unwrap(argument);
    if (selector?.kind !== "vectorSelector") return;
    if (selector.matchers.some((one) => one.name !== "__name__" && one.op === "=")) return;
    found = {
      what: "absent-no-labels",
      message: "`absent()` takes its labels from `=` matchers only; this one yields `{}`.",
      params: {},
      at: node.span,
    };
  });
  return found;
};

/** Mistakes one can see in the expression itself; asked only when its result is wrong. */
export const shapeDiagnosers: readonly Diagnoser[] = [
  shortRange,
  rateAfterSum,
  leLost,
  ({ ast, stage }) => rateOnGauge(ast, catalogueOf(stage.hidden, stage.source)),
  rawCounter,
  averaged,
];
