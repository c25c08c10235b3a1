import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../../cli/load-labs.ts";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";
import { episodesOf } from "./game-day/episodes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const slug = "50-game-day";
const lab = compileLab(slug, labFiles(root, slug));
const cache = new WorldCache();
const undo = "kubectl rollout undo deployment/bert-model-serving -n ml-serving";
const more = "kubectl scale deployment/bert-model-serving -n ml-serving --replicas=9";

function shift(...actions: readonly (readonly [at: string, command: string])[]): string {
  return actions.map(([at, command]) => `- { at: "${at}", command: "${command}" }`).join("\n");
}

async function verdict(answer: string): Promise<{ code: string; score: number }> {
  const { status, findings, score } = await grade(lab, "hold-the-hour", answer, { seeds: [7], cache });
  return { code: status === "pass" ? "pass" : (findings[0]?.code ?? status), score };
}

describe("a game day", () => {
  test("the sooner, the better, and nothing but the loss decides", async () => {
    const early = await verdict(shift(["14:08", undo], ["14:23", more], ["14:44", undo]));
    const late = await verdict(shift(["14:13", undo], ["14:27", more], ["14:50", undo]));
    expect(early.code).toBe("pass");
    expect(late.code).toBe("pass");
    expect(early.score).toBeGreaterThan(late.score);
    const looking: [string, string][] = [["14:01", "kubectl get pods -n ml-serving"]];
    expect(await verdict(shift(...looking, ["14:08", undo], ["14:23", more], ["14:44", undo]))).toEqual(
      early,
    );
  });

  test("a shift that is not over tells nothing of what comes", async () => {
    const midnight = Date.UTC(2025, 9, 15);
    const run = { seed: 7, actions: [], untilMs: midnight + 14.5 * 3_600_000 };
    const { findings, parts, worlds } = await grade(lab, "hold-the-hour", "", { seeds: [7], cache, run });
    expect(findings.map(({ code }) => code)).toEqual(["game-day/not-over"]);
    expect(JSON.stringify([findings, parts, worlds])).not.toMatch(/14:[0-25-9]|88\./);
  });

  test.each([
    ["still-failing", shift(["14:08", undo])],
    ["still-failing", shift(["14:08", undo], ["14:23", more])],
    ["still-failing", shift(["14:01", "kubectl get pods -n ml-serving"])],
    ["too-much-lost", shift(["14:30", undo], ["14:46", undo])],
    ["nothing-done", "[]"],
    ["does-not-parse", "roll back"],
  ])("%s", async (code, answer) => {
    expect((await verdict(answer)).code).toBe(`game-day/${code}`);
  });
});

describe("episodes", () => {
  const facts = (failed: readonly number[]) =>
    ({ totals: { atMs: failed.map((_n, i) => i * 60_000), requests: [], failed } }) as never;

  test("failures apart are two, near ones are one", () => {
    expect(episodesOf(facts([0, 5, 5, 9, 9, 9, 9, 9, 12]))).toEqual([
      { startMs: 0, endMs: 180_000, failed: 9 },
      { startMs: 420_000, endMs: 480_000, failed: 3 },
    ]);
    expect(episodesOf(facts([0, 0, 0]))).toEqual([]);
  });
});
