import { describe, expect, it } from "vitest";
import { query } from "../promql/engine/query.ts";
import { at } from "../scenarios/flagship.ts";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";

/** Faults that come with a release, as telemetry and the shell show them. */

function world(fault: string | undefined, params: Record<string, number> = {}): World {
  const made = createWorld("flagship-hardware", 1);
  made.advance(at("14:00"));
  if (fault !== undefined) made.act({ kind: "inject", atMs: made.nowMs, fault, params });
  return made;
}

/** Values of a query at the present time, largest first. */
function values(made: World, expr: string): number[] {
  const result = query(made.source, { expr, timeMs: made.nowMs });
  if (result.status !== "success") throw new Error(result.error);
  return result.series.map(({ values: points }) => points[0] ?? Number.NaN).sort((a, b) => b - a);
}

function run(made: World, line: string) {
  const result = made.act({ kind: "command", atMs: made.nowMs, line });
  if (result === undefined) throw new Error(line);
  return result;
}

describe("host-memory-leak", () => {
  const climb = 'max(deriv(container_memory_working_set_bytes{container="server"}[5m]))';
  const ended = 'count(kube_pod_container_status_last_terminated_reason{reason="OOMKilled"})';

  it("climbs in the working set, ends in OOMKilled, and leaves the GPU alone", () => {
    const made = world("host-memory-leak", { bytesPerRequest: 1_048_576 });
    made.advance(at("14:04"));
    expect(values(made, climb)[0]).toBeGreaterThan(20e6);
    expect(values(made, "max(DCGM_FI_DEV_FB_USED)")[0]).toBe(30_336);
    made.advance(at("14:20"));
    expect(values(made, ended)[0]).toBeGreaterThan(0);
    expect(values(made, "max(container_oom_events_total)")[0]).toBeGreaterThan(0);
    expect(values(made, "max(kube_pod_container_status_last_terminated_exitcode)")[0]).toBe(137);
    expect(run(made, "kubectl get pods -n ml-serving").stdout).toMatch(
      /[1-9] \(\d+[ms]\d* ago\)|[1-9] \(\d+m ago\)/,
    );
  });

  it("is absent from a sound day", () => {
    const made = world(undefined);
    made.advance(at("14:20"));
    expect(values(made, climb)[0]).toBeLessThan(1e6);
    expect(values(made, ended)).toEqual([]);
  });
});

describe("stuck-rollout", () => {
  const short = "kube_deployment_status_replicas_updated < kube_deployment_spec_replicas";

  it("shows a rollout that does not go on, and goes with a rollback", () => {
    const made = world("stuck-rollout");
    made.advance(at("14:12"));
    expect(values(made, short)).toEqual([1]);
    expect(values(made, "kube_deployment_status_replicas_available")).toEqual([8]);
    expect(values(made, 'sum(kube_pod_status_ready{condition="false"})')).toEqual([1]);
    expect(
      values(made, "kube_deployment_metadata_generation - kube_deployment_status_observed_generation"),
    ).toEqual([0]);
    const status = run(made, "kubectl rollout status deploy/bert-model-serving -n ml-serving");
    expect(status).toMatchObject({
      exitCode: 1,
      stderr: 'error: deployment "bert-model-serving" exceeded its progress deadline\n',
    });
    expect(run(made, "kubectl describe deploy bert-model-serving -n ml-serving").stdout).toMatch(
      /Progressing +False +ProgressDeadlineExceeded/,
    );
    expect(run(made, "kubectl get events -n ml-serving").stdout).toContain(
      "HTTP probe failed with statuscode: 404",
    );
    run(made, "kubectl rollout undo deploy/bert-model-serving -n ml-serving");
    made.advance(at("14:20"));
    expect(values(made, short)).toEqual([]);
  });

  it("is absent from a sound day", () => {
    const made = world(undefined);
    made.advance(at("14:12"));
    expect(values(made, short)).toEqual([]);
    expect(values(made, 'sum(kube_pod_status_ready{condition="false"})')).toEqual([0]);
  });
});
