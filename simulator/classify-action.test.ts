import { describe, expect, it } from "vitest";
import { classifyCommand, faultyNodes, faultyVersions } from "./classify-action.ts";
import type { LedgerRecord } from "./ledger/ledger-types.ts";
import type { OperatorCall } from "./operator-calls.ts";

const faulty = [{ deployment: "bert", version: "v2.1" }];

function call(name: OperatorCall["name"], changes: Partial<OperatorCall> = {}): OperatorCall {
  return {
    name,
    deployment: "bert",
    version: "v2.1",
    replicaChange: 0,
    node: undefined,
    ok: true,
    ...changes,
  };
}

describe("classifyCommand", () => {
  it.each([
    ["kubectl get pods", "diagnose"],
    ["curl localhost:9090/metrics", "diagnose"],
    ["help", "neutral"],
    ["  ", "neutral"],
    ["nines hint", "neutral"],
  ] as const)("%j without a call is %s", (line, expected) => {
    expect(classifyCommand(line, [], faulty)).toBe(expected);
  });

  it.each([
    ["leaving the faulty version", call("rolloutUndo"), "mitigate"],
    ["deploying over it", call("deploy"), "mitigate"],
    ["restarting it", call("rolloutRestart"), "mitigate"],
    ["deleting one of its pods", call("deletePod"), "mitigate"],
    ["pausing its rollout", call("setPaused"), "mitigate"],
    ["adding replicas", call("scale", { replicaChange: 1 }), "mitigate"],
    ["taking replicas away", call("scale", { replicaChange: -1 }), "wrong"],
    ["undoing the undo", call("rolloutUndo", { version: "v2.0" }), "wrong"],
    ["another deployment", call("rolloutUndo", { deployment: "resnet" }), "wrong"],
    ["a container memory limit", call("setLimits"), "wrong"],
    ["draining a node", call("drain", { deployment: undefined, version: undefined }), "wrong"],
    ["a call that failed", call("rolloutUndo", { ok: false }), "diagnose"],
  ] as const)("%s while something is broken", (_, made, expected) => {
    expect(classifyCommand("kubectl …", [made], faulty)).toBe(expected);
  });

  it("blames rollbacks and lost replicas even in a sound cluster, other changes not", () => {
    expect(classifyCommand("x", [call("rolloutUndo")], [])).toBe("wrong");
    expect(classifyCommand("x", [call("scale", { replicaChange: -2 })], [])).toBe("wrong");
    expect(classifyCommand("x", [call("setLimits")], [])).toBe("neutral");
  });
});

describe("a fault of a node", () => {
  const nothing = { deployment: undefined, version: undefined };
  const nodes = ["gpu-node-2"];

  it.each([
    ["draining it", call("drain", { ...nothing, node: "gpu-node-2" }), "mitigate"],
    ["cordoning it", call("setCordoned", { ...nothing, node: "gpu-node-2" }), "mitigate"],
    ["raising a limit there", call("setPowerLimit", { ...nothing, node: "gpu-node-2" }), "mitigate"],
    ["lowering a limit there", call("setPowerLimit", nothing), "wrong"],
    ["draining a sound one", call("drain", { ...nothing, node: "gpu-node-1" }), "wrong"],
    ["a rollback", call("rolloutUndo", { version: "v2.0" }), "wrong"],
  ] as const)("%s", (_, made, expected) => {
    expect(classifyCommand("x", [made], [], nodes)).toBe(expected);
  });
});

describe("faultyVersions", () => {
  const change: LedgerRecord = {
    seq: 1,
    atMs: 0,
    kind: "change",
    id: "CHG-1",
    channel: "deploy",
    service: "bert",
    from: "v2.0",
    to: "v2.1",
    text: "",
    harmless: false,
  };
  const fault = (endMs: number | undefined, arrivedBy: string | undefined): LedgerRecord => ({
    seq: 2,
    atMs: 0,
    kind: "fault",
    id: "memory-leak",
    params: {},
    targets: [],
    startMs: 0,
    endMs,
    arrivedBy,
    firstSymptomMs: undefined,
    recoveredMs: undefined,
  });

  it("are those a deploy brought and that still run", () => {
    expect(faultyVersions([change, fault(undefined, "CHG-1")])).toEqual([
      { deployment: "bert", version: "v2.1" },
    ]);
    expect(faultyVersions([change, fault(5, "CHG-1")])).toEqual([]);
    expect(faultyVersions([change, fault(undefined, undefined)])).toEqual([]);
    expect(faultyVersions([fault(undefined, "CHG-1")])).toEqual([]);
  });

  it("faulty nodes are the targets of faults at work that are nodes", () => {
    const onNode = (endMs: number | undefined): LedgerRecord => ({
      seq: 2,
      atMs: 0,
      kind: "fault",
      id: "power-cap",
      params: {},
      targets: ["gpu-node-2", "bert"],
      startMs: 0,
      endMs,
      arrivedBy: undefined,
      firstSymptomMs: undefined,
      recoveredMs: undefined,
    });
    expect(faultyNodes([onNode(undefined)], ["gpu-node-1", "gpu-node-2"])).toEqual(["gpu-node-2"]);
    expect(faultyNodes([onNode(5)], ["gpu-node-1", "gpu-node-2"])).toEqual([]);
  });
});
