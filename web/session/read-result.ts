import type { Verdict } from "../../labs/finding.ts";
import type { StepProgress } from "./store.ts";

/** Reads one stored result; undefined when it is none. Its verdict is left out: see `readVerdict`. */
export function readResult(value: unknown): StepProgress | undefined {
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

/** Results that this browser stored itself, with their verdicts; `damaged` counts what had to be left out. */
export function readOwnResults(value: unknown): {
  readonly results: Readonly<Record<string, StepProgress>>;
  readonly damaged: number;
} {
  if (!isRecord(value)) return { results: {}, damaged: value === undefined ? 0 : 1 };
  const sound = new Map<string, StepProgress>();
  let damaged = 0;
  for (const [key, stored] of Object.entries(value)) {
    const result = readResult(stored);
    if (result === undefined) damaged++;
    else sound.set(key, { ...result, verdict: isRecord(stored) ? readVerdict(stored.verdict) : undefined });
  }
  return { results: Object.fromEntries(sound), damaged };
}

/** A verdict that has the parts every view reads; a damaged one is forgotten, since Check gives it again. */
function readVerdict(value: unknown): Verdict | undefined {
  if (!isRecord(value)) return undefined;
  const { status, step, score, findings, parts, worlds } = value;
  const known = status === "pass" || status === "fail" || status === "error";
  if (!known || typeof step !== "string" || !isCount(score)) return undefined;
  if (!isRecords(findings) || !isRecords(parts) || !isRecords(worlds)) return undefined;
  if (!worlds.every(({ seeds }) => isRecords(seeds))) return undefined;
  if (!findings.every(({ code, message }) => typeof code === "string" && typeof message === "string"))
    return undefined;
  return value as unknown as Verdict;
}

function isRecords(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isRecord);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** A plain object, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
