/**
 * What is kept so that the page works without a network, and who answers a request. The rules are
 * here, apart from the service worker, so that they can be tested.
 */
export interface OfflineFiles {
  /** Changes with any file of the build; 12 hex digits. */
  readonly version: string;
  /** Paths relative to the page, for example `assets/index-Dz5Vbm5c.css`. `""` is the page itself. */
  readonly files: readonly string[];
}

/** What a service worker tells the pages it serves. */
export type OfflineMessage =
  | { readonly nines: "filling"; readonly version: string; readonly done: number; readonly total: number }
  | { readonly nines: "ready"; readonly version: string }
  | { readonly nines: "failed"; readonly version: string; readonly reason: string };

/** What a page asks of it: whether a version is complete, or to throw away what no open page uses. */
export type OfflineRequest = "status" | "clean";

/** Name of one version's cache. Copies of Nines in other folders of the same host keep their own. */
export const cacheName = (scope: string, version: string): string => `nines ${scope} ${version}`;

/** Name of the Web Lock that every open page of a version holds. */
export const versionLock = (scope: string, version: string): string => `nines-version ${scope} ${version}`;

/**
 * Who answers a request: `page` asks the network first, so that a new build is seen at once; `hashed`
 * files never change and come from the cache; `named` files keep their name over versions, so the
 * network goes first; `other` is left to the browser.
 */
export type Answer = "page" | "hashed" | "named" | "other";

/** Chooses the answer for a GET request of `url` by the service worker of `scope`. */
export function answerFor(url: string, scope: string, { files }: OfflineFiles): Answer {
  const { origin, pathname } = new URL(url);
  const at = origin + pathname;
  if (!at.startsWith(scope)) return "other";
  const path = at.slice(scope.length);
  if (path === "" || path === "index.html") return "page";
  // Not only this version's files: a page of an older version may still be open.
  if (path.startsWith("assets/")) return "hashed";
  return files.includes(path) ? "named" : "other";
}

/** Caches of this scope that neither this version nor an open page of another one needs. */
export function staleCaches(
  names: readonly string[],
  scope: string,
  version: string,
  heldLocks: readonly string[],
): readonly string[] {
  const mine = cacheName(scope, "");
  return names.filter((name) => {
    if (!name.startsWith(mine)) return false;
    const of = name.slice(mine.length);
    return of !== version && !heldLocks.includes(versionLock(scope, of));
  });
}
