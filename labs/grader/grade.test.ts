import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { compileLab } from "../load/compile-lab.ts";
import { type GradeProgress, GradingCancelled, grade } from "./grade.ts";
import { WorldCache } from "./world-supply.ts";

const right = 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
const promql = { kind: "promql-result", reference: right, worlds: ["calm"], at: ["13:00", "13:05", "end"] };
const rules = [
  { kind: "rule-lint", world: "calm" },
  {
    kind: "alert-battery",
    fires: [{ world: "leak", lead: "2m" }],
    silent: ["calm"],
    par: { lead: "4m30s", samples: 80 },
  },
];
const lab = compileLab("00-grade", {
  "labs/00-grade/lab.yaml": stringify({
    format: 1,
    id: "grade",
    title: "Grade",
    section: 0,
    minutes: 1,
    level: "beginner",
    features: [1],
    teaches: ["test.grade"],
    play: { world: "calm", seed: 1 },
    worlds: {
      calm: { scenario: "flagship-healthy", title: "A calm day", until: "13:15" },
      leak: { scenario: "flagship-leak", title: "The incident", until: "14:20" },
    },
    steps: [
      { id: "query", answer: "promql", checks: [promql] },
      { id: "alert", answer: "rules", checks: rules },
      { id: "broken", answer: "promql", checks: [{ ...promql, reference: "sum(" }] },
    ],
  }),
  "content/labs/00-grade.md": `---\ntitle: Grade\nsummary: Grade.\n---\n${["query", "alert", "broken"]
    .map((id) => `\n## ${id} {#${id}}\n\nDo it.\n`)
    .join("")}`,
});
const cache = new WorldCache();
const seeds = [11, 23];

describe("grade", () => {
  test("gives the same bytes twice, with and without worlds from before", async () => {
    const cold = await grade(lab, "query", right, { seeds, cache });
    const warm = await grade(lab, "query", right, { seeds, cache });
    expect(cold).toMatchObject({ step: "query", status: "pass", score: 100 });
    expect(JSON.stringify(warm)).toBe(JSON.stringify(cold));
    expect(JSON.stringify(await grade(lab, "query", right, { seeds }))).toBe(JSON.stringify(cold));
  });

  test("simulates each world once", async () => {
    const before = cache.simulatedMs;
    await grade(lab, "query", `${right} * 2`, { seeds, cache });
    expect(cache.simulatedMs).toBe(before);
  });

  test("reports progress that only grows and ends complete", async () => {
    const seen: GradeProgress[] = [];
    await grade(lab, "query", right, { seeds, cache, onProgress: (progress) => seen.push(progress) });
    const done = seen.map((progress) => progress.done);
    expect([...done].sort((a, b) => a - b)).toEqual(done);
    expect(new Set(seen.map((progress) => progress.total)).size).toBe(1);
    expect(seen[0]).toMatchObject({ done: 0, detail: "A calm day, seed 11" });
    expect(seen.at(-1)?.done).toBe(seen.at(-1)?.total);
  });

  test("stops soon after it is cancelled, in the middle of a world", async () => {
    let breaths = 0;
    const breathe = async (): Promise<void> => {
      breaths++;
      if (breaths === 3) throw new GradingCancelled();
    };
    await expect(grade(lab, "query", right, { seeds, breathe })).rejects.toBeInstanceOf(GradingCancelled);
    expect(breaths).toBe(3);
  });

  test("a defect of the lab is an error and never the learner's fault", async () => {
    const verdict = await grade(lab, "broken", right, { seeds, cache });
    expect(verdict).toMatchObject({ status: "error", score: 0, parts: [] });
    expect(verdict.findings.map((finding) => finding.code)).toEqual(["limit/grader-failed"]);
  });

  test("an unknown step is refused", async () => {
    await expect(grade(lab, "nothing", right)).rejects.toThrow('lab grade has no step "nothing"');
  });

  test("findings come essential first, in the order of the checks, and praise only a pass", async () => {
    const rule = { alert: "A", expr: "rate(DCGM_FI_DEV_FB_USED[15s]) > 1e9", labels: { severity: "page" } };
    const answer = stringify({ groups: [{ name: "g", rules: [rule] }] });
    const { status, findings } = await grade(lab, "alert", answer, { seeds: [11], cache });
    const types = findings.map((finding) => finding.type);
    const essential = findings
      .filter((finding) => finding.type === "essential")
      .map((finding) => finding.code);
    expect(status).toBe("fail");
    expect(essential).toEqual(["rule-lint/gauge-rate", "rule-lint/rate", "alert-battery/never-fires"]);
    expect(types.lastIndexOf("essential")).toBe(essential.length - 1);
    expect(types).not.toContain("celebratory");
  });

  test("what cannot be read is said once, by the first check", async () => {
    const { findings, parts } = await grade(lab, "alert", "groups: [", { seeds: [11], cache });
    expect(findings.map((finding) => finding.code)).toEqual(["rule-lint/syntax"]);
    expect(parts).toHaveLength(1);
  });

  test("a counterexample shows both results in a window of the world that fails", async () => {
    const { findings, worlds } = await grade(lab, "query", right.replace("5m", "1m"), { seeds, cache });
    const evidence = findings[0]?.evidence;
    expect(evidence).toMatchObject({ world: "A calm day", scenario: "flagship-healthy", seed: 11 });
    expect(evidence?.lines.map((line) => line.role)).toEqual(["yours", "wanted"]);
    for (const { timesMs, values } of evidence?.lines ?? []) {
      expect(timesMs.length).toBe(values.length);
      expect(timesMs.length).toBeGreaterThan(10);
    }
    expect(worlds).toEqual([
      {
        name: "A calm day",
        wants: "8 series",
        yours: "8 series",
        seeds: seeds.map((seed) => ({ seed, ok: false })),
      },
    ]);
  });
});
