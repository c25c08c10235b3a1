import type { StepProgress } from "../session/store.ts";

/** Largest file that is read, bytes: a store holds at most 2 MB a lab (08 section 8), for 32 full labs. */
export const largestFile = 64 * 1024 * 1024;

/** The `nines-progress` number this version reads and writes. */
const fileFormat = 1;

/** Best results by `labId/stepId`. */
export type Results = Readonly<Record<string, StepProgress>>;

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
      else found.set(key, better(found.get(key), result));
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
    const after = better(before, result);
    if (before === undefined) added.push(key);
    else if (after === before) kept.push(key);
    else improved.push(key);
    merged.set(key, after);
  }
  return { merged: Object.fromEntries(merged), added, improved, kept };
}

/** The better of two results of a step; the first of two equal ones. */
function better(own: StepProgress | undefined, other: StepProgress): StepProgress {
  if (own === undefined) return other;
  const rank = ({ status, best }: StepProgress): number => (status === "passed" ? 1000 : 0) + best;
  return rank(other) > rank(own) ? { ...other, goalDone: own.goalDone || other.goalDone } : own;
}

function readResult(value: unknown): StepProgress | undefined {
  if (!isRecord(value)) return undefined;
  const { status, best, attempts, hintsShown } = value;
  if (status !== "todo" && status !== "passed") return undefined;
  if (!isCount(best) || best > 100 || !isCount(attempts) || !isCount(hintsShown)) return undefined;
  return {
    status,
    best,
    attempts,
    hintsShown,
    assisted: value.assisted === true,
    rewound: value.rewound === true,
    goalDone: value.goalDone === true,
    verdict: undefined,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
