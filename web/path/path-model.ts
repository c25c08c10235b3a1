import type { LabSummary } from "../session/lab-content.ts";
import { progressKey, type SavedPlace, type StepProgress } from "../session/store.ts";
import { isEssential, type PartNumber, partNumbers } from "./parts.ts";

/** One lab on the path, with what this learner has done of it. */
export interface PathLab {
  readonly lab: LabSummary;
  /** Teaching order, from the folder's name. */
  readonly number: number;
  readonly essential: boolean;
  readonly passed: number;
  readonly steps: number;
  /** `assisted`: passed, with an answer that was shown. `begun`: something was handed in or passed. */
  readonly state: "open" | "begun" | "passed" | "assisted";
  readonly minutesLeft: number;
  /** Labs that usually come before and are not passed yet. They warn and never lock. */
  readonly unmet: readonly LabSummary[];
  readonly here: boolean;
}

export interface PathPart {
  readonly number: PartNumber;
  readonly labs: readonly PathLab[];
  readonly minutes: number;
  readonly passed: number;
}

export interface Path {
  /** Parts that have a lab, in order. */
  readonly parts: readonly PathPart[];
  readonly all: readonly PathLab[];
  readonly essential: readonly PathLab[];
  /** Where to go on; undefined once everything is passed. */
  readonly next: { readonly lab: PathLab; readonly stepId: string; readonly stepNumber: number } | undefined;
  readonly newcomer: boolean;
}

type ProgressByKey = Readonly<Record<string, StepProgress>>;

/** Puts labs and progress together. `place` is where the learner was; it comes first while it is unfinished. */
export function pathOf(
  labs: readonly LabSummary[],
  progress: ProgressByKey,
  place: SavedPlace | undefined,
): Path {
  const done = new Set(
    labs.filter((lab) => stepsPassed(lab, progress) === lab.steps.length).map(({ id }) => id),
  );
  const goOn = nextLab(labs, done, place);
  const all = labs.map((lab) => pathLab(lab, labs, progress, done, lab.id === goOn?.id));
  const parts = partNumbers.flatMap((number): PathPart[] => {
    const own = all.filter(({ lab }) => lab.section === number);
    if (own.length === 0) return [];
    const minutes = own.reduce((sum, { lab }) => sum + lab.minutes, 0);
    return [{ number, labs: own, minutes, passed: own.filter(isPassed).length }];
  });
  const here = all.find((lab) => lab.here);
  return {
    parts,
    all,
    essential: all.filter(({ essential }) => essential),
    next: here === undefined ? undefined : { lab: here, ...nextStep(here.lab, progress, place) },
    newcomer: all.every(({ state }) => state === "open"),
  };
}

/** Whether every step of a lab is passed. */
export const isPassed = ({ state }: PathLab): boolean => state === "passed" || state === "assisted";

/** Minutes that are left of some labs, by the authors' estimates. */
export const minutesLeft = (labs: readonly PathLab[]): number =>
  labs.reduce((sum, lab) => sum + lab.minutesLeft, 0);

function pathLab(
  lab: LabSummary,
  labs: readonly LabSummary[],
  progress: ProgressByKey,
  done: ReadonlySet<string>,
  here: boolean,
): PathLab {
  const own = lab.steps.flatMap(({ id }) => progress[progressKey(lab.id, id)] ?? []);
  const passed = stepsPassed(lab, progress);
  const whole = passed === lab.steps.length;
  const begun = own.some(({ attempts, status }) => attempts > 0 || status === "passed");
  return {
    lab,
    number: Number(lab.slug.split("-")[0]),
    essential: isEssential(lab.id),
    passed,
    steps: lab.steps.length,
    state: whole ? (own.some(({ assisted }) => assisted) ? "assisted" : "passed") : begun ? "begun" : "open",
    minutesLeft: Math.ceil((lab.minutes * (lab.steps.length - passed)) / lab.steps.length),
    unmet: whole ? [] : lab.needs.flatMap((id) => labs.filter((other) => other.id === id && !done.has(id))),
    here,
  };
}

function stepsPassed(lab: LabSummary, progress: ProgressByKey): number {
  return lab.steps.filter(({ id }) => progress[progressKey(lab.id, id)]?.status === "passed").length;
}

/** Where the learner was, then the first open essential lab whose forerunners are done, then any open one. */
function nextLab(
  labs: readonly LabSummary[],
  done: ReadonlySet<string>,
  place: SavedPlace | undefined,
): LabSummary | undefined {
  const open = labs.filter(({ id }) => !done.has(id));
  const ready = open.filter(({ needs }) =>
    needs.every((id) => done.has(id) || !labs.some((lab) => lab.id === id)),
  );
  return (
    open.find(({ id }) => id === place?.labId) ??
    ready.find(({ id }) => isEssential(id)) ??
    ready[0] ??
    open[0]
  );
}

function nextStep(lab: LabSummary, progress: ProgressByKey, place: SavedPlace | undefined) {
  const open = lab.steps.filter(({ id }) => progress[progressKey(lab.id, id)]?.status !== "passed");
  const step =
    open.find(({ id }) => lab.id === place?.labId && id === place.stepId) ?? open[0] ?? lab.steps[0];
  return { stepId: step?.id ?? "", stepNumber: lab.steps.findIndex(({ id }) => id === step?.id) + 1 };
}
