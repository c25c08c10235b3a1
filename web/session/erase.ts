import { unwrap } from "idb";
import { letGo } from "./attempt-lock.ts";
import { resumeAutosave, stopAutosave } from "./autosave.ts";
import type { Results } from "./best-result.ts";
import { database, storeNames } from "./database.ts";
import { restoreSession } from "./restore-session.ts";
import { pause } from "./session.ts";
import { getState, noLiveData, setState } from "./store.ts";
import { tellTabs } from "./tabs.ts";

/** What was deleted, as it was stored: every record with its key. */
export interface Erased {
  readonly records: readonly {
    readonly store: (typeof storeNames)[number];
    readonly key: IDBValidKey;
    readonly value: unknown;
  }[];
  readonly results: Results;
  readonly drafts: Readonly<Record<string, string>>;
}

/** Keys of the settings that tell of the learner; the others are the device's. */
const ownSettings = ["place", "imported"] as const;

/**
 * Deletes everything of the learner in one transaction: results, runs, texts, what was set aside.
 * Other tabs start afresh. Rejects, with nothing deleted, when the storage refuses.
 */
export async function eraseAll(): Promise<Erased> {
  await stopAutosave();
  try {
    const records = await clearStores();
    const { progress, drafts } = getState();
    forget();
    tellTabs({ kind: "erased" });
    return { records, results: progress, drafts };
  } finally {
    resumeAutosave();
  }
}

/** Puts back what `eraseAll` deleted. Rejects when the storage refuses; it can be tried again. */
export async function putBack({ records, results, drafts }: Erased): Promise<void> {
  const db = await database();
  const tx = db.transaction(storeNames, "readwrite", { durability: "strict" });
  const stores = unwrap(tx);
  for (const { store, key, value } of records) stores.objectStore(store).put(value, key);
  await tx.done;
  setState({ progress: results, drafts });
  await restoreSession();
  tellTabs({ kind: "results", results: getState().progress });
}

async function clearStores(): Promise<Erased["records"]> {
  const db = await database();
  const tx = db.transaction(storeNames, "readwrite", { durability: "strict" });
  const records: Erased["records"][number][] = [];
  for (const store of ["attempts", "drafts", "branches", "quarantine"] as const) {
    const from = tx.objectStore(store);
    const [keys, values] = await Promise.all([from.getAllKeys(), from.getAll()]);
    keys.forEach((key, i) => {
      records.push({ store, key, value: values[i] });
    });
    await from.clear();
  }
  const settings = tx.objectStore("settings");
  for (const key of ownSettings) {
    const value = await settings.get(key);
    if (value === undefined) continue;
    records.push({ store: "settings", key, value });
    await settings.delete(key);
  }
  await tx.done;
  return records;
}

/** The page as at a first visit, but for its settings. */
function forget(): void {
  letGo();
  if (getState().world !== undefined) void pause();
  setState({
    lab: undefined,
    labError: undefined,
    stepId: "",
    place: undefined,
    world: undefined,
    opening: undefined,
    live: noLiveData,
    actions: [],
    drafts: {},
    progress: {},
    evidence: undefined,
    insert: undefined,
    shared: undefined,
    elsewhere: false,
  });
}
