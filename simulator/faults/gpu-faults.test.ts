import { describe, expect, it } from "vitest";
import { query } from "../promql/engine/query.ts";
import { at } from "../scenarios/flagship.ts";
import { createWorld, openLedger } from "../world.ts";
import type { World } from "../world-types.ts";

/** The faults of GPUs as telemetry and the shell show them, in a world whose exporter names the fields for it. */

function world(fault: string | undefined): World {
  const made = createWorld("flagship-hardware", 1);
  made.advance(at("14:00"));
  if (fault !== undefined) made.act({ kind: "inject", atMs: made.nowMs, fault, params: {} });
  return made;
}

/** Values of a query at the present time by the node, or else the pod's node, of each series. */
function byNode(made: World, expr: string): Map<string, number> {
  const result = query(made.source, { expr, timeMs: made.nowMs });
  if (result.status !== "success") throw new Error(result.error);
  const nodeOf = (pod: string) => made.cluster.pods.find(({ name }) => name === pod)?.node ?? pod;
  const values = new Map<string, number>();
  for (const { labels, values: points } of result.series)
    values.set(labels.get("hostname") || nodeOf(labels.get("pod")), points[0] ?? Number.NaN);
  return values;
}

function run(made: World, line: string) {
  const result = made.act({ kind: "command", atMs: made.nowMs, line });
  if (result === undefined) throw new Error(line);
  return result;
}

const gpus = (field: string) => `avg by (hostname) (DCGM_FI_DEV_${field}{exported_container="server"})`;
const p99 =
  'histogram_quantile(0.99, sum by (pod, le) (rate(http_request_duration_seconds_bucket{job="ml-serving"}[5m])))';
const violation = (kind: string) => `max by (hostname) (rate(DCGM_FI_DEV_${kind}_VIOLATION[5m])) / 1e9`;
const action = (made: World) => {
  const last = openLedger(made)
    .records()
    .findLast((record) => record.kind === "action" && record.verb === "command");
  return last?.kind === "action" ? last.classification : undefined;
};
const faultRecord = (made: World) =>
  openLedger(made)
    .records()
    .find((record) => record.kind === "fault");

describe("a sound world", () => {
  it("runs every busy GPU at its highest clock, with no reason for less and nothing violated", () => {
    const sound = world(undefined);
    sound.advance(at("14:20"));
    for (const kind of ["POWER", "THERMAL"])
      expect([...byNode(sound, violation(kind)).values()]).toEqual([0, 0, 0]);
    expect([
      ...byNode(sound, 'min by (hostname) (DCGM_FI_DEV_SM_CLOCK{exported_container="server"})').values(),
    ]).toEqual([1980, 1980, 1980]);
    expect(
      byNode(sound, 'max by (hostname) (DCGM_FI_DEV_CLOCKS_EVENT_REASONS{exported_container="server"})').get(
        "gpu-node-2",
      ),
    ).toBe(0);
  });
});

describe("thermal-throttle", () => {
  it("is hot, slow and busy on its node alone, says why, and goes with a drain", () => {
    const made = world("thermal-throttle");
    made.advance(at("14:20"));
    const clock = byNode(made, gpus("SM_CLOCK"));
    expect(clock.get("gpu-node-1")).toBe(1980);
    expect(clock.get("gpu-node-2")).toBeLessThan(1350);
    expect(clock.get("gpu-node-2")).toBeGreaterThan(1000);
    expect(byNode(made, gpus("GPU_TEMP")).get("gpu-node-2")).toBeGreaterThanOrEqual(80);
    expect(byNode(made, gpus("GPU_TEMP")).get("gpu-node-1")).toBeLessThan(55);
    const util = byNode(made, gpus("GPU_UTIL"));
    expect((util.get("gpu-node-2") ?? 0) - (util.get("gpu-node-1") ?? 0)).toBeGreaterThan(8);
    // The same work for less clock.
    const tensor = byNode(
      made,
      'avg by (hostname) (avg_over_time(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{exported_container="server"}[5m]))',
    );
    expect(tensor.get("gpu-node-2")).toBeCloseTo(tensor.get("gpu-node-1") ?? 0, 2);
    expect(byNode(made, violation("THERMAL")).get("gpu-node-2")).toBeGreaterThan(0.9);
    expect(byNode(made, violation("POWER")).get("gpu-node-2")).toBe(0);
    const latency = byNode(made, p99);
    expect(latency.get("gpu-node-2")).toBeGreaterThan(1.5 * (latency.get("gpu-node-1") ?? 0));
    const why = run(made, "ssh gpu-node-2 nvidia-smi -q -d PERFORMANCE -i 0");
    expect(why.stdout).toContain("SW Thermal Slowdown               : Active");
    expect(why.stdout).toContain("SW Power Cap                      : Not Active");
    expect(action(made)).toBe("diagnose");
    run(made, "kubectl rollout undo deploy/bert-model-serving -n ml-serving --to-revision=2");
    run(made, "kubectl drain gpu-node-1 --ignore-daemonsets");
    expect(action(made)).toBe("wrong");
    run(made, "kubectl uncordon gpu-node-1");
    run(made, "kubectl drain gpu-node-2 --ignore-daemonsets");
    expect(action(made)).toBe("mitigate");
    made.advance(at("14:30"));
    expect(Math.max(...byNode(made, p99).values())).toBeLessThan(0.2);
    expect(faultRecord(made)).toMatchObject({ id: "thermal-throttle", arrivedBy: undefined });
    expect(faultRecord(made)).toHaveProperty("recoveredMs", expect.any(Number));
  });
});

describe("power-cap", () => {
  it("draws its limit, slow and cool, and goes with the limit", () => {
    const made = world("power-cap");
    made.advance(at("14:20"));
    const power = byNode(made, gpus("POWER_USAGE"));
    expect(power.get("gpu-node-2")).toBeGreaterThan(195);
    expect(power.get("gpu-node-2")).toBeLessThanOrEqual(200);
    expect(power.get("gpu-node-1")).toBeGreaterThan(250);
    expect(byNode(made, gpus("SM_CLOCK")).get("gpu-node-2")).toBeLessThan(1700);
    const heat = byNode(made, gpus("GPU_TEMP"));
    expect(heat.get("gpu-node-2")).toBeLessThan(heat.get("gpu-node-1") ?? 0);
    expect(byNode(made, violation("POWER")).get("gpu-node-2")).toBeGreaterThan(0.9);
    expect(byNode(made, violation("THERMAL")).get("gpu-node-2")).toBe(0);
    expect(made.cluster.changes.find(({ id }) => id === "CHG-1045")).toMatchObject({
      channel: "config",
      service: "gpu-node-2",
      to: "200 W",
    });
    const latency = byNode(made, p99);
    expect(latency.get("gpu-node-2")).toBeGreaterThan(1.15 * (latency.get("gpu-node-1") ?? 0));
    expect(run(made, "ssh gpu-node-2 nvidia-smi -i 0 -pl 700").stdout).toContain(
      "was set to 700.00 W from 200.00 W",
    );
    expect(action(made)).toBe("mitigate");
    made.advance(at("14:21"));
    expect(faultRecord(made)).toHaveProperty("endMs", undefined);
    run(made, "ssh gpu-node-2 nvidia-smi -pl 700");
    made.advance(at("14:30"));
    expect(byNode(made, gpus("SM_CLOCK")).get("gpu-node-2")).toBe(1980);
    expect(faultRecord(made)).toMatchObject({ arrivedBy: "CHG-1045", endMs: at("14:21") });
    expect(faultRecord(made)).toHaveProperty("recoveredMs", expect.any(Number));
  });
});

/** Name of the pod on a GPU of gpu-node-2. */
const podOn = (made: World, index: number) =>
  made.cluster.nodes[1]?.gpus.find((gpu) => gpu.index === index)?.pod ?? "";
const value = (made: World, expr: string) => {
  const result = query(made.source, { expr, timeMs: made.nowMs });
  if (result.status !== "success") throw new Error(result.error);
  return result.series[0]?.values[0];
};
const DELETE = (pod: string) => `kubectl delete pod ${pod} -n ml-serving`;

describe("gpu-off-bus", () => {
  it("leaves only an XID of the GPU, fails its pod's requests for a minute, and goes when the pod moves", () => {
    const made = world("gpu-off-bus");
    const pod = podOn(made, 0);
    made.advance(at("14:05"));
    const series = (name: string) => value(made, `count(${name}{hostname="gpu-node-2"})`);
    expect(series("DCGM_FI_DEV_GPU_UTIL")).toBe(2);
    expect(series("DCGM_FI_DEV_FB_USED")).toBe(2);
    expect(value(made, 'DCGM_FI_DEV_XID_ERRORS{hostname="gpu-node-2",gpu="0"}')).toBe(79);
    expect(value(made, 'DCGM_FI_DEV_XID_ERRORS{hostname="gpu-node-2",gpu="1"}')).toBe(0);
    expect(value(made, 'kube_node_status_allocatable{node="gpu-node-2",resource="nvidia_com_gpu"}')).toBe(2);
    expect(value(made, 'kube_node_status_condition{node="gpu-node-2",status="true"}')).toBe(1);
    expect(value(made, `kube_pod_container_status_restarts_total{pod="${pod}"}`)).toBeGreaterThan(1);
    const { totals } = openLedger(made);
    const failed = totals.failed.at(-1) ?? 0;
    expect(failed).toBeGreaterThan(1500);
    expect(failed).toBeLessThan(2500);
    const text = "NVRM: Xid (PCI:0000:1b:00): 79, GPU has fallen off the bus.";
    expect(run(made, "ssh gpu-node-2 dmesg -T").stdout).toBe(`[Wed Oct 15 14:00:00 2025] ${text}\n`);
    expect(run(made, "ssh gpu-node-1 dmesg")).toMatchObject({ stdout: "", exitCode: 0 });
    const logs = made.logs({ fromMs: at("13:59"), toMs: made.nowMs, limit: 5000, level: "error" });
    expect(logs.filter((line) => line.text === text)).toHaveLength(1);
    expect(logs.some((line) => line.text === "CUDA error: unknown error" && line.fields.pod === pod)).toBe(
      true,
    );
    expect(run(made, "ssh gpu-node-2 nvidia-smi")).toMatchObject({
      exitCode: 15,
      stderr:
        "Unable to determine the device handle for GPU0000:1B:00.0: GPU is lost.  Reboot the system to recover this GPU\n",
    });
    expect(run(made, "ssh gpu-node-2 nvidia-smi -i 1 -L").exitCode).toBe(0);
    expect(run(made, "kubectl describe node gpu-node-2").stdout).toMatch(
      /Capacity:[^A]*gpu: +3[^A]*Allocatable:[^S]*gpu: +2/,
    );
    expect(faultRecord(made)).toMatchObject({ firstSymptomMs: at("14:00"), endMs: undefined });
    run(made, DELETE(pod));
    expect(action(made)).toBe("mitigate");
    made.advance(at("14:08"));
    expect(made.cluster.pods.filter(({ ready }) => ready)).toHaveLength(8);
    expect(openLedger(made).totals.failed.at(-1)).toBe(failed);
    expect(faultRecord(made)).toHaveProperty("endMs", expect.any(Number));
  });

  it("is absent from a sound day", () => {
    const made = world(undefined);
    made.advance(at("14:05"));
    expect(value(made, 'count(DCGM_FI_DEV_GPU_UTIL{hostname="gpu-node-2"})')).toBe(3);
    expect(value(made, "max(DCGM_FI_DEV_XID_ERRORS)")).toBe(0);
    expect(run(made, "ssh gpu-node-2 dmesg").stdout).toBe("");
  });

  it("needs a GPU that exists", () => {
    const made = world(undefined);
    expect(() =>
      made.act({ kind: "inject", atMs: made.nowMs, fault: "gpu-off-bus", params: { gpu: 5 } }),
    ).toThrow("gpu-node-2 has no GPU 5; it has 0 to 2.");
  });
});

describe("ecc-errors", () => {
  it("kills one process again and again, counts rows, and goes with a drain", () => {
    const made = world("ecc-errors");
    const pod = podOn(made, 0);
    made.advance(at("14:12"));
    const own = '{hostname="gpu-node-2",gpu="0"}';
    expect(value(made, `DCGM_FI_DEV_XID_ERRORS${own}`)).toBe(94);
    expect(value(made, `DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS${own}`)).toBe(3);
    expect(value(made, "sum(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS)")).toBe(3);
    expect(value(made, `kube_pod_container_status_restarts_total{pod="${pod}"}`)).toBe(3);
    expect(value(made, "sum(kube_pod_container_status_restarts_total)")).toBe(3);
    expect(value(made, `count(DCGM_FI_DEV_GPU_UTIL${own})`)).toBe(1);
    const xids = run(made, "ssh gpu-node-2 dmesg").stdout;
    expect(xids.match(/Xid \(PCI:0000:1b:00\): 63, Row Remapper/g)).toHaveLength(3);
    expect(xids.match(/Xid \(PCI:0000:1b:00\): 94, Contained/g)).toHaveLength(3);
    const logs = made.logs({ fromMs: at("13:59"), toMs: made.nowMs, limit: 5000, level: "error" });
    expect(logs.some((line) => line.text === "CUDA error: uncorrectable ECC error encountered")).toBe(true);
    expect(made.cluster.pods.find(({ name }) => name === pod)?.lastTerminated).toMatchObject({ exitCode: 1 });
    run(made, "kubectl drain gpu-node-2 --ignore-daemonsets");
    expect(action(made)).toBe("mitigate");
    const failed = openLedger(made).totals.failed.at(-1);
    made.advance(at("14:30"));
    expect(openLedger(made).totals.failed.at(-1)).toBe(failed);
    expect(value(made, "sum(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS)")).toBe(3);
    expect(faultRecord(made)).toMatchObject({ id: "ecc-errors", firstSymptomMs: at("14:00") });
    expect(faultRecord(made)).toHaveProperty("recoveredMs", expect.any(Number));
  });
});
