import { showNumber } from "../compare-results.ts";
import { metricsOf, walk } from "../expression/walk.ts";
import { durationMs, showMs, showTime } from "../show-time.ts";
import { allowedShare, burnRate } from "./budget-truth.ts";
import type { SloDiagnosis, SloFailure } from "./diagnose.ts";
import { fits, fittingWindow, usualWindowsMs } from "./fits.ts";

/** What a wrong burn rate is instead. Undefined where nothing known explains it. */
export function whyBurn(failure: SloFailure): SloDiagnosis | undefined {
  return (
    notAShare(failure) ??
    negative(failure) ??
    factor(failure) ??
    goodForBad(failure) ??
    outOfRange(failure) ??
    otherWindow(failure) ??
    averageOfRatios(failure)
  );
}

/** A rate of failures without the requests they are a share of grows with the traffic. */
function notAShare({ ast, measured }: SloFailure): SloDiagnosis | undefined {
  let divides = false;
  walk(ast, (node) => {
    if (node.kind === "binary" && node.op === "/" && metricsOf(node.rhs).size > 0) divides = true;
  });
  if (divides || measured.points.every(({ yours }) => yours === undefined)) return undefined;
  const { points } = measured;
  // A latency over a number divides by nothing either, and is told apart by not growing with failures.
  const ratios = points.flatMap(({ yours = 0, truth }) => (truth > 1 ? [yours / truth] : []));
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  if (ratios.length === 0 || low <= 0 || high > 2 * low) return undefined;
  return {
    what: "events-ratio",
    message:
      "This counts how many failed. At twice the traffic twice as many fail and nothing is worse: divide by all requests of the same window first.",
    params: {},
  };
}

/** Nothing at all is ever above 0, so what stands below the line is negative: a target in percent. */
function negative({ measured }: SloFailure): SloDiagnosis | undefined {
  const values = measured.points.flatMap(({ yours }) => yours ?? []);
  const lowest = Math.min(...values);
  if (!(lowest < -1e-6) || Math.max(...values) > 1e-9) return undefined;
  const allowed = allowedShare(measured.facts);
  const objective = showNumber(100 * (1 - allowed));
  return {
    what: "burn-factor",
    message: `This is never above 0, so what you divide by is negative. The objective has to be a share, like what it is compared with: ${objective} % is ${showNumber(1 - allowed)}, and leaves ${showNumber(Number(allowed.toPrecision(6)))}.`,
    params: { lowest },
  };
}

/** Right but for one factor: the share was divided by something else than the share that may fail. */
function factor({ measured }: SloFailure): SloDiagnosis | undefined {
  const { points } = measured;
  const sure = points.filter(({ truth }) => truth > 10);
  const ratios = sure.flatMap(({ yours, truth }) => (yours === undefined ? [] : [yours / truth]));
  const k = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  if (k === undefined || k <= 0 || fits(sure, ({ truth }) => k * truth) === undefined) return undefined;
  const allowed = allowedShare(measured.facts);
  const divisor = Number((allowed / k).toPrecision(2));
  if (Math.abs(k - 1) < 0.02) return undefined;
  const objective = showNumber(100 * (1 - allowed));
  const may = showNumber(Number(allowed.toPrecision(6)));
  let message = `Everywhere this is ${showNumber(Number(k.toPrecision(2)))} times the burn rate, as if ${showNumber(divisor)} of all requests might fail. An objective of ${objective} % lets ${may} fail.`;
  if (divisor === 1) {
    message = `This is the share that failed. A burn rate says how many times more that is than may fail: divide it by ${may}.`;
  } else if (divisor > 1) {
    message = `This is far too small, as if the share were divided by ${divisor.toLocaleString("en-US")}. ${may} may fail: divide by that instead of multiplying with it.`;
  }
  return { what: "burn-factor", message, params: { factor: k, divisor } };
}

function goodForBad({ measured }: SloFailure): SloDiagnosis | undefined {
  const allowed = allowedShare(measured.facts);
  const good = fits(measured.points, ({ truth }) => 1 / allowed - truth);
  if (good === undefined) return undefined;
  return {
    what: "good-for-bad",
    message: `This divides the good requests by the share that may fail. While all is well it says ${Math.round(1 / allowed).toLocaleString("en-US")} instead of 0, and it falls while things get worse: take the failed ones.`,
    params: {},
  };
}

/** A share lies between 0 and 1, so a burn rate lies between 0 and 1 over what may fail. */
function outOfRange({ measured }: SloFailure): SloDiagnosis | undefined {
  const most = 1 / allowedShare(measured.facts);
  const outside = measured.points.find(({ yours = 0 }) => yours < -1e-6 || yours > most * 1.01);
  if (outside?.yours === undefined) return undefined;
  const time = showTime(outside.timeMs);
  const yours = showNumber(Number(outside.yours.toPrecision(4)));
  return {
    what: "unit-interval",
    message: `World “${measured.stage.title}”, ${time}: this says ${yours}. A burn rate is never below 0, where nothing fails, nor above ${Math.round(most).toLocaleString("en-US")}, where everything does. Either what you divide is no share of requests, or what you divide by is not the share that may fail.`,
    params: { world: measured.stage.title, time, yours },
  };
}

function otherWindow({ measured, params }: SloFailure): SloDiagnosis | undefined {
  const { points, facts } = measured;
  const { startMs } = facts;
  const asked = durationMs(params.window ?? "1h");
  const predict = ({ timeMs }: { timeMs: number }, windowMs: number): number =>
    burnRate(facts, timeMs, windowMs);
  const others = usualWindowsMs.filter((windowMs) => windowMs !== asked);
  const windowMs = fittingWindow(points, others, predict);
  const whole = fits(points, ({ timeMs }) => burnRate(facts, timeMs, timeMs - startMs));
  if (windowMs === undefined && whole === undefined) return undefined;
  const over = windowMs === undefined ? `since ${showTime(startMs)}` : `over ${showMs(windowMs)}`;
  return {
    what: "window",
    message: `This is the burn rate ${over}; the step asks for ${showMs(asked)}. A burn rate without its window says nothing: the same minutes look quiet in a long one and wild in a short one.`,
    params: { window: over },
  };
}

function averageOfRatios({ ast }: SloFailure): SloDiagnosis | undefined {
  let averages = false;
  walk(ast, (node) => {
    if (node.kind !== "call" || node.func !== "avg_over_time") return;
    walk(node, (inner) => {
      if (inner.kind === "binary" && inner.op === "/") averages = true;
    });
  });
  if (!averages) return undefined;
  return {
    what: "event-weighted",
    message:
      "An average of ratios gives a minute with ten requests the weight of one with ten thousand, and leaves out the minutes that had no failure to count. Count both over the whole window, then divide once.",
    params: {},
  };
}
