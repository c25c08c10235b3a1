import type { Expr } from "../../../simulator/index.ts";
import type { SloParams } from "../../check-schema.ts";
import { showNumber } from "../compare-results.ts";
import { whyEmpty } from "../empty-selector.ts";
import { charSpan } from "../expression/char-span.ts";
import { selectorsOf } from "../expression/walk.ts";
import { catalogueOf } from "../metric-catalogue.ts";
import { showTime } from "../show-time.ts";
import type { MeasuredWorld } from "./measure-points.ts";
import { whyBurn } from "./why-burn.ts";
import { whyLeft } from "./why-left.ts";

/** What is wrong with an answer, in words. */
export interface SloDiagnosis {
  readonly what: string;
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Character offsets in the answer. */
  readonly at?: { readonly start: number; readonly end: number };
}

/** An answer in the first world in which it is wrong. */
export interface SloFailure {
  readonly answer: string;
  readonly ast: Expr;
  readonly params: SloParams;
  readonly measured: MeasuredWorld;
}

/** Why an answer is wrong: first what keeps it from saying anything, then what it says instead. */
export function diagnose(failure: SloFailure): SloDiagnosis {
  return (
    unusable(failure) ??
    otherJob(failure) ??
    (failure.params.measures === "burn" ? whyBurn(failure) : whyLeft(failure)) ??
    restartBlind(failure.ast, failure.answer) ??
    wrongValue(failure)
  );
}

function unusable({ answer, ast, measured }: SloFailure): SloDiagnosis | undefined {
  const { error, several, stage } = measured;
  if (error !== undefined) {
    return {
      what: "evaluation-error",
      message: error.error,
      params: { error: error.error },
      ...(error.at === undefined ? {} : { at: charSpan(answer, error.at) }),
    };
  }
  const catalogue = catalogueOf(stage.hidden, stage.source);
  for (const { selector } of selectorsOf(ast)) {
    const empty = whyEmpty(selector, stage.source, catalogue, stage.title);
    if (empty === undefined) continue;
    const at = charSpan(answer, selector.span);
    return { what: "no-series", message: empty.message, params: empty.params, at };
  }
  if (several === undefined) return undefined;
  const time = showTime(several.timeMs);
  return {
    what: "not-one-number",
    message: `At ${time} this returns ${several.series} series, and the question has one number for an answer: add up what is counted before you divide.`,
    params: { time, series: several.series },
  };
}

/** Worlds with a staging copy come last, so an answer that is wrong in one of them is right without it. */
function otherJob({ measured }: SloFailure): SloDiagnosis | undefined {
  const { stage } = measured;
  if (stage.source === stage.hidden.world.source) return undefined;
  const { time, yours, truth } = worstOf(measured);
  return {
    what: "other-job",
    message: `World “${stage.title}”, ${time}: your query says ${yours} instead of ${truth}, for it counts staging's requests as well. Another job may expose the same metric any day: select yours.`,
    params: { time, yours, truth },
  };
}

/**
 * What not every world shows and every restart does: `delta` and `deriv` take a counter that begins at 0
 * again for one that fell, and a counter as it stands has forgotten (Prometheus docs/querying/functions.md).
 */
export function restartBlind(ast: Expr, answer: string): SloDiagnosis | undefined {
  const found = selectorsOf(ast);
  for (const { ancestors } of found) {
    const call = ancestors.find((node) => node.kind === "call" && /^(i?delta|deriv)$/.test(node.func));
    if (call?.kind !== "call") continue;
    return {
      what: "raw-counter",
      message: `\`${call.func}\` is for gauges: when a process restarts and its counter begins at 0 again, it takes that for a fall. \`increase\` and \`rate\` know better.`,
      params: { function: call.func },
      at: charSpan(answer, call.span),
    };
  }
  const grown = found.some(({ ancestors }) =>
    ancestors.some((node) => node.kind === "call" && /^(i?rate|increase)$/.test(node.func)),
  );
  if (grown || found.length === 0) return undefined;
  return {
    what: "raw-counter",
    message:
      "A counter starts at 0 again with its process, and leaves with its pod: after a rollback the failures it counted are gone from the sum. Ask how much it grew, with `increase`.",
    params: {},
  };
}

function wrongValue({ measured }: SloFailure): SloDiagnosis {
  const { stage } = measured;
  const { time, yours, truth } = worstOf(measured);
  return {
    what: "wrong-value",
    message: `World “${stage.title}”, ${time}: your query says ${yours}; counted request by request it is ${truth}.`,
    params: { world: stage.title, time, yours, truth },
  };
}

/** The moment that is furthest off, which shows best what is wrong. */
function worstOf({ points }: MeasuredWorld): {
  readonly time: string;
  readonly yours: string;
  readonly truth: string;
} {
  let worst = points.find(({ ok }) => !ok);
  const off = (one: typeof worst): number => Math.abs((one?.yours ?? 0) - (one?.truth ?? 0));
  for (const point of points) if (!point.ok && off(point) > off(worst)) worst = point;
  const show = (value: number): string => showNumber(Number(value.toPrecision(4)));
  return {
    time: showTime(worst?.timeMs ?? 0),
    yours: worst?.yours === undefined ? "nothing" : show(worst.yours),
    truth: show(worst?.truth ?? Number.NaN),
  };
}
