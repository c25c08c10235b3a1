import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "../../simulator/index.ts";
import { decodeRun, encodeRun, type SharedRun } from "./run-code.ts";

const run: SharedRun = {
  labId: "gpu-memory-leak",
  labHash: "3f9c8a01",
  seed: 1,
  actions: [
    { atMs: 1_760_539_800_000, kind: "acknowledge", alert: "HighModelLatency" },
    { atMs: 1_760_539_860_000, kind: "command", line: "kubectl rollout undo deployment/bert-model-serving" },
    { atMs: 1_760_539_920_000, kind: "command", line: "kubectl rollout undo deployment/bert-model-serving" },
  ],
  atMs: 1_760_540_000_000,
  view: "g0.expr=up",
};

describe("run codes", () => {
  it("come back as they went, and equal runs give equal codes", async () => {
    const code = await encodeRun(run);
    expect(code).toMatch(/^n1\.[\w-]+\.[0-9a-f]{8}$/);
    expect(await decodeRun(code)).toEqual({ run });
    expect(await encodeRun({ ...run, actions: [...run.actions] })).toBe(code);
  });

  it("write a repeated text once", async () => {
    const line = "x".repeat(30) + Math.PI;
    const many = (count: number): Action[] =>
      Array.from({ length: count }, (_, i) => ({ atMs: i, kind: "note", text: `${line}${i % 2}` }));
    const short = await encodeRun({ ...run, actions: many(4) });
    const long = await encodeRun({ ...run, actions: many(40) });
    expect(long.length).toBeLessThan(short.length * 3);
  });

  it("name an altered or shortened code with both checksums", async () => {
    const code = await encodeRun(run);
    const cut = await decodeRun(code.slice(0, -10));
    expect(cut).toMatchObject({ problem: { kind: "altered" } });
    const flipped = code.replace(
      /^(n1\.)(.)/,
      (_all, head: string, first: string) => head + (first === "A" ? "B" : "A"),
    );
    expect(await decodeRun(flipped)).toMatchObject({
      problem: { kind: "altered", expected: code.slice(-8) },
    });
  });

  it("tell a newer format, a foreign text and a bomb apart", async () => {
    expect(await decodeRun("n2.abc.00000000")).toEqual({ problem: { kind: "newer", format: 2 } });
    expect(await decodeRun("hello")).toEqual({ problem: { kind: "unreadable" } });
    const bomb = await encodeRun({ ...run, view: "0".repeat(200_000) });
    expect(bomb.length).toBeLessThan(2000);
    expect(await decodeRun(bomb)).toEqual({ problem: { kind: "too-large" } });
  });

  it("drop keys that could reach a prototype", async () => {
    const odd = JSON.parse('{"atMs":1,"kind":"note","text":"x","__proto__":{"polluted":true}}') as Action;
    const decoded = await decodeRun(await encodeRun({ ...run, actions: [odd] }));
    expect("run" in decoded && decoded.run.actions[0]).toEqual({ atMs: 1, kind: "note", text: "x" });
  });

  it("never throw on any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await decodeRun(`n1.${text}`)).toHaveProperty("problem");
      }),
      { numRuns: 60 },
    );
  });
});
