import { create } from "zustand";
import type { CompiledLab } from "../../labs/compiled-lab.ts";
import type { Verdict } from "../../labs/finding.ts";
import type { Action } from "../../simulator/index.ts";
import type { Route } from "../routes.ts";
import type { LabProseTree, LabSummary } from "./lab-content.ts";
import type { Frame, Progress, WorldInfo } from "./protocol.ts";
import type { SharedRun } from "./run-code.ts";

/**
 * One learner's session as the page sees it. Only `web/session/` writes it; panels read it through
 * the hooks of `use-session.ts` and change it through `session.ts`.
 */
export interface SessionState {
  readonly route: Route;
  readonly lab: OpenLab | undefined;
  /** Why a lab or a world could not be opened, in words for the learner. */
  readonly labError: string | undefined;
  readonly stepId: string;
  /** Where the learner was at the last visit. */
  readonly place: SavedPlace | undefined;
  readonly world: WorldInfo | undefined;
  /** Set while a world is being built or replayed. */
  readonly opening: Progress | undefined;
  readonly clock: Clock;
  readonly live: LiveData;
  /** The learner's action log, oldest first; the truth about the run. */
  readonly actions: readonly Action[];
  /** Shared time range of all panels. */
  readonly range: TimeRange;
  /** Editor texts by key; autosaved. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Progress by `labId/stepId`. */
  readonly progress: Readonly<Record<string, StepProgress>>;
  readonly checking: Checking | undefined;
  readonly saved: SavedState;
  readonly notices: readonly Notice[];
  readonly layout: Layout;
  readonly settings: Settings;
  /** A counterexample that is open as a chart in the query panel. */
  readonly evidence: OpenEvidence | undefined;
  /** Text that waits to be put into a panel's editor; the panel takes it and clears it. */
  readonly insert: Insert | undefined;
  readonly sheet: "palette" | "help" | "share" | "notices" | "settings" | undefined;
  readonly queryTab: "table" | "graph" | "explain";
  /** Whether the graph shows exemplars, where its axis is their unit. */
  readonly showExemplars: boolean;
  /** The point of the graph that the explain tab opens with. */
  readonly explainAt: ExplainPoint | undefined;
  /** A shared run that waits for a decision, or why it cannot be opened. */
  readonly shared: SharedCard | undefined;
  /** Whether this browser keeps the page for times without a network. */
  readonly offline: OfflineStatus;
  /** A newer version waits for a reload. */
  readonly updateReady: boolean;
  /** True when another tab holds this attempt. */
  readonly elsewhere: boolean;
}

/** `done` of `total` files are kept while `filling`; `reason` says why keeping failed. */
export interface OfflineStatus {
  readonly state: "off" | "filling" | "ready" | "failed";
  readonly done: number;
  readonly total: number;
  readonly reason: string;
}

/** What is remembered across labs. */
export interface SavedPlace {
  readonly labId: string;
  readonly stepId: string;
}

export interface OpenLab {
  readonly summary: LabSummary;
  readonly lab: CompiledLab;
  readonly prose: LabProseTree;
  /** 16 hex digits, fixed when the attempt began. */
  readonly attemptId: string;
}

/** Simulated clock of the page. `viewMs` is set while the learner looks back. */
export interface Clock {
  readonly nowMs: number;
  readonly viewMs: number | undefined;
  readonly running: boolean;
  readonly speed: Frame["speed"];
  readonly achieved: number;
  readonly runToMs: number | undefined;
}

/** The newest of each part the worker publishes. */
export interface LiveData {
  readonly changes: NonNullable<Frame["changes"]>;
  readonly alerts: NonNullable<Frame["alerts"]>;
  readonly transitions: NonNullable<Frame["transitions"]>;
  readonly notifications: NonNullable<Frame["notifications"]>;
  readonly rulesText: string;
  readonly cluster: Frame["cluster"];
}

/** A range of simulated time; without `endMs` it follows the clock (or the playhead). */
export interface TimeRange {
  readonly durationMs: number;
  readonly endMs: number | undefined;
}

export interface StepProgress {
  readonly status: "todo" | "passed";
  readonly best: number;
  readonly attempts: number;
  readonly hintsShown: number;
  /** The worked solution was shown, so the step is capped at 60. */
  readonly assisted: boolean;
  /** The learner went back in time before passing. */
  readonly rewound: boolean;
  /** The ambient goal held once; it never goes back. */
  readonly goalDone: boolean;
  readonly verdict: Verdict | undefined;
}

export interface Checking {
  readonly stepId: string;
  readonly progress: Progress;
  readonly startedAt: number;
}

/** `newer`: a page of a newer version changed the store; `broken`: it cannot be read or does not answer. */
export type SavedState = "saved" | "saving" | "storage-full" | "private" | "newer" | "broken" | "off";

export interface Notice {
  readonly id: number;
  readonly tone: "info" | "warn" | "error";
  readonly text: string;
  /** Shown until dismissed; kept in the list after that. */
  readonly open: boolean;
}

export interface Layout {
  readonly lessonPx: number;
  readonly lessonOpen: boolean;
  /** Panel of the centre. */
  readonly centre: string;
  /** Panel beside it on wide screens; undefined when closed. */
  readonly side: string | undefined;
  readonly sidePx: number;
  /** Panel on small screens, `lesson` included. */
  readonly small: string;
}

export interface Settings {
  readonly theme: "system" | "light" | "dark";
  readonly editor: "full" | "plain";
  readonly localTime: boolean;
  readonly singleKeys: boolean;
  readonly prometheusKeys: boolean;
  /** More contrast than the theme has, also when the system does not ask for it. */
  readonly moreContrast: boolean;
  /** No transitions, also when the system does not ask for less motion. */
  readonly lessMotion: boolean;
}

export type SharedCard = { readonly run: SharedRun; readonly title: string } | { readonly problem: string };

export interface OpenEvidence {
  readonly stepId: string;
  readonly evidence: NonNullable<Verdict["findings"][number]["evidence"]>;
}

/** `mode: "replace"` sets the whole text, `append` adds a line. */
export interface Insert {
  readonly panel: string;
  readonly text: string;
  readonly mode: "replace" | "append";
  /** Show its result at once; only for questions, which change nothing. */
  readonly run: boolean;
}

/** One series of a result at one instant. */
export interface ExplainPoint {
  readonly expr: string;
  readonly atMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Progress of a step nobody has touched. */
export const freshProgress: StepProgress = {
  status: "todo",
  best: 0,
  attempts: 0,
  hintsShown: 0,
  assisted: false,
  rewound: false,
  goalDone: false,
  verdict: undefined,
};

/** Nothing observed yet. */
export const noLiveData: LiveData = {
  changes: [],
  alerts: [],
  transitions: [],
  notifications: [],
  rulesText: "",
  cluster: undefined,
};

const initial: SessionState = {
  route: { page: "home", params: "" },
  lab: undefined,
  labError: undefined,
  stepId: "",
  place: undefined,
  world: undefined,
  opening: { phase: "start", done: 0, total: 0, detail: "" },
  clock: { nowMs: 0, viewMs: undefined, running: false, speed: 1, achieved: 0, runToMs: undefined },
  live: noLiveData,
  actions: [],
  range: { durationMs: 3_600_000, endMs: undefined },
  drafts: {},
  progress: {},
  checking: undefined,
  saved: "saved",
  notices: [],
  layout: {
    lessonPx: 376,
    lessonOpen: true,
    centre: "query",
    side: "alerts",
    sidePx: 392,
    small: "lesson",
  },
  settings: {
    theme: "system",
    editor: "full",
    localTime: false,
    singleKeys: true,
    prometheusKeys: false,
    moreContrast: false,
    lessMotion: false,
  },
  evidence: undefined,
  insert: undefined,
  sheet: undefined,
  queryTab: "graph",
  showExemplars: false,
  explainAt: undefined,
  shared: undefined,
  offline: { state: "off", done: 0, total: 0, reason: "" },
  updateReady: false,
  elsewhere: false,
};

/** The zustand store. Use the hooks of `use-session.ts` in components. */
export const useStore = create<SessionState>(() => initial);

/** Reads the state outside React. */
export const getState = (): SessionState => useStore.getState();

/** Merges a change into the state; only `web/session/` calls it. */
export const setState = (change: Partial<SessionState>): void => useStore.setState(change);

/** Key of a step's answer draft. */
export const answerKey = (labId: string, stepId: string): string => `answer:${labId}/${stepId}`;

/** Key of a step's progress. */
export const progressKey = (labId: string, stepId: string): string => `${labId}/${stepId}`;
