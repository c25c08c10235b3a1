import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { play } from "../cluster/testdata/play.ts";
import type { LedgerRecord } from "../ledger/ledger-types.ts";
import { at } from "../scenarios/flagship.ts";
import { flagshipHealthy } from "../scenarios/flagship-healthy.ts";
import { scenarios } from "../scenarios/index.ts";
import type { WorldOptions } from "../world-options.ts";
import { type FaultId, faults, planFault } from "./index.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** A calm day into which a fault comes at 14:00. */
function inject(
  id: FaultId,
  params: Record<string, string | number> = {},
  seed = 1,
  options: WorldOptions = {},
) {
  const played = play({ ...flagshipHealthy, traffic: scenarios[0].traffic }, seed, options);
  played.to(at("14:00"));
  played.cluster.inject(planFault(id, at("14:00"), params));
  const record = (): Extract<LedgerRecord, { kind: "fault" }> => {
    const found = played.ledger.records().find((each) => each.kind === "fault");
    if (found?.kind !== "fault") throw new Error("no fault record");
    return found;
  };
  return { ...played, record };
}

describe("every fault", () => {
  it.each(faults.map((fault) => [fault.id, fault] as const))(
    "%s has its file, and its id stays in it",
    (id) => {
      const files = readdirSync(here).filter((name) => /(?<!\.test)\.ts$/.test(name));
      expect(files).toContain(`${id}.ts`);
      for (const folder of ["faults", "cluster", "scenarios", "ledger", "metrics", "logs", "traces"]) {
        for (const file of readdirSync(join(here, "..", folder))) {
          if (!/(?<!\.test)\.ts$/.test(file) || file === `${id}.ts`) continue;
          const source = readFileSync(join(here, "..", folder, file), "utf8");
          expect(source, file).not.toMatch(new RegExp(`=== ["']${id}["']`));
          if (folder === "faults") expect(source, file).not.toMatch(/from "\.\.\/(?:metrics|logs|traces)\//);
        }
      }
    },
  );

  it.each(faults.map((fault) => [fault.id, fault] as const))(
    "%s names where it shows and accepts its defaults",
    (_, fault) => {
      expect(fault.title.length).toBeGreaterThan(5);
      expect(fault.visibleIn.length).toBeGreaterThan(0);
      expect(fault.plan(0, {}).params).toEqual(fault.defaults);
    },
  );

  /** Those that fail no request are tested below. */
  const harmless: readonly string[] = ["stuck-rollout", "cardinality-bomb", "prometheus-down"];

  it.each(faults.map((fault) => fault.id).filter((id) => !harmless.includes(id)))(
    "%s hurts users, is recovered from, and its record says when",
    (id) => {
      const burst = id === "traffic-burst";
      const { cluster, ledger, record, to } = inject(id, burst ? { factor: 8 } : {});
      to(at("14:45"));
      if (!burst) expect(cluster.recover(id)).toBe(true);
      to(at("15:20"));
      const { startMs, endMs, firstSymptomMs, recoveredMs } = record();
      expect(startMs).toBe(at("14:00"));
      expect(firstSymptomMs).toBeGreaterThanOrEqual(startMs);
      expect(endMs).toBeGreaterThan(firstSymptomMs ?? Number.POSITIVE_INFINITY);
      expect(recoveredMs).toBeGreaterThan(firstSymptomMs ?? Number.POSITIVE_INFINITY);
      const quiet = ledger.totals.failed.at(-1);
      to(at("15:40"));
      expect(ledger.totals.failed.at(-1)).toBe(quiet);
      expect(cluster.recover(id)).toBe(false);
    },
  );

  it("leaves a world alone in which it does not start", () => {
    const plain = play(flagshipHealthy);
    plain.to(at("14:00"));
    const plannedOnly = play({ ...flagshipHealthy, faults: [planFault("memory-leak", at("16:00"), {})] });
    plannedOnly.to(at("14:00"));
    expect(JSON.stringify(plannedOnly.cluster.state)).toBe(JSON.stringify(plain.cluster.state));
  });
});

describe("values from outside", () => {
  it.each([
    [
      "memory-leak",
      { bytesPerRequest: -1 },
      "fault memory-leak: bytesPerRequest must be a whole number 1..268435456, got -1.",
    ],
    ["memory-leak", { onFull: "burn" }, "fault memory-leak: onFull must be fail or exit, got burn."],
    [
      "memory-leak",
      { version: "latest" },
      "fault memory-leak: version must be a version such as v2.1, got latest.",
    ],
    [
      "memory-leak",
      { bytes: 1 },
      'fault memory-leak: unknown parameter "bytes"; it has version, bytesPerRequest, onFull.',
    ],
    ["error-on-route", { ratio: 1.5 }, "fault error-on-route: ratio must be 0.0001..1, got 1.5."],
    [
      "error-on-route",
      { endpoint: "/nope" },
      "fault error-on-route: endpoint must be /predict or *, got /nope.",
    ],
    ["traffic-burst", { factor: "many" }, "fault traffic-burst: factor must be 0..100, got many."],
    [
      "thermal-throttle",
      { inletCelsius: 400 },
      "fault thermal-throttle: inletCelsius must be 20..60, got 400.",
    ],
    ["power-cap", { watts: 100 }, "fault power-cap: watts must be 200..700, got 100."],
    ["power-cap", { node: "" }, "fault power-cap: node must be a node such as gpu-node-2, got ."],
    [
      "cosmic-rays",
      {},
      `unknown fault "cosmic-rays"; there are ${faults.map((fault) => fault.id).join(", ")}.`,
    ],
  ] as const)("are refused: %s %j", (id, params, message) => {
    expect(() => planFault(id, 0, params)).toThrow(message);
  });

  it("a release that runs already cannot go bad in place", () => {
    const { cluster } = inject("memory-leak");
    expect(() => cluster.inject(planFault("error-on-route", cluster.nowMs, {}))).toThrow(
      "v2.1 of bert-model-serving already runs; name a version that does not.",
    );
    expect(cluster.behaviour("v2.1").errorRatio).toBe(0);
  });
});

describe("a fault of a node", () => {
  it.each(["thermal-throttle", "power-cap"] as const)("%s needs a node that exists", (id) => {
    expect(() => inject(id, { node: "gpu-node-9" })).toThrow(
      'node "gpu-node-9" does not exist; there are gpu-node-1, gpu-node-2, gpu-node-3.',
    );
  });

  it.each(["thermal-throttle", "power-cap"] as const)(
    "%s is over while its node is out of service, back with the node, and for good when undone",
    (id) => {
      const { cluster, record, to } = inject(id);
      to(at("14:20"));
      expect(record()).toMatchObject({ targets: ["gpu-node-2"], endMs: undefined, recoveredMs: undefined });
      cluster.drain("gpu-node-2");
      to(at("14:25"));
      const { endMs, recoveredMs } = record();
      expect(endMs).toBeLessThanOrEqual(at("14:20:05"));
      expect(recoveredMs).toBeLessThanOrEqual(at("14:20:05"));
      cluster.setCordoned("gpu-node-2", false);
      to(at("14:40"));
      expect(record()).toMatchObject({ endMs: undefined, recoveredMs: undefined });
      expect(cluster.recover(id)).toBe(true);
      to(at("14:45"));
      expect(record().endMs).toBe(at("14:40"));
      expect(record().recoveredMs).toBeLessThan(at("14:42"));
    },
  );

  it("fails nobody, and a milder one slows nobody", () => {
    const mild = inject("thermal-throttle", { inletCelsius: 35, celsiusPerWatt: 0.15 });
    mild.to(at("14:40"));
    mild.cluster.recover("thermal-throttle");
    mild.to(at("14:50"));
    expect(mild.record()).toMatchObject({ firstSymptomMs: undefined, recoveredMs: at("14:40") });
    const { ledger, to } = inject("thermal-throttle");
    to(at("14:40"));
    expect(ledger.totals.failed.at(-1)).toBe(0);
  });

  it("keeps a die below its shutdown temperature whatever its parameters", () => {
    const { cluster, to } = inject("thermal-throttle", {
      inletCelsius: 60,
      celsiusPerWatt: 0.25,
      rampSeconds: 0,
    });
    for (let minute = 1; minute <= 20; minute++) {
      to(at("14:00") + minute * 60_000);
      for (const gpu of cluster.state.nodes[1]?.gpus ?? []) expect(gpu.temperatureC).toBeLessThan(93);
    }
  });
});

describe("memory-leak", () => {
  it("arrives as a deploy with a change, an event and a new generation, and rollback leaves the change visible", () => {
    const { cluster, record, to } = inject("memory-leak");
    expect(record().arrivedBy).toBe("CHG-1045");
    expect(cluster.state.changes.at(-1)).toMatchObject({
      id: "CHG-1045",
      channel: "deploy",
      from: "v2.0",
      to: "v2.1",
    });
    expect(cluster.state.deployments[0]?.generation).toBe(3);
    to(at("14:30"));
    cluster.recover("memory-leak");
    to(at("15:00"));
    expect(cluster.currentVersion).toBe("v2.0");
    expect(cluster.state.changes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["CHG-1041", "CHG-1044", "CHG-1045", "CHG-1046"]),
    );
  });

  it("fills faster with larger leaks, in proportion", () => {
    const firstOom = (bytesPerRequest: number) => {
      const { ledger, to } = inject("memory-leak", { bytesPerRequest });
      to(at("14:40"));
      return ((ledger.impact()?.startMs ?? 0) - at("14:00:30")) / 1000;
    };
    expect(firstOom(4_194_304) / firstOom(2_097_152)).toBeCloseTo(0.5, 1);
  });

  it("is over before it begins when a soak test holds the release back", () => {
    const { cluster, record, to } = inject("memory-leak", {}, 1, {
      changes: [{ kind: "soak-test", requestsPerSecond: 30, minutes: 30 }],
    });
    to(at("14:40"));
    expect(record()).toMatchObject({ arrivedBy: undefined, endMs: at("14:00"), firstSymptomMs: undefined });
    expect(cluster.currentVersion).toBe("v2.0");
    expect(cluster.state.changes.some(({ text }) => text.includes("held back"))).toBe(true);
  });
});

describe("host-memory-leak", () => {
  it("ends at the container's limit with 137, loses what that second held, and comes back empty", () => {
    const { cluster, ledger, record } = inject("host-memory-leak", { bytesPerRequest: 1_048_576 });
    const limit = 16 * 1_073_741_824;
    let most = 0;
    while (cluster.nowMs < at("14:20")) {
      cluster.step();
      for (const { serving } of cluster.state.pods) most = Math.max(most, serving.hostMemoryBytes);
    }
    expect(most).toBeGreaterThan(limit * 0.99);
    expect(most).toBeLessThanOrEqual(limit);
    const [killed] = cluster.state.pods.filter(({ restarts }) => restarts > 0);
    expect(killed?.lastTerminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
    expect(ledger.records().some((each) => each.kind === "pod" && each.event === "oom-killed")).toBe(true);
    expect(ledger.records().some((each) => each.kind === "pod" && each.event === "gpu-oom")).toBe(false);
    expect(ledger.totals.failed.at(-1)).toBeGreaterThan(0);
    expect(record().firstSymptomMs).toBeLessThan(at("14:10"));
    expect(
      new Set(cluster.state.nodes.flatMap(({ gpus }) => gpus.map(({ fbUsedMiB }) => fbUsedMiB))),
    ).toEqual(new Set([30_336]));
  });

  it("is only put off by a higher limit, and a soak test holds it back", () => {
    const put = inject("host-memory-leak");
    put.cluster.setLimits("bert-model-serving", { memory: "24Gi" });
    const killed = () =>
      put.cluster.state.pods.some(({ lastTerminated }) => lastTerminated?.exitCode === 137);
    // 16Gi would be full after 20 minutes.
    put.to(at("14:35"));
    expect(killed()).toBe(false);
    put.to(at("14:50"));
    expect(killed()).toBe(true);
    const { cluster, to } = inject("host-memory-leak", {}, 1, {
      changes: [{ kind: "soak-test", requestsPerSecond: 30, minutes: 30 }],
    });
    to(at("14:10"));
    expect(cluster.currentVersion).toBe("v2.0");
  });
});

describe("stuck-rollout", () => {
  it("hurts nobody, holds the rollout until its deadline, and is over with its pod", () => {
    const { cluster, ledger, record, to } = inject("stuck-rollout");
    to(at("14:05"));
    const [deployment] = cluster.state.deployments;
    expect(deployment).toMatchObject({ updatedReplicas: 1, readyReplicas: 8, statusReplicas: 9 });
    const stuck = cluster.state.pods.find(({ version }) => version === "v2.1");
    expect(stuck).toMatchObject({ ready: false, restarts: 0, container: { kind: "running" } });
    const events = cluster.state.events.filter(({ object }) => object === `pod/${stuck?.name}`);
    expect(events.map(({ message }) => message)).toContain(
      "Readiness probe failed: HTTP probe failed with statuscode: 404",
    );
    expect(deployment?.progressDeadlineExceeded).toBe(false);
    to(at("14:11"));
    expect(deployment?.progressDeadlineExceeded).toBe(true);
    expect(deployment?.observedGeneration).toBe(deployment?.generation);
    cluster.rolloutUndo("bert-model-serving");
    to(at("14:20"));
    expect(deployment).toMatchObject({ updatedReplicas: 8, readyReplicas: 8, statusReplicas: 8 });
    expect(ledger.totals.failed.at(-1)).toBe(0);
    expect(record()).toMatchObject({ arrivedBy: "CHG-1045", firstSymptomMs: undefined });
    expect(record().endMs).toBe(at("14:11"));
    expect(record().recoveredMs).toBe(record().endMs);
  });
});

describe("error-on-route", () => {
  it("fails its share of requests from the first second of each new pod, with memory flat", () => {
    const { cluster, ledger, to } = inject("error-on-route", { ratio: 0.2 });
    to(at("14:25"));
    const { failed, requests } = ledger.totals;
    const last = failed.length - 1;
    const ratio =
      ((failed[last] ?? 0) - (failed[last - 240] ?? 0)) /
      ((requests[last] ?? 0) - (requests[last - 240] ?? 0));
    expect(Math.abs(ratio - 0.2)).toBeLessThan(0.01);
    expect(ledger.impact()?.startMs).toBe(at("14:00:30"));
    expect(new Set(cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB))).toEqual(new Set([30_336]));
    expect(cluster.state.pods[0]?.serving.lastSecond.failure).toBe("handler-exception");
  });
});

describe("traffic-burst", () => {
  it("raises traffic by its factor after a ramp and ends by itself; memory stays flat", () => {
    const { cluster, ledger, record, to } = inject("traffic-burst", {
      factor: 3,
      rampSeconds: 60,
      minutes: 10,
    });
    to(at("14:00:30"));
    expect(cluster.state.routerRequestsPerSecond).toBeGreaterThan(450);
    expect(cluster.state.routerRequestsPerSecond).toBeLessThan(560);
    to(at("14:05"));
    expect(cluster.state.routerRequestsPerSecond).toBe(768);
    to(at("14:12"));
    expect(cluster.state.routerRequestsPerSecond).toBe(256);
    expect(record()).toMatchObject({ endMs: at("14:10"), arrivedBy: undefined, firstSymptomMs: undefined });
    expect(ledger.totals.failed.at(-1)).toBe(0);
    expect(new Set(cluster.state.pods.map(({ serving }) => serving.gpuMemoryMiB))).toEqual(new Set([30_336]));
  });
});

describe("cardinality-bomb", () => {
  it("arrives as a deploy, fails no request, and is over with the last pod of its version", () => {
    const { cluster, ledger, record, to } = inject("cardinality-bomb");
    to(at("14:25"));
    expect(cluster.state.pods.every(({ serving }) => serving.requestIdLabel)).toBe(true);
    expect(record()).toMatchObject({ arrivedBy: "CHG-1045", endMs: undefined });
    expect(cluster.recover("cardinality-bomb")).toBe(true);
    to(at("15:00"));
    expect(cluster.state.pods.some(({ serving }) => serving.requestIdLabel)).toBe(false);
    expect(record().endMs).toBeGreaterThan(at("14:40"));
    expect(record().firstSymptomMs).toBeUndefined();
    expect(ledger.totals.failed.at(-1)).toBe(0);
  });
});
