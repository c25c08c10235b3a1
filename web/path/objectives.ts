import type { LabSummary } from "../session/lab-content.ts";
import { progressKey, type StepProgress } from "../session/store.ts";

/** The seven objectives of the lesson, in its order. Each is a badge. */
export const objectiveIds = [
  "practices",
  "culture",
  "cost",
  "performance",
  "slo",
  "incident",
  "scale",
] as const;

export type ObjectiveId = (typeof objectiveIds)[number];

/** Topics of `teaches` by their first word, and the objectives they count for. */
const byTopic: Readonly<Record<string, readonly ObjectiveId[]>> = {
  promql: ["practices"],
  alerting: ["practices"],
  instrumentation: ["practices"],
  logs: ["practices"],
  traces: ["practices"],
  culture: ["culture"],
  cost: ["cost"],
  cardinality: ["cost", "performance"],
  recording: ["performance"],
  performance: ["performance"],
  slo: ["slo"],
  incident: ["incident"],
  postmortem: ["incident"],
  scale: ["scale"],
};
/** A topic nobody listed counts for the objective of its part of the path. */
const byPart: readonly (ObjectiveId | undefined)[] = [
  "practices",
  "practices",
  "cost",
  "slo",
  "incident",
  "culture",
  "scale",
  undefined,
];

/** A badge needs this many labs with a passed step (04 section 3). */
export const labsForBadge = 2;

export interface Badge {
  readonly id: ObjectiveId;
  /** Labs with a passed step, at most `labsForBadge`. */
  readonly labs: number;
  readonly stepsPassed: number;
  readonly earned: boolean;
}

/** Objectives a lab counts for. */
export function objectivesOf(lab: LabSummary): ReadonlySet<ObjectiveId> {
  const ids = lab.teaches.flatMap((topic) => {
    const own = byPart[lab.section];
    return byTopic[topic.split(".")[0] ?? ""] ?? (own === undefined ? [] : [own]);
  });
  return new Set(ids);
}

/** Badges that the labs at hand can earn, with what is earned of them. */
export function badgesOf(
  labs: readonly LabSummary[],
  progress: Readonly<Record<string, StepProgress>>,
): readonly Badge[] {
  return objectiveIds.flatMap((id): Badge[] => {
    const own = labs.filter((lab) => objectivesOf(lab).has(id));
    if (own.length < labsForBadge) return [];
    const passed = own.map(
      (lab) => lab.steps.filter((step) => progress[progressKey(lab.id, step.id)]?.status === "passed").length,
    );
    const begun = passed.filter((count) => count > 0).length;
    const stepsPassed = passed.reduce((sum, count) => sum + count, 0);
    return [{ id, labs: Math.min(begun, labsForBadge), stepsPassed, earned: begun >= labsForBadge }];
  });
}
