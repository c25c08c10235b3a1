import { describe, expect, it } from "vitest";
import type { LabSummary } from "../session/lab-content.ts";
import { freshProgress, type StepProgress } from "../session/store.ts";
import { badgesOf } from "./objectives.ts";
import { isPassed, minutesLeft, pathOf } from "./path-model.ts";

const lab = (
  slug: string,
  section: number,
  minutes: number,
  needs: string[] = [],
  teaches = ["promql.rate"],
): LabSummary => ({
  slug,
  id: slug.slice(3),
  title: slug,
  summary: "",
  section,
  minutes,
  level: "beginner",
  needs,
  teaches,
  steps: ["a", "b"].map((id) => ({ id, title: id, answer: "promql" })),
});

const labs = [
  lab("01-first-look", 0, 3),
  lab("03-alert-fatigue", 1, 4, ["first-look"]),
  lab("11-alert-that-cannot-fire", 1, 5, ["first-look"], ["alerting.absence"]),
  lab("33-gpu-memory-leak", 4, 7, ["first-look", "a-lab-to-come"], ["incident.mitigate"]),
];
const passed = (...keys: string[]): Record<string, StepProgress> =>
  Object.fromEntries(keys.map((key) => [key, { ...freshProgress, status: "passed", attempts: 1 }]));

describe("pathOf", () => {
  it("sends a newcomer to the first lab, and shows only parts that have labs", () => {
    const path = pathOf(labs, {}, undefined);
    expect(path.newcomer).toBe(true);
    expect(path.next).toMatchObject({ stepId: "a", stepNumber: 1, lab: { number: 1 } });
    expect(path.parts.map(({ number }) => number)).toEqual([0, 1, 4]);
    expect(minutesLeft(path.all)).toBe(19);
  });

  it("goes on where the learner was while that is unfinished", () => {
    const path = pathOf(labs, passed("first-look/a"), { labId: "gpu-memory-leak", stepId: "b" });
    expect(path.next).toMatchObject({ stepId: "b", stepNumber: 2 });
    expect(path.next?.lab.lab.id).toBe("gpu-memory-leak");
    expect(path.newcomer).toBe(false);
  });

  it("then offers the first open essential lab, and nothing once all is passed", () => {
    const first = passed("first-look/a", "first-look/b");
    expect(pathOf(labs, first, { labId: "first-look", stepId: "b" }).next?.lab.lab.id).toBe(
      "alert-that-cannot-fire",
    );
    const all = passed(...labs.flatMap(({ id }) => [`${id}/a`, `${id}/b`]));
    expect(pathOf(labs, all, undefined).next).toBeUndefined();
  });

  it("warns about what usually comes before, and never about labs that do not exist", () => {
    const leak = pathOf(labs, {}, undefined).all[3];
    expect(leak?.unmet.map(({ id }) => id)).toEqual(["first-look"]);
    const after = pathOf(labs, passed("first-look/a", "first-look/b"), undefined).all;
    expect(after.flatMap(({ unmet }) => unmet)).toEqual([]);
  });

  it("tells a lab that was shown its answer from one passed alone, and counts what is left", () => {
    const progress = { ...passed("first-look/a", "first-look/b", "gpu-memory-leak/a") };
    const shown = {
      ...progress,
      "first-look/b": { ...freshProgress, status: "passed" as const, assisted: true },
    };
    const path = pathOf(labs, shown, undefined);
    expect(path.all.map(({ state }) => state)).toEqual(["assisted", "open", "open", "begun"]);
    expect(path.all.filter(isPassed)).toHaveLength(1);
    expect(path.all[3]?.minutesLeft).toBe(4);
  });
});

describe("badgesOf", () => {
  it("needs passed steps of two labs, and leaves out what the labs cannot earn yet", () => {
    expect(badgesOf(labs, {})).toEqual([{ id: "practices", labs: 0, stepsPassed: 0, earned: false }]);
    expect(badgesOf(labs, passed("first-look/a", "first-look/b"))[0]).toMatchObject({
      labs: 1,
      earned: false,
    });
    expect(badgesOf(labs, passed("first-look/a", "alert-fatigue/a"))[0]).toMatchObject({
      labs: 2,
      stepsPassed: 2,
      earned: true,
    });
  });
});
