import type { Labels, ResultSeries } from "../../../simulator/index.ts";
import { constantRatio, showLabels, showNumber } from "../compare-results.ts";
import { metricsOf, selectorsOf, walk } from "../expression/walk.ts";
import { showTime } from "../show-time.ts";
import { spanOf } from "./ask.ts";
import type { Diagnoser, Diagnosis, Failure } from "./failure.ts";
import { pairSeries } from "./pair-series.ts";

/** What a constant factor usually means. */
const scales: readonly (readonly [number, string])[] = [
  [60, "per minute or per second?"],
  [3600, "per hour or per second?"],
  [100, "percent or ratio?"],
  [1000, "milliseconds or seconds?"],
  [1024, "KiB or MiB?"],
  [1048576, "MiB or bytes?"],
];

/** A part over its whole was asked, and the answer divides by nothing. */
const notAShare: Diagnoser = ({ ast, referenceAst }) => {
  let share = referenceAst;
  while (share.kind === "paren") share = share.expr;
  if (share.kind !== "binary" || share.op !== "/") return undefined;
  const whole = metricsOf(share.rhs);
  if (![...metricsOf(share.lhs)].some((metric) => whole.has(metric))) return undefined;
  let divides = false;
  let perSecond = false;
  walk(ast, (node) => {
    if (node.kind === "binary" && node.op === "/") divides = true;
    if (node.kind === "call" && /^i?rate$/.test(node.func)) perSecond = true;
  });
  if (divides) return undefined;
  return {
    what: "not-a-share",
    message: `This counts ${perSecond ? "how many per second" : "how many"}; the step asks for the share. Divide it by the same over all of them.`,
    params: {},
    at: ast.span,
  };
};

const emptySide: Diagnoser = ({ ast, yours, wanted, ask }) => {
  if (yours.status === "error" || wanted.status === "error") return undefined;
  if (yours.series.length > 0 || wanted.series.length === 0) return undefined;
  const out = new Map(yours.nodes.map((node) => [node.nodeId, node.seriesOut]));
  let found: Diagnosis | undefined;
  walk(ast, (node) => {
    if (found !== undefined || node.kind !== "binary" || node.op === "or") return;
    const [left, right] = [out.get(node.lhs.id) ?? 0, out.get(node.rhs.id) ?? 0];
    if (left > 0 === right > 0) return;
    const side = left === 0 ? "left side" : "right side";
    const time = showTime(spanOf(ask).fromMs);
    found = {
      what: "empty-side",
      message: `The ${side} of \`${node.op}\` is empty from ${time}: nothing to match.`,
      params: { side, operator: node.op, time },
      at: left === 0 ? node.lhs.span : node.rhs.span,
    };
  });
  return found;
};

/** Label names that occur on any of the series, those that do not matter left out. */
function labelNames(series: readonly ResultSeries[], drop: readonly string[]): Set<string> {
  return new Set(
    series.flatMap(({ labels }) => labels.without(["__name__", ...drop]).pairs.map(([name]) => name)),
  );
}

const otherLabels: Diagnoser = (failure) => {
  const { ast, yours, wanted, difference, params } = failure;
  if (yours.status === "error" || wanted.status === "error") return undefined;
  if (yours.series.length === 0 || wanted.series.length === 0) return undefined;
  const drop = params.labels?.mayExtra ?? [];
  const have = labelNames(yours.series, drop);
  const want = labelNames(wanted.series, drop);
  const lost = [...want].filter((name) => !have.has(name));
  const added = [...have].filter((name) => !want.has(name));
  const [mine, theirs] = [yours.series.length, wanted.series.length];
  // Other labels in other numbers is another question altogether; merging leaves clearly fewer series.
  if (lost.length > 0 && (added.length === 0 ? mine < theirs : 2 * mine <= theirs)) {
    const label = lost.join(", ");
    const into = mine === 1 ? "one series" : `${mine} series`;
    return {
      what: "labels-lost",
      message: `You merged ${theirs} series into ${into}; the step asks for one per ${label}.`,
      params: { merged: theirs, into: mine, label },
      at: ast.span,
    };
  }
  // Where every wanted series is there, those with more labels are other series, not finer ones.
  if (added.length > 0 && lost.length === 0 && (difference?.missing.length ?? 1) > 0) {
    const extra = added.join(", ");
    const per = want.size === 0 ? "One series" : `One series per ${[...want].join(", ")}`;
    return {
      what: "too-fine",
      message: `${per} was asked; yours also splits by ${extra}.${sideBySide(failure)}`,
      params: { extra, series: mine, wanted: theirs },
      at: ast.span,
    };
  }
  return undefined;
};

/** ` The values agree, the labels do not: expected {…}, got {…}.`, where that is so. */
function sideBySide(failure: Failure): string {
  const pair = pairSeries(failure);
  if (pair?.valuesAgree !== true) return "";
  return ` The values agree, the labels do not: expected ${showLabels(pair.wanted.labels)}, got ${showLabels(pair.yours.labels)}.`;
}

/** As many series with the same values, under other label names or other label values. */
const wrongLabels: Diagnoser = (failure) => {
  const pair = pairSeries(failure);
  if (pair?.valuesAgree !== true) return undefined;
  const [expected, got] = [showLabels(pair.wanted.labels), showLabels(pair.yours.labels)];
  return {
    what: "wrong-labels",
    message: `Every value is right and stands under the wrong labels. ${place(failure, pair.timeMs)}: expected ${expected}, got ${got}.`,
    params: { world: failure.stage.title, time: showTime(pair.timeMs), expected, got },
  };
};

const wrongScale: Diagnoser = ({ ast, difference, ratio }) => {
  if (difference === undefined || difference.missing.length > 0 || difference.extra.length > 0)
    return undefined;
  const scale = constantRatio(ratio);
  if (scale === undefined || Math.abs(scale - 1) < 1e-3) return undefined;
  const near = (known: number): boolean =>
    Math.abs(scale / known - 1) < 2e-3 || Math.abs(scale * known - 1) < 2e-3;
  const meaning = scales.find(([known]) => near(known))?.[1];
  const times = showNumber(scale);
  return {
    what: "wrong-scale",
    message: `Every value is ${times} times the expected one.${meaning === undefined ? "" : ` ${capital(meaning)}`}`,
    params: { times },
    at: ast.span,
  };
};

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

const zeroInvented: Diagnoser = ({ difference, referenceAst, stage }) => {
  const point = difference?.first;
  if (point === undefined || (point.yours !== 0 && point.yours !== 1)) return undefined;
  if (point.wanted !== undefined && !Number.isNaN(point.wanted)) return undefined;
  let divides = false;
  walk(referenceAst, (node) => {
    if (node.kind === "binary" && node.op === "/" && node.matching !== undefined) divides = true;
  });
  if (!divides) return undefined;
  const want = point.wanted === undefined ? "absent" : "NaN";
  return {
    what: "zero-invented",
    message: `World “${stage.title}”, ${showTime(point.timeMs)}: with nothing to divide the answer must be ${want}; yours says ${point.yours}.`,
    params: { world: stage.title, time: showTime(point.timeMs), want, yours: point.yours },
  };
};

const negativeMatch: Diagnoser = ({ ast, referenceAst, stage }) => {
  const wanted = new Set(
    selectorsOf(referenceAst).flatMap(({ selector }) =>
      selector.matchers.map((one) => `${one.name}${one.op}`),
    ),
  );
  for (const { selector } of selectorsOf(ast)) {
    for (const matcher of selector.matchers) {
      if ((matcher.op !== "!=" && matcher.op !== "!~") || wanted.has(`${matcher.name}${matcher.op}`))
        continue;
      const series = stage.source.select(
        selector.matchers,
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      );
      const without = series.filter(({ labels }) => !labels.has(matcher.name)).length;
      if (without === 0) continue;
      return {
        what: "negative-match-missing-label",
        message: `\`${matcher.name}${matcher.op}"${matcher.value}"\` also keeps ${without} series that have no label \`${matcher.name}\`.`,
        params: { label: matcher.name, series: without },
        at: selector.span,
      };
    }
  }
  return undefined;
};

function place(failure: Failure, timeMs: number): string {
  return `World “${failure.stage.title}”, ${showTime(timeMs)}`;
}

function firstTime(failure: Failure, labels: Labels, of: "yours" | "wanted"): number {
  const result = failure[of];
  const drop = ["__name__", ...(failure.params.labels?.mayExtra ?? [])];
  const series =
    result.status === "error"
      ? undefined
      : result.series.find((one) => one.labels.without(drop).key === labels.key);
  return series?.timesMs[0] ?? spanOf(failure.ask).fromMs;
}

/** Where most of the values both have are wrong, a series that is missing as well is not the point. */
const mostlyWrong: Diagnoser = (failure) => {
  const { common = 0, equal = 0, worst } = failure.difference ?? {};
  return worst !== undefined && equal < common / 2 ? wrongValue(failure) : undefined;
};

const missingSeries: Diagnoser = (failure) => {
  const labels = failure.difference?.missing[0];
  if (labels === undefined) return undefined;
  const time = firstTime(failure, labels, "wanted");
  return {
    what: "missing-series",
    message: `${place(failure, time)}: no series for ${showLabels(labels)}.`,
    params: { world: failure.stage.title, time: showTime(time), labels: showLabels(labels) },
  };
};

const extraSeries: Diagnoser = (failure) => {
  const labels = failure.difference?.extra[0];
  if (labels === undefined) return undefined;
  const time = firstTime(failure, labels, "yours");
  return {
    what: "extra-series",
    message: `${place(failure, time)}: a series for ${showLabels(labels)} that should not be there.`,
    params: { world: failure.stage.title, time: showTime(time), labels: showLabels(labels) },
  };
};

/** The last resort: the point that is furthest off, or the first one only one side has. */
export function wrongValue(failure: Failure): Diagnosis {
  const point = failure.difference?.worst ?? failure.difference?.first;
  const show = (value: number | undefined): string => (value === undefined ? "nothing" : showNumber(value));
  const timeMs = point?.timeMs ?? spanOf(failure.ask).fromMs;
  const labels =
    point === undefined || point.labels.pairs.length === 0 ? "" : `, ${showLabels(point.labels)}`;
  const [yours, wanted] = [show(point?.yours), show(point?.wanted)];
  return {
    what: "wrong-value",
    message: `${place(failure, timeMs)}${labels}: you ${yours}, expected ${wanted}.`,
    params: { world: failure.stage.title, time: showTime(timeMs), yours, expected: wanted },
  };
}

/** What one can only see in the result. */
export const valueDiagnosers: readonly Diagnoser[] = [
  notAShare,
  emptySide,
  otherLabels,
  wrongLabels,
  wrongScale,
  zeroInvented,
  negativeMatch,
  mostlyWrong,
  missingSeries,
  extraSeries,
];
