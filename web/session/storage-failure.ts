import type { SavedState } from "./store.ts";

/** Why work could not be kept, from what the browser threw. */
export type StorageFailure = Exclude<SavedState, "saved" | "saving" | "off">;

/**
 * Names of the Indexed Database API (W3C, sections 2 and 4): the quota is used up; a page of a newer
 * version changed the store; the browser forbids storage, as private windows do. All else, such as a
 * damaged file or an answer that never comes, is a store that does not work.
 */
const failures: ReadonlyMap<string, StorageFailure> = new Map([
  ["QuotaExceededError", "storage-full"],
  ["VersionError", "newer"],
  ["SecurityError", "private"],
  ["InvalidStateError", "private"],
  ["NotAllowedError", "private"],
]);

export function failureOf(error: unknown): StorageFailure {
  const name = error instanceof DOMException ? error.name : "";
  return failures.get(name) ?? "broken";
}
