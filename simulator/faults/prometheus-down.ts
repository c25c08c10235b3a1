import type { FaultTarget, RunningFault } from "../cluster/planned-fault.ts";
import { defineFault } from "./fault.ts";

/**
 * The monitoring server is stopped: its node is drained, or its pod cannot be placed. The service runs on, and nobody
 * watches it. Its own alert about itself is silent, because the server that would evaluate it is the one that is gone.
 */
export const prometheusDown = defineFault({
  id: "prometheus-down",
  title: "The monitoring server is stopped",
  visibleIn: ["up", "process_start_time_seconds"],
  defaults: { minutes: 10 },
  rules: { minutes: { kind: "number", min: 1, max: 1440 } },
  start: (target, { minutes }) => new StoppedServer(target, minutes * 60_000),
});

class StoppedServer implements RunningFault {
  readonly targets = ["prometheus"];
  readonly arrivedBy = undefined;
  readonly firstSymptomMs = undefined;
  endMs: number | undefined;
  recoveredMs: number | undefined;
  private readonly target: FaultTarget;
  private readonly untilMs: number;

  constructor(target: FaultTarget, lengthMs: number) {
    this.target = target;
    this.untilMs = target.nowMs + lengthMs;
    target.stopPrometheus(true);
  }

  tick(): void {
    if (this.endMs === undefined && this.target.nowMs >= this.untilMs) this.recover();
  }

  recover(): boolean {
    if (this.endMs !== undefined) return false;
    this.target.stopPrometheus(false);
    this.endMs = this.target.nowMs;
    this.recoveredMs = this.endMs;
    return true;
  }
}
