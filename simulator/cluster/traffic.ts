import { hashUnit, keyOf } from "../kernel/hash.ts";
import { poisson } from "../kernel/poisson.ts";
import { type Stream, stream } from "../kernel/stream.ts";
import { DAY, MINUTE, SECOND } from "../kernel/units.ts";
import type { TrafficSpec } from "./cluster-spec.ts";
import dayCurve from "./tables/day-curve.json" with { type: "json" };

const WANDER = keyOf("traffic/wander");
/** Largest deviation of noisy traffic from its profile, beside the noise of independent arrivals. */
const WANDER_SHARE = 0.02;
const QUARTER_HOUR = 15 * MINUTE;

/** Demand of all users together, second by second, before the router divides it. */
export class Traffic {
  private readonly spec: TrafficSpec;
  private readonly seed: number;
  private readonly scale: number;
  private readonly arrivals: Stream;
  private readonly factors = new Map<string, number>();
  private factor = 1;
  private carry = 0;

  constructor(spec: TrafficSpec, seed: number, scale: number) {
    this.spec = spec;
    this.seed = seed;
    this.scale = scale;
    this.arrivals = stream(seed, "router/arrivals");
  }

  /** Multiplies demand for one reason; a factor of 1 takes the reason away. */
  setFactor(source: string, factor: number): void {
    if (factor === 1) this.factors.delete(source);
    else this.factors.set(source, factor);
    this.factor = 1;
    for (const each of this.factors.values()) this.factor *= each;
  }

  /** Expected requests per second at an instant. */
  rateAt(nowMs: number): number {
    return this.profileAt(nowMs) * this.factor * this.scale;
  }

  /** Requests that arrive in the second from `nowMs`: whole numbers whose mean is `rate`. */
  next(rate: number): number {
    if (this.spec.noise) return poisson(this.arrivals, rate);
    this.carry += rate;
    const count = Math.floor(this.carry);
    this.carry -= count;
    return count;
  }

  private profileAt(nowMs: number): number {
    const { profile, requestsPerSecond, doubleFromMs = 0 } = this.spec;
    let rate = requestsPerSecond;
    if (profile === "diurnal") rate *= dayShape(nowMs);
    if (profile === "double" && nowMs >= doubleFromMs) rate *= 2;
    return this.spec.noise ? rate * (1 + WANDER_SHARE * this.wander(nowMs)) : rate;
  }

  /** A slow path between -1 and 1: one point a minute, straight lines between. */
  private wander(nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE);
    const share = (nowMs - minute * MINUTE) / MINUTE;
    const from = hashUnit(this.seed, WANDER, minute);
    const to = hashUnit(this.seed, WANDER, minute + 1);
    return 2 * (from + (to - from) * share) - 1;
  }
}

/** Demand relative to the day's mean: 96 quarter-hours with straight lines between (`scripts/build-tables.mjs`). */
function dayShape(nowMs: number): number {
  const sinceMidnight = nowMs - Math.floor(nowMs / DAY) * DAY;
  const index = Math.floor(sinceMidnight / QUARTER_HOUR);
  const share = (sinceMidnight - index * QUARTER_HOUR) / QUARTER_HOUR;
  const from = dayCurve.quarterHours[index] ?? 1;
  const to = dayCurve.quarterHours[(index + 1) % 96] ?? 1;
  return from + (to - from) * share;
}

/** Requests of one mean second in a period, for budgets: mean rate times its seconds. */
export function requestsInPeriod(spec: TrafficSpec, periodMs: number): number {
  return (spec.requestsPerSecond * periodMs) / SECOND;
}
