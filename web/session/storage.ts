import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Action } from "../../simulator/index.ts";
import type { Layout, SavedPlace, Settings, StepProgress } from "./store.ts";

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

interface NinesDb extends DBSchema {
  attempts: { key: string; value: SavedAttempt };
  drafts: { key: string; value: string };
  settings: { key: string; value: unknown };
  /** Earlier branches of a run, kept when the learner went back in time. */
  branches: { key: number; value: SavedAttempt; indexes: { lab: string } };
  quarantine: { key: number; value: { readonly at: number; readonly why: string; readonly value: unknown } };
}

/** Branches kept per lab. */
const branchesKept = 5;

let opened: Promise<IDBPDatabase<NinesDb>> | undefined;
let whenCleared: (() => void) | undefined;

/** Calls back when the browser threw the whole store away while the page was open. */
export function onCleared(listener: () => void): void {
  whenCleared = listener;
}

function database(): Promise<IDBPDatabase<NinesDb>> {
  opened ??= openDB<NinesDb>("nines", 1, {
    upgrade(db) {
      db.createObjectStore("attempts");
      db.createObjectStore("drafts");
      db.createObjectStore("settings");
      db.createObjectStore("quarantine", { autoIncrement: true });
      db.createObjectStore("branches", { autoIncrement: true }).createIndex("lab", "labId");
    },
    blocking(_current, _blocked, event) {
      // A newer Nines wants to change the store: let go, or it would wait for ever.
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated() {
      opened = undefined;
      whenCleared?.();
    },
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** One write of everything that changed, in one transaction: all of it lands or none of it. */
export interface Changes {
  readonly attempt: SavedAttempt | undefined;
  readonly drafts: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, unknown>;
}

export async function writeChanges(changes: Changes, strict: boolean): Promise<void> {
  const db = await database();
  const durability = strict ? "strict" : "relaxed";
  const tx = db.transaction(["attempts", "drafts", "settings"], "readwrite", { durability });
  if (changes.attempt !== undefined)
    void tx.objectStore("attempts").put(changes.attempt, changes.attempt.labId);
  for (const [key, text] of changes.drafts) void tx.objectStore("drafts").put(text, key);
  for (const [key, value] of changes.settings) void tx.objectStore("settings").put(value, key);
  // Asked for now: a page that is being left has no later turn in which it could commit by itself.
  tx.commit();
  await tx.done;
}

/** Everything of one lab; a damaged attempt is set aside and reported, never thrown away. */
export async function readAttempt(
  labId: string,
): Promise<{ attempt: SavedAttempt | undefined; damaged: boolean }> {
  const db = await database();
  const value: unknown = await db.get("attempts", labId);
  if (value === undefined) return { attempt: undefined, damaged: false };
  if (isAttempt(value)) return { attempt: value, damaged: false };
  await db.add("quarantine", { at: Date.now(), why: `attempt ${labId} is damaged`, value });
  await db.delete("attempts", labId);
  return { attempt: undefined, damaged: true };
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

/** Progress of all labs, for the map. */
export async function readAllProgress(): Promise<Record<string, StepProgress>> {
  const db = await database();
  const attempts: unknown[] = await db.getAll("attempts");
  const imported: unknown = await db.get("settings", "imported");
  const own = attempts.filter(isAttempt).map((attempt) => attempt.progress);
  return Object.assign({}, isRecord(imported) ? imported : {}, ...own);
}

/**
 * Makes `results` the results of all labs, in one transaction: in the runs that are kept, and on their
 * own for labs without one. A run's own results win when both hold a step.
 */
export async function writeResults(results: Readonly<Record<string, StepProgress>>): Promise<void> {
  const db = await database();
  const tx = db.transaction(["attempts", "settings"], "readwrite", { durability: "strict" });
  const attempts = tx.objectStore("attempts");
  const kept: unknown[] = await attempts.getAll();
  for (const attempt of kept.filter(isAttempt)) {
    const own = `${attempt.labId}/`;
    const progress = Object.fromEntries(Object.entries(results).filter(([key]) => key.startsWith(own)));
    void attempts.put({ ...attempt, progress }, attempt.labId);
  }
  void tx.objectStore("settings").put(results, "imported");
  await tx.done;
}

export async function readPreferences(): Promise<{
  settings: Partial<Settings>;
  layout: Partial<Layout>;
  place: SavedPlace | undefined;
}> {
  const db = await database();
  const [settings, layout, place] = await Promise.all([
    db.get("settings", "settings"),
    db.get("settings", "layout"),
    db.get("settings", "place"),
  ]);
  return {
    settings: isRecord(settings) ? settings : {},
    layout: isRecord(layout) ? layout : {},
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
  return JSON.stringify({ "nines-progress": 1, attempts, branches, drafts, imported, quarantine }, null, 1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
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
