import { showNumber } from "../compare-results.ts";
import { showMs, showTime } from "../show-time.ts";
import { allowedFailures, allowedShare, burnRate, failuresIn } from "./budget-truth.ts";
import type { SloDiagnosis, SloFailure } from "./diagnose.ts";
import { fits, fittingWindow, usualWindowsMs } from "./fits.ts";
import type { SloPoint } from "./measure-points.ts";

/** What a wrong share of the budget is instead. Undefined where nothing known explains it. */
export function whyLeft(failure: SloFailure): SloDiagnosis | undefined {
  return (
    clamped(failure) ??
    used(failure) ??
    percent(failure) ??
    factor(failure) ??
    doubleCounted(failure) ??
    otherPeriod(failure) ??
    forgets(failure) ??
    noData(failure)
  );
}

const usedUp = ({ truth }: SloPoint): number => 1 - truth;

function clamped({ measured }: SloFailure): SloDiagnosis | undefined {
  const below = measured.points.filter(({ truth, ok }) => truth < 0 && !ok);
  const [first] = below;
  if (first === undefined || !below.every(({ yours }) => yours === 0)) return undefined;
  const time = showTime(first.timeMs);
  return {
    what: "clamped",
    message: `World “${measured.stage.title}”, ${time}: the budget is overdrawn by ${showNumber(Number((-100 * first.truth).toPrecision(2)))} %, and this says 0. A promise broken by a little and one broken by half are not the same: keep the minus.`,
    params: { world: measured.stage.title, time },
  };
}

function used({ measured }: SloFailure): SloDiagnosis | undefined {
  if (fits(spent(measured.points), usedUp) === undefined) return undefined;
  return {
    what: "used-for-left",
    message: "This is the share that is used. What is left is the rest.",
    params: {},
  };
}

function percent({ measured }: SloFailure): SloDiagnosis | undefined {
  if (fits(measured.points, ({ truth }) => 100 * truth) === undefined) return undefined;
  return {
    what: "percent",
    message: "This is the right share, in percent. The step asks for it between 0 and 1.",
    params: {},
  };
}

/** What is spent is right but for one factor: another budget, or failures a second instead of failures. */
function factor({ measured }: SloFailure): SloDiagnosis | undefined {
  const late = spent(measured.points);
  const ratios = late.flatMap((point) =>
    point.yours === undefined ? [] : [(1 - point.yours) / usedUp(point)],
  );
  const k = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  if (k === undefined || k <= 0) return undefined;
  const off = fits(
    late,
    (point) => 1 - k * usedUp(point),
    (point) => k * usedUp(point),
  );
  if (off === undefined || Math.abs(k - 1) < 0.02) return undefined;
  const count = allowedFailures(measured.facts).toLocaleString("en-US");
  const times =
    k >= 1
      ? `${showNumber(Number(k.toPrecision(3)))} times`
      : `one part in ${Math.round(1 / k).toLocaleString("en-US")} of`;
  return {
    what: "budget-factor",
    message: `What this takes for spent is ${times} what is. Over the line belong failures, not failures a second; below it ${count}, the failures that 30 days allow.`,
    params: { factor: k },
  };
}

/** Most of what was spent is missing: the budget was made far too large. */
function doubleCounted({ measured }: SloFailure): SloDiagnosis | undefined {
  const { points, stage } = measured;
  const late = spent(points);
  const [last] = late.toReversed();
  if (last === undefined) return undefined;
  const tiny = late.every((point) => {
    const yours = 1 - (point.yours ?? 0);
    return yours > 0 && yours < usedUp(point) / 1000;
  });
  if (!tiny) return undefined;
  const time = showTime(last.timeMs);
  const gone = showNumber(Number((100 * usedUp(last)).toPrecision(3)));
  const count = allowedFailures(measured.facts).toLocaleString("en-US");
  return {
    what: "double-counted",
    message: `World “${stage.title}”, ${time}: ${gone} % of the budget is spent, and this says that nothing is. ${count} is already the number of requests that may fail; multiplied by all requests again it grows beyond anything that could be used up.`,
    params: { world: stage.title, time },
  };
}

/** The requests of a window, instead of those of the period, decide how many may fail. */
function otherPeriod({ measured }: SloFailure): SloDiagnosis | undefined {
  const { points, facts } = measured;
  const { startMs } = facts;
  const late = spent(points);
  const predict = ({ timeMs }: SloPoint, windowMs: number): number => 1 - burnRate(facts, timeMs, windowMs);
  const scale = ({ timeMs }: SloPoint, windowMs: number): number => burnRate(facts, timeMs, windowMs);
  const windowMs = fittingWindow(late, usualWindowsMs, predict, scale);
  const whole = fits(
    late,
    (point) => predict(point, point.timeMs - startMs),
    (point) => scale(point, point.timeMs - startMs),
  );
  if (windowMs === undefined && whole === undefined) return undefined;
  const over = whole !== undefined ? `since ${showTime(startMs)}` : `of ${showMs(windowMs ?? 0)}`;
  const count = allowedFailures(facts).toLocaleString("en-US");
  const known = whole === undefined ? "" : ` Prometheus holds nothing older, whatever the range says.`;
  return {
    what: "window",
    message: `This lets one in ${Math.round(1 / allowedShare(facts)).toLocaleString("en-US")} of the requests ${over} fail.${known} The promise is about 30 days, and in 30 days ${count} may.`,
    params: { window: over },
  };
}

/** The failures of a window, where everything since the period began counts. */
function forgets({ measured }: SloFailure): SloDiagnosis | undefined {
  const { points, stage } = measured;
  const { facts } = measured;
  const share = ({ timeMs }: SloPoint, windowMs: number): number =>
    failuresIn(facts, timeMs, windowMs) / allowedFailures(facts);
  const wrong = points.filter(({ ok }) => !ok);
  const windowMs = fittingWindow(wrong, usualWindowsMs, (point, ms) => 1 - share(point, ms), share);
  if (windowMs === undefined) return undefined;
  const time = showTime(wrong[0]?.timeMs ?? 0);
  return {
    what: "forgets",
    message: `This counts the failures of the last ${showMs(windowMs)}. By ${time} in “${stage.title}” some are older than that, and spent all the same: look back over everything there is.`,
    params: { window: showMs(windowMs), time },
  };
}

function noData({ measured }: SloFailure): SloDiagnosis | undefined {
  const silent = measured.points.find(({ yours }) => yours === undefined);
  if (silent === undefined) return undefined;
  const time = showTime(silent.timeMs);
  return {
    what: "no-data",
    message: `World “${measured.stage.title}”, ${time}: nothing has failed yet, so no series has a 5xx, and the query returns nothing. All of the budget is left then, and it should say so.`,
    params: { world: measured.stage.title, time },
  };
}

function spent(points: readonly SloPoint[]): readonly SloPoint[] {
  return points.filter(({ truth }) => truth < 0.99);
}
