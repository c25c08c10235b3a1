import { describe, expect, it } from "vitest";
import type { StepProgress } from "../session/store.ts";
import { planImport, readProgressFile } from "./progress-file.ts";

const result = (best: number, status: "todo" | "passed" = "passed"): StepProgress => ({
  status,
  best,
  attempts: 1,
  hintsShown: 0,
  assisted: false,
  rewound: false,
  goalDone: false,
  verdict: undefined,
});
const known = new Set(["a/one", "a/two"]);
const file = (progress: unknown): string =>
  JSON.stringify({ "nines-progress": 1, attempts: [{ labId: "a", progress }] });

describe("a progress file", () => {
  it("gives the results of known steps and counts the others", () => {
    const read = readProgressFile(file({ "a/one": result(80), "b/gone": result(90) }), known);
    expect(read).toEqual({ ok: true, results: { "a/one": result(80) }, unknown: 1, damaged: 0 });
  });

  it("reads results that an earlier import left", () => {
    const text = JSON.stringify({ "nines-progress": 1, attempts: [], imported: { "a/two": result(70) } });
    expect(readProgressFile(text, known)).toMatchObject({ results: { "a/two": { best: 70 } } });
  });

  it.each([
    ["notJson", file({}).slice(0, -3)],
    ["notProgress", "[]"],
    ["notProgress", "null"],
    ["notProgress", '{"nines-progress":"1","attempts":[]}'],
    ["notProgress", '{"nines-progress":1,"attempts":{}}'],
    ["newer", '{"nines-progress":2}'],
  ])("is refused as %s", (why, text) => {
    expect(readProgressFile(text, known)).toEqual({ ok: false, why });
  });

  it("takes no wrong type, no score out of range, no verdict and no prototype", () => {
    const text = `{"nines-progress":1,"attempts":[7,{"progress":{
      "__proto__":{"status":"passed","best":100,"attempts":1,"hintsShown":0},
      "a/one":{"status":"passed","best":1e9,"attempts":1,"hintsShown":0},
      "a/two":{"status":"passed","best":60,"attempts":1,"hintsShown":0,"verdict":"<b>"}}}]}`;
    const read = readProgressFile(text, known);
    expect(read).toEqual({ ok: true, results: { "a/two": result(60) }, unknown: 1, damaged: 2 });
    expect(Object.hasOwn(Object.prototype, "best")).toBe(false);
  });
});

describe("an import", () => {
  it("adds, improves, and never lowers a result", () => {
    const own = { "a/one": result(90), "a/two": result(40, "todo") };
    const plan = planImport(own, { "a/one": result(50), "a/two": result(30), "a/three": result(10) });
    expect(plan).toMatchObject({ added: ["a/three"], improved: ["a/two"], kept: ["a/one"] });
    expect(plan.merged).toMatchObject({ "a/one": { best: 90 }, "a/two": { best: 30, status: "passed" } });
  });

  it("changes nothing the second time", () => {
    const incoming = { "a/one": result(50) };
    const plan = planImport(planImport({}, incoming).merged, incoming);
    expect(plan).toMatchObject({ added: [], improved: [], kept: ["a/one"] });
  });
});
