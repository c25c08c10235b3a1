import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadLab } from "../../cli/load-labs.ts";
import { grade } from "./grade.ts";
import { prepareStep } from "./prepare.ts";
import { WorldCache } from "./world-supply.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a prepared step is graded without another plain world", { timeout: 60_000 }, async () => {
  const lab = loadLab(root, "35-the-alert-that-couldnt");
  const cache = new WorldCache();
  const breathe = async (): Promise<void> => undefined;
  await prepareStep(lab, "write-one-that-leads", { seeds: [11], cache, ownSeed: 1, breathe });
  const prepared = cache.simulatedMs;
  expect(prepared).toBeGreaterThan(0);
  const answer = lab.solutions[0]?.steps["write-one-that-leads"] ?? "";
  const verdict = await grade(lab, "write-one-that-leads", answer, { seeds: [11], cache });
  expect(verdict.status).toBe("pass");
  expect(cache.simulatedMs).toBe(prepared);
});

test("preparing stops where breathing is refused, and for an unknown step there is nothing to do", async () => {
  const lab = loadLab(root, "01-first-look");
  const cache = new WorldCache();
  const stop = new Error("stop");
  const refused = prepareStep(lab, "rate-per-pod", {
    seeds: [11],
    cache,
    ownSeed: 1,
    breathe: () => Promise.reject(stop),
  });
  await expect(refused).rejects.toBe(stop);
  await prepareStep(lab, "no-such-step", { seeds: [11], cache, ownSeed: 1, breathe: async () => undefined });
  expect(cache.simulatedMs).toBe(0);
});
