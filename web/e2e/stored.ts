import type { Page } from "@playwright/test";

/** What the browser keeps for the page, read past the app. */
export interface Stored {
  readonly attempts: readonly unknown[];
  readonly drafts: Readonly<Record<string, unknown>>;
  readonly quarantine: readonly unknown[];
}

export function readStore(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await settled(indexedDB.open("nines"));
    const all = db.transaction(["attempts", "drafts", "quarantine"]);
    const [attempts, keys, texts, quarantine] = await Promise.all([
      settled(all.objectStore("attempts").getAll()),
      settled(all.objectStore("drafts").getAllKeys()),
      settled(all.objectStore("drafts").getAll()),
      settled(all.objectStore("quarantine").getAll()),
    ]);
    db.close();
    return {
      attempts,
      drafts: Object.fromEntries(keys.map((key, i) => [String(key), texts[i]])),
      quarantine,
    };
  });
}
