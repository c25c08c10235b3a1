import type { FaultTarget, RunningFault } from "../cluster/planned-fault.ts";
import { defineFault } from "./fault.ts";

/** Many more requests than usual, from outside: a campaign, a retrying batch job, a link on a big site. */
export const trafficBurst = defineFault({
  id: "traffic-burst",
  title: "Burst of traffic",
  visibleIn: [
    "http_requests_total",
    "http_requests_in_flight",
    "http_request_duration_seconds_bucket",
    "nv_inference_pending_request_count",
  ],
  defaults: { factor: 4, rampSeconds: 60, minutes: 10 },
  rules: {
    factor: { kind: "number", min: 0, max: 100 },
    rampSeconds: { kind: "number", min: 0, max: 3600, whole: true },
    minutes: { kind: "number", min: 1, max: 1440 },
  },
  start: (target, params) => new Burst(target, params.factor, params.rampSeconds, params.minutes * 60),
});

class Burst implements RunningFault {
  readonly targets: readonly string[];
  readonly arrivedBy = undefined;
  endMs: number | undefined;
  firstSymptomMs: number | undefined;
  recoveredMs: number | undefined;
  private readonly target: FaultTarget;
  private readonly factor: number;
  private readonly rampSeconds: number;
  private readonly lengthSeconds: number;
  private readonly startMs: number;

  constructor(target: FaultTarget, factor: number, rampSeconds: number, lengthSeconds: number) {
    this.target = target;
    this.factor = factor;
    this.rampSeconds = rampSeconds;
    this.lengthSeconds = lengthSeconds;
    this.startMs = target.nowMs;
    this.targets = [target.deployment];
  }

  tick(): void {
    const { target } = this;
    const rejections = target.rejections();
    if (rejections !== undefined && rejections.firstMs >= this.startMs)
      this.firstSymptomMs ??= rejections.firstMs;
    if (this.endMs !== undefined) {
      const lastMs = rejections?.lastMs ?? this.endMs;
      // The backlog it left behind drains within the queue timeout.
      if (target.nowMs - this.endMs >= 10_000) this.recoveredMs ??= Math.max(this.endMs, lastMs);
      return;
    }
    const passed = (target.nowMs - this.startMs) / 1000;
    if (passed >= this.lengthSeconds) this.recover();
    else {
      const ramp = this.rampSeconds === 0 ? 1 : Math.min(1, passed / this.rampSeconds);
      target.setDemandFactor("traffic-burst", 1 + (this.factor - 1) * ramp);
    }
  }

  recover(): boolean {
    if (this.endMs !== undefined) return false;
    this.target.setDemandFactor("traffic-burst", 1);
    this.endMs = this.target.nowMs;
    return true;
  }
}
