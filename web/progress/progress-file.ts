import { isBetter, joinResult, type Results } from "../session/best-result.ts";
import { isRecord, readResult } from "../session/read-result.ts";
import type { StepProgress } from "../session/store.ts";

/** Largest file that is read, bytes: a store holds at most 2 MB a lab (08 section 8), for 32 full labs. */
export const largestFile = 64 * 1024 * 1024;

/** The `nines-progress` number this version reads and writes. */
const fileFormat = 1;

export type ProgressFile =
  | { readonly ok: true; readonly results: Results; readonly unknown: number; readonly damaged: number }
  | { readonly ok: false; readonly why: "notJson" | "notProgress" | "newer" };

/**
 * Reads an exported file. Only plain figures of steps that `known` names are taken: no run is replayed
 * and no verdict is shown from a file that anyone could have written.
 */
export function readProgressFile(text: string, known: ReadonlySet<string>): ProgressFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { ok: false, why: "notJson" };
  }
  if (!isRecord(file)) return { ok: false, why: "notProgress" };
  const format = file["nines-progress"];
  if (typeof format === "number" && format > fileFormat) return { ok: false, why: "newer" };
  if (format !== fileFormat || !Array.isArray(file.attempts)) return { ok: false, why: "notProgress" };
  const parts: unknown[] = [
    file.imported ?? {},
    ...file.attempts.map((attempt: unknown) => (isRecord(attempt) ? attempt.progress : undefined)),
  ];
  const found = new Map<string, StepProgress>();
  let unknown = 0;
  let damaged = 0;
  for (const part of parts) {
    if (!isRecord(part)) {
      damaged++;
      continue;
    }
    for (const [key, value] of Object.entries(part)) {
      const result = readResult(value);
      if (result === undefined) damaged++;
      else if (!known.has(key)) unknown++;
      else found.set(key, joinResult(found.get(key), result));
    }
  }
  return { ok: true, results: Object.fromEntries(found), unknown, damaged };
}

/** What an import changes; `merged` never holds less for a step than `own` does. */
export interface ImportPlan {
  readonly merged: Results;
  readonly added: readonly string[];
  readonly improved: readonly string[];
  /** Steps whose result here is as good or better: they stay as they are. */
  readonly kept: readonly string[];
}

export function planImport(own: Results, incoming: Results): ImportPlan {
  const merged = new Map(Object.entries(own));
  const added: string[] = [];
  const improved: string[] = [];
  const kept: string[] = [];
  for (const [key, result] of Object.entries(incoming)) {
    const before = merged.get(key);
    if (before !== undefined && !isBetter(result, before)) {
      kept.push(key);
      continue;
    }
    if (before === undefined) added.push(key);
    else improved.push(key);
    merged.set(key, joinResult(before, result));
  }
  return { merged: Object.fromEntries(merged), added, improved, kept };
}
