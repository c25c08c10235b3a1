import type { IDBPTransaction } from "idb";
import type { Action } from "../../simulator/index.ts";
import { joinResults, type Results, resultsOf } from "./best-result.ts";
import { database, type NinesDb } from "./database.ts";
import { isRecord, readOwnResults } from "./read-result.ts";
import type { SavedPlace, StepProgress } from "./store.ts";

/**
 * What this browser keeps of a learner: attempts with their action logs, editor texts, settings. The
 * action log is the truth; a world is always rebuilt from it.
 */
export interface SavedAttempt {
  readonly format: 1;
  readonly labId: string;
  readonly labHash: string;
  readonly attemptId: string;
  readonly scenario: string;
  readonly seed: number;
  readonly actions: readonly Action[];
  /** How far the clock got, ms since the epoch. */
  readonly nowMs: number;
  readonly progress: Readonly<Record<string, StepProgress>>;
  /** Wall time of the write, only to show which of two copies is newer. */
  readonly savedAt: number;
}

/** Branches kept per lab. */
const branchesKept = 5;

/** The attempt that is known to be the stored one of its lab, so that a write may replace it unread. */
let ours: string | undefined;

/** One write of everything that changed, in one transaction: all of it lands or none of it. */
export interface Changes {
  /** The open run, and runs of other labs whose last write failed. */
  readonly attempts: readonly SavedAttempt[];
  readonly drafts: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, unknown>;
}

/**
 * Writes what changed. A result that another tab has stored meanwhile is joined, never lowered, and
 * another run of the lab becomes a branch instead of being written over. `leaving` does not look at
 * what is stored: a page that is being left has no later turn for an answer.
 */
export async function writeChanges(changes: Changes, strict: boolean, leaving: boolean): Promise<void> {
  const db = await database();
  const durability = strict ? "strict" : "relaxed";
  const tx = db.transaction(["attempts", "drafts", "settings", "branches"], "readwrite", { durability });
  for (const [key, text] of changes.drafts) void tx.objectStore("drafts").put(text, key);
  for (const [key, value] of changes.settings) void tx.objectStore("settings").put(value, key);
  for (const attempt of changes.attempts) {
    if (leaving && ours === attempt.attemptId) void tx.objectStore("attempts").put(attempt, attempt.labId);
    else await joinAttempt(tx, attempt);
  }
  // Asked for now: a page that is being left has no later turn in which it could commit by itself.
  tx.commit();
  await tx.done;
  ours = changes.attempts.at(-1)?.attemptId ?? ours;
}

type Write = IDBPTransaction<NinesDb, ("attempts" | "branches" | "drafts" | "settings")[], "readwrite">;

async function joinAttempt(tx: Write, attempt: SavedAttempt): Promise<void> {
  const attempts = tx.objectStore("attempts");
  const kept: unknown = await attempts.get(attempt.labId);
  const sound = isAttempt(kept) ? kept : undefined;
  const progress = joinResults(attempt.progress, readOwnResults(sound?.progress).results);
  if (sound !== undefined && sound.attemptId !== attempt.attemptId && sound.actions.length > 0) {
    void tx.objectStore("branches").add(sound);
  }
  // A write that is repeated after a failure may be older than what came after it.
  const newest = sound?.attemptId === attempt.attemptId && sound.savedAt > attempt.savedAt ? sound : attempt;
  void attempts.put({ ...newest, progress }, attempt.labId);
}

/** Everything of one lab; a damaged attempt is set aside and reported, never thrown away. */
export async function readAttempt(
  labId: string,
): Promise<{ attempt: SavedAttempt | undefined; damaged: boolean }> {
  const db = await database();
  const value: unknown = await db.get("attempts", labId);
  if (value === undefined) return { attempt: undefined, damaged: false };
  const read = isAttempt(value) ? readOwnResults(value.progress) : undefined;
  if (isAttempt(value) && read !== undefined) {
    ours = value.attemptId;
    if (read.damaged > 0) await setAside(value, `${read.damaged} results of ${labId} are damaged`);
    return { attempt: { ...value, progress: read.results }, damaged: false };
  }
  await setAside(value, `attempt ${labId} is damaged`);
  await db.delete("attempts", labId);
  return { attempt: undefined, damaged: true };
}

async function setAside(value: unknown, why: string): Promise<void> {
  const db = await database();
  await db.add("quarantine", { at: Date.now(), why, value });
}

export async function readDrafts(): Promise<Record<string, string>> {
  const db = await database();
  const [keys, values] = await Promise.all([db.getAllKeys("drafts"), db.getAll("drafts")]);
  return Object.fromEntries(
    keys.flatMap((key, i): [string, string][] => {
      const value = values[i];
      return typeof value === "string" ? [[key, value]] : [];
    }),
  );
}

/** The best result of each step of all labs; `damaged` counts results that cannot be read. */
export async function readAllProgress(): Promise<{ results: Results; damaged: number }> {
  const db = await database();
  const attempts: unknown[] = await db.getAll("attempts");
  const parts: unknown[] = [await db.get("settings", "imported")];
  // A run that is damaged as a whole is set aside, and named, when its lab is opened.
  for (const attempt of attempts) if (isAttempt(attempt)) parts.push(attempt.progress);
  let results: Results = {};
  let damaged = 0;
  for (const part of parts) {
    const read = readOwnResults(part);
    damaged += read.damaged;
    results = joinResults(results, read.results);
  }
  return { results, damaged };
}

/**
 * Makes `results` the results of all labs, in one transaction: in the runs that are kept, and on their
 * own for labs without one. Unlike every other write it may lower a result: an import is taken back so.
 */
export async function writeResults(results: Results): Promise<void> {
  const db = await database();
  const tx = db.transaction(["attempts", "settings"], "readwrite", { durability: "strict" });
  const attempts = tx.objectStore("attempts");
  const kept: unknown[] = await attempts.getAll();
  for (const attempt of kept.filter(isAttempt)) {
    void attempts.put({ ...attempt, progress: resultsOf(attempt.labId, results) }, attempt.labId);
  }
  void tx.objectStore("settings").put(results, "imported");
  await tx.done;
}

/** Settings, layout and place as they were stored; their parts are checked by `readPreferences`' caller. */
export async function readPreferences(): Promise<{
  settings: unknown;
  layout: unknown;
  place: SavedPlace | undefined;
}> {
  const db = await database();
  const [settings, layout, place] = await Promise.all([
    db.get("settings", "settings"),
    db.get("settings", "layout"),
    db.get("settings", "place"),
  ]);
  return {
    settings,
    layout,
    place:
      isRecord(place) && typeof place.labId === "string" && typeof place.stepId === "string"
        ? { labId: place.labId, stepId: place.stepId }
        : undefined,
  };
}

/** Keeps a run that the learner is about to leave by going back in time; the newest five per lab stay. */
export async function keepBranch(attempt: SavedAttempt): Promise<void> {
  const db = await database();
  const tx = db.transaction("branches", "readwrite");
  await tx.store.add(attempt);
  const keys = await tx.store.index("lab").getAllKeys(attempt.labId);
  for (const key of keys.slice(0, -branchesKept)) await tx.store.delete(key);
  await tx.done;
}

/** All stored data as one JSON text, for export. */
export async function exportAll(): Promise<string> {
  const db = await database();
  const [attempts, branches, quarantine, drafts, imported] = await Promise.all([
    db.getAll("attempts"),
    db.getAll("branches"),
    db.getAll("quarantine"),
    readDrafts(),
    db.get("settings", "imported"),
  ]);
  return progressFile({ attempts, branches, drafts, imported, quarantine });
}

/** The text of an exported file. */
export function progressFile(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ "nines-progress": 1, ...parts }, null, 1);
}

function isAttempt(value: unknown): value is SavedAttempt {
  if (!isRecord(value) || value.format !== 1) return false;
  const { labId, attemptId, scenario, seed, actions, nowMs, progress } = value;
  return (
    typeof labId === "string" &&
    typeof attemptId === "string" &&
    typeof scenario === "string" &&
    typeof seed === "number" &&
    typeof nowMs === "number" &&
    Array.isArray(actions) &&
    actions.every((action: unknown) => isRecord(action) && typeof action.atMs === "number") &&
    isRecord(progress)
  );
}
