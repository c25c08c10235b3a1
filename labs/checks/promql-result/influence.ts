import type { Expr, QueryResult, SampleSource } from "../../../simulator/index.ts";
import type { PromqlResultParams } from "../../check-schema.ts";
import { type Projection, project, sameValue, type Tolerance } from "../compare-results.ts";
import { metricName, metricsOf, selectorsOf } from "../expression/walk.ts";
import { catalogueOf, type MetricCatalogue } from "../metric-catalogue.ts";
import { derivedSource } from "../sources/derived-source.ts";
import { raisedSource } from "../sources/raised-source.ts";
import { type Ask, ask, askKept } from "./ask.ts";
import type { Diagnosis, Stage } from "./failure.ts";
import { toleranceOf } from "./judge.ts";

/** Share of the points the reference moved at which the answer may stay: rounding at the window's edges. */
const mayStay = 0.05;

/** An answer that equals a reference, and what it is asked. */
export interface InfluenceSubject {
  readonly stage: Stage;
  readonly asks: readonly Ask[];
  readonly answer: string;
  readonly ast: Expr;
  /** The reference or alternative it equals. */
  readonly reference: string;
  readonly referenceAst: Expr;
  readonly params: PromqlResultParams;
}

/** What the test found, and on which raised world. */
export interface InfluenceResult {
  readonly cases: number;
  readonly failure: { readonly diagnosis: Diagnosis; readonly stage: Stage } | undefined;
}

/**
 * Tells an answer from a number that happened to be right: each metric the reference reads is raised over
 * the middle half of the world, and the answer must move wherever the reference does; then every metric
 * it has no business reading is raised, and it must not move.
 */
export function testInfluence(subject: InfluenceSubject): InfluenceResult {
  const { params, referenceAst, stage } = subject;
  const catalogue = catalogueOf(stage.hidden, stage.source);
  const families = new Set(
    [...(params.influences ?? []), ...metricsOf(referenceAst)].map((name) => familyOf(name, catalogue)),
  );
  let cases = 0;
  let ignored: { family: string; stage: Stage } | undefined;
  for (const family of families) {
    const raised = raise(
      stage,
      `raise ${family}`,
      `more ${family}`,
      (name) => familyOf(name, catalogue) === family,
    );
    const moves = compareMoves(subject, raised.source);
    if (moves.reference === 0) continue;
    cases++;
    if (moves.stayed > mayStay * moves.reference) ignored ??= { family, stage: raised };
  }
  if (ignored !== undefined) {
    const everything = raise(stage, "raise all", "more of everything", () => true);
    const moves = compareMoves(subject, everything.source).answer > 0;
    return { cases, failure: { diagnosis: notMoved(ignored.family, moves), stage: ignored.stage } };
  }
  return otherMetrics(subject, families, catalogue, cases);
}

function notMoved(metric: string, moves: boolean): Diagnosis {
  const what = moves ? "ignores-metric" : "constant";
  return { what, message: `The answer does not move when \`${metric}\` does.`, params: { metric } };
}

function otherMetrics(
  subject: InfluenceSubject,
  families: ReadonlySet<string>,
  catalogue: MetricCatalogue,
  cases: number,
): InfluenceResult {
  const { ast, params, stage } = subject;
  const may = new Set([...families, ...(params.mayUse ?? []).map((name) => familyOf(name, catalogue))]);
  const foreign = [...metricsOf(ast)].filter((name) => !may.has(familyOf(name, catalogue)));
  const anonymous = selectorsOf(ast).some(({ selector }) => metricName(selector) === undefined);
  if (foreign.length === 0 && !anonymous) return { cases, failure: undefined };
  const key = `raise all but ${[...may].join(" ")}`;
  const raised = raise(stage, key, "more of everything else", (name) => !may.has(familyOf(name, catalogue)));
  const moves = compareMoves(subject, raised.source);
  if (moves.answer === 0) return { cases: cases + 1, failure: undefined };
  const metric = foreign[0] ?? "another metric";
  const diagnosis: Diagnosis = {
    what: "depends-on-other",
    message: `The answer moves when \`${metric}\` moves, which the question is not about.`,
    params: { metric },
  };
  return { cases: cases + 1, failure: { diagnosis, stage: raised } };
}

/** Buckets, count and sum of a histogram come from the same observations and move together. */
function familyOf(metric: string, catalogue: MetricCatalogue): string {
  const family = metric.replace(/_(bucket|count|sum)$/, "");
  return catalogue.typeOf(metric) === "histogram" ? family : metric;
}

function raise(stage: Stage, key: string, title: string, which: (metric: string) => boolean): Stage {
  const { hidden } = stage;
  const quarter = (hidden.endMs - hidden.startMs) / 4;
  const catalogue = catalogueOf(hidden, stage.source);
  const source = derivedSource(stage.source, key, (original) =>
    raisedSource(original, which, catalogue.isCounter, hidden.startMs + quarter, hidden.endMs - quarter),
  );
  return { hidden, title: `${stage.title}, ${title}`, source };
}

interface Moves {
  /** Points at which the reference changed, and at how many of them the answer did not. */
  reference: number;
  stayed: number;
  /** Points at which the answer changed at all. */
  answer: number;
}

function compareMoves(subject: InfluenceSubject, raised: SampleSource): Moves {
  const { stage, asks, answer, reference, params } = subject;
  const drop = params.labels?.mayExtra ?? [];
  const total: Moves = { reference: 0, stayed: 0, answer: 0 };
  for (const what of asks) {
    const tolerance = toleranceOf(params, what);
    const shown = (result: QueryResult): Projection =>
      project(result.status === "error" ? [] : result.series, drop);
    const truth = changes(
      shown(askKept(stage.source, reference, what)),
      shown(askKept(raised, reference, what)),
      tolerance,
    );
    const mine = changes(shown(ask(stage.source, answer, what)), shown(ask(raised, answer, what)), tolerance);
    total.reference += truth.size;
    total.answer += mine.size;
    for (const point of truth) if (!mine.has(point)) total.stayed++;
  }
  return total;
}

/** Points (series and time) at which two results differ, those only one has included. */
function changes(before: Projection, after: Projection, tolerance: Tolerance): Set<string> {
  const changed = new Set<string>();
  for (const key of new Set([...before.series.keys(), ...after.series.keys()])) {
    const [a, b] = [pointsOf(before, key), pointsOf(after, key)];
    for (const [timeMs, value] of a) {
      const other = b.get(timeMs);
      if (other === undefined || !sameValue(value, other, tolerance)) changed.add(`${key}@${timeMs}`);
    }
    for (const timeMs of b.keys()) if (!a.has(timeMs)) changed.add(`${key}@${timeMs}`);
  }
  return changed;
}

function pointsOf(projection: Projection, key: string): Map<number, number> {
  const series = projection.series.get(key);
  const points = new Map<number, number>();
  series?.timesMs.forEach((timeMs, i) => {
    points.set(timeMs, series.values[i] ?? Number.NaN);
  });
  return points;
}
