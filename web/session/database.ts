import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SavedAttempt } from "./storage.ts";

/** The stores of this browser's database. Values are unknown until they are checked: anyone can edit them. */
export interface NinesDb extends DBSchema {
  attempts: { key: string; value: SavedAttempt };
  drafts: { key: string; value: string };
  settings: { key: string; value: unknown };
  /** Earlier branches of a run, kept when the learner went back in time. */
  branches: { key: number; value: SavedAttempt; indexes: { lab: string } };
  quarantine: { key: number; value: { readonly at: number; readonly why: string; readonly value: unknown } };
}

/** Stores in the order in which they are read and put back. */
export const storeNames = ["attempts", "drafts", "settings", "branches", "quarantine"] as const;

/** A browser whose storage hangs is treated as one without storage after this, wall ms. */
const openWithinMs = 8000;

let opened: Promise<IDBPDatabase<NinesDb>> | undefined;
let whenCleared: (() => void) | undefined;

/** Calls back when the browser threw the whole store away while the page was open. */
export function onCleared(listener: () => void): void {
  whenCleared = listener;
}

/** The open database. Rejects when the browser allows none, cannot read it, or does not answer. */
export function database(): Promise<IDBPDatabase<NinesDb>> {
  opened ??= inTime(open()).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<IDBPDatabase<NinesDb>> {
  return openDB<NinesDb>("nines", 1, {
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
  });
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The storage does not answer.")), openWithinMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
