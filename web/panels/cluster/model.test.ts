import { describe, expect, it } from "vitest";
import type { QueryData } from "../../session/query-data.ts";
import { commandsFor, memoryShare, memoryTone, readFigures, showAge, versionsOf } from "./model.ts";

const result = (rows: readonly (readonly [string, string, number])[]): QueryData => ({
  status: "success",
  resultType: "vector",
  series: rows.map(([name, uuid, value]) => ({
    labels: { __name__: name, UUID: uuid },
    timesMs: Float64Array.of(0),
    values: Float64Array.of(value),
  })),
  warnings: [],
  infos: [],
  samplesRead: rows.length,
  nodes: [],
  unit: "none",
  tookMs: 0,
});

describe("the cluster panel's figures", () => {
  it("joins the metrics of one GPU by UUID and leaves unknown ones out", () => {
    const figures = readFigures(
      result([
        ["DCGM_FI_DEV_FB_USED", "GPU-1", 61_440],
        ["DCGM_FI_DEV_FB_FREE", "GPU-1", 20_480],
        ["DCGM_FI_DEV_GPU_TEMP", "GPU-2", 41],
        ["something_else", "GPU-1", 1],
      ]),
    );
    expect(figures.get("GPU-1")).toEqual({ used: 61_440, free: 20_480 });
    expect(memoryShare(figures.get("GPU-1"))).toBe(0.75);
    expect(memoryShare(figures.get("GPU-2"))).toBeUndefined();
    expect(memoryShare(undefined)).toBeUndefined();
  });

  it("never turns a failed query into zeros", () => {
    expect(readFigures({ status: "error", errorType: "execution", error: "x" }).size).toBe(0);
    expect(readFigures(undefined).size).toBe(0);
  });

  it("colours the end of a card", () => {
    expect([0.5, 0.86, 0.96].map(memoryTone)).toEqual(["ok", "warn", "crit"]);
  });

  it("prints ages as kubectl does", () => {
    expect([5_000, 119_000, 120_000, 7_200_000, 86_400_000 * 3].map(showAge)).toEqual([
      "5s",
      "119s",
      "2m",
      "120m",
      "3d",
    ]);
  });

  it("counts versions of living pods", () => {
    const pod = { deployment: "d", terminating: false };
    const view = {
      pods: [
        { ...pod, version: "v2.0", revision: 1 },
        { ...pod, version: "v2.1", revision: 2 },
        { ...pod, version: "v2.1", revision: 2 },
        { ...pod, version: "v2.0", revision: 1, terminating: true },
      ],
    } as unknown as Parameters<typeof versionsOf>[0];
    expect(versionsOf(view, "d")).toEqual([
      { version: "v2.1", pods: 2 },
      { version: "v2.0", pods: 1 },
    ]);
  });

  it("spells the same commands as the terminal", () => {
    const { undo, scale } = commandsFor({ name: "bert-model-serving", namespace: "ml-serving" });
    expect(undo).toBe("kubectl rollout undo deployment/bert-model-serving -n ml-serving");
    expect(scale(9)).toContain("--replicas=9");
  });
});
