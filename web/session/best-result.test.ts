import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBetter, joinResult, joinResults, resultsOf } from "./best-result.ts";
import { freshProgress, type StepProgress } from "./store.ts";

const passed = (best: number, assisted = false): StepProgress => ({
  ...freshProgress,
  status: "passed",
  best,
  attempts: 1,
  assisted,
});

const anyResult = fc.record<StepProgress>({
  status: fc.constantFrom("todo", "passed"),
  best: fc.integer({ min: 0, max: 100 }),
  attempts: fc.nat(20),
  hintsShown: fc.nat(3),
  assisted: fc.boolean(),
  rewound: fc.boolean(),
  goalDone: fc.boolean(),
  verdict: fc.constant(undefined),
});

/** What a learner would call worse: neither the mark, the score nor the goal may go back. */
const noWorse = (after: StepProgress, before: StepProgress): boolean =>
  !isBetter(before, after) && (after.goalDone || !before.goalDone) && after.attempts >= before.attempts;

describe("two copies of a result", () => {
  it("are worth what the better one is, and keep the help that was taken until it is passed", () => {
    expect(joinResult(passed(60, true), passed(60))).toMatchObject({ best: 60, assisted: false });
    const helped = { ...freshProgress, assisted: true, hintsShown: 3 };
    const other = { ...freshProgress, goalDone: true };
    expect(joinResult(other, helped)).toEqual({ ...helped, goalDone: true });
  });

  it("join to nothing worse than either, the same from both sides, and once is enough", () => {
    fc.assert(
      fc.property(anyResult, anyResult, (a, b) => {
        const joined = joinResult(a, b);
        expect(noWorse(joined, a) && noWorse(joined, b)).toBe(true);
        expect(isBetter(joined, joinResult(b, a)) || isBetter(joinResult(b, a), joined)).toBe(false);
        expect(joinResult(joined, a)).toBe(joined);
        expect(joinResult(joined, b)).toBe(joined);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("two sets of results", () => {
  it("are joined step by step; the same set when nothing is added", () => {
    const own = { "a/one": passed(90), "b/one": passed(40) };
    expect(joinResults(own, { "a/one": passed(50) })).toBe(own);
    expect(joinResults(own, { "b/one": passed(70), "c/one": passed(10) })).toEqual({
      "a/one": passed(90),
      "b/one": passed(70),
      "c/one": passed(10),
    });
  });

  it("fall apart by lab, and no lab takes the results of one whose id begins alike", () => {
    expect(resultsOf("a", { "a/one": passed(90), "ab/one": passed(40) })).toEqual({ "a/one": passed(90) });
  });
});
