import { t } from "../i18n/t.ts";
import { resultsOf } from "./best-result.ts";
import { onCleared } from "./database.ts";
import { notify } from "./session.ts";
import { type Changes, type SavedAttempt, writeChanges } from "./storage.ts";
import { failureOf } from "./storage-failure.ts";
import { getState, type SessionState, setState, useStore } from "./store.ts";
import { tellTabs } from "./tabs.ts";

/**
 * Quiet time before a write, and the longest a change may wait, wall ms. A crash may cost one second of
 * typing (08 section 8), so the wait leaves room in it for the write itself.
 */
const debounceMs = 300;
const longestWaitMs = 700;
/** A failed write is tried again after this. */
const retryMs = 10_000;
/** The clock alone is not worth a write more often than this. */
const clockEveryMs = 5000;

let dirtySince: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let attemptDirty = false;
let lastClockWrite = 0;
const dirtyDrafts = new Set<string>();
const dirtySettings = new Map<string, unknown>();
/** Runs whose last write failed, by lab: the learner may have gone on to another one. */
const unsaved = new Map<string, SavedAttempt>();
let writing: Promise<void> = Promise.resolve();
let enabled = false;

/** The open run as it is stored; undefined while no world is open. */
export function currentAttempt(state: SessionState = getState()): SavedAttempt | undefined {
  const { lab, world, actions, clock, progress, opening } = state;
  if (lab === undefined || world === undefined || opening !== undefined) return undefined;
  return {
    format: 1,
    labId: lab.lab.id,
    labHash: lab.lab.hash,
    attemptId: lab.attemptId,
    scenario: world.scenario,
    seed: world.seed,
    actions,
    nowMs: clock.nowMs,
    progress: resultsOf(lab.lab.id, progress),
    savedAt: Date.now(),
  };
}

/** Watches the session and writes what changed. `?safe=1` leaves it off, so nothing is overwritten. */
export function startAutosave(): void {
  enabled = true;
  useStore.subscribe((state, before) => {
    if (state.elsewhere) return;
    if (state.drafts !== before.drafts) {
      for (const [key, text] of Object.entries(state.drafts))
        if (before.drafts[key] !== text) dirtyDrafts.add(key);
      touch();
    }
    if (state.actions !== before.actions || state.progress !== before.progress) {
      attemptDirty = true;
      touch();
    } else if (state.clock.nowMs !== before.clock.nowMs && Date.now() - lastClockWrite > clockEveryMs) {
      lastClockWrite = Date.now();
      attemptDirty = true;
      touch(false);
    }
    remember(state, before);
  });
  const leave = (): void => {
    attemptDirty = currentAttempt() !== undefined;
    void flush(false, true);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  addEventListener("pagehide", leave);
  onCleared(writeAllAgain);
}

/** The store is empty although this page is full of work: all of it is written once more. */
function writeAllAgain(): void {
  const { drafts, settings, layout, elsewhere } = getState();
  if (elsewhere) return;
  for (const key of Object.keys(drafts)) dirtyDrafts.add(key);
  dirtySettings.set("settings", settings).set("layout", layout);
  attemptDirty = true;
  touch();
  notify(t("frame.storageCleared"), "warn");
}

function remember(state: SessionState, before: SessionState): void {
  if (state.settings !== before.settings) dirtySettings.set("settings", state.settings);
  if (state.layout !== before.layout) dirtySettings.set("layout", state.layout);
  if (state.stepId !== before.stepId && state.lab !== undefined) {
    dirtySettings.set("place", { labId: state.lab.lab.id, stepId: state.stepId });
  }
  if (dirtySettings.size > 0 && dirtySince === undefined) touch();
}

/** Plans a write. The clock's own progress is written without a word; only work is worth the badge. */
function touch(tell = true): void {
  if (!enabled) return;
  const now = Date.now();
  dirtySince ??= now;
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), Math.min(debounceMs, Math.max(0, dirtySince + longestWaitMs - now)));
  if (tell && getState().saved === "saved") setState({ saved: "saving" });
}

/** Ends saving and waits for what is being written: what is stored is about to be deleted. */
export async function stopAutosave(): Promise<void> {
  enabled = false;
  clearTimeout(timer);
  await writing;
}

/** Saves again after `stopAutosave`; what waited to be written is forgotten. */
export function resumeAutosave(): void {
  attemptDirty = false;
  dirtyDrafts.clear();
  unsaved.clear();
  enabled = true;
}

/** Writes everything that changed now. `strict` waits for the disk. Never rejects: the badge tells. */
export function flush(strict = false, leaving = false): Promise<void> {
  clearTimeout(timer);
  dirtySince = undefined;
  if (!enabled || getState().elsewhere) return Promise.resolve();
  const state = getState();
  const current = attemptDirty ? currentAttempt(state) : undefined;
  if (current !== undefined) unsaved.set(current.labId, current);
  const changes: Changes = {
    attempts: [...unsaved.values()],
    drafts: new Map([...dirtyDrafts].map((key) => [key, state.drafts[key] ?? ""])),
    settings: new Map(dirtySettings),
  };
  attemptDirty = false;
  dirtyDrafts.clear();
  dirtySettings.clear();
  unsaved.clear();
  // Written as the whole set at once, so a page that is being left must not wait for an earlier write.
  writing = leaving ? write(changes, strict, true) : writing.then(() => write(changes, strict, false));
  return writing;
}

async function write(changes: Changes, strict: boolean, leaving: boolean): Promise<void> {
  try {
    await writeChanges(changes, strict, leaving);
    for (const { progress } of changes.attempts) tellTabs({ kind: "results", results: progress });
    if (dirtySince === undefined) setState({ saved: "saved" });
  } catch (error) {
    // The next write is the whole attempt again, so nothing depends on what was lost here.
    for (const attempt of changes.attempts)
      if (!unsaved.has(attempt.labId)) unsaved.set(attempt.labId, attempt);
    attemptDirty = true;
    for (const key of changes.drafts.keys()) dirtyDrafts.add(key);
    for (const [key, value] of changes.settings) if (!dirtySettings.has(key)) dirtySettings.set(key, value);
    setState({ saved: failureOf(error) });
    timer = setTimeout(() => void flush(), retryMs);
  }
}

/** Tells once that a stored attempt was damaged. */
export function reportDamage(): void {
  notify(t("frame.runDamaged"), "warn");
}
