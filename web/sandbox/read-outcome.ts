import type { CodeOutcome } from "../../labs/sandbox/code-runner.ts";

/** What the sandbox says, believed only as far as its shape goes: whatever got out of the engine could say anything. */
export function readOutcome(value: unknown): CodeOutcome {
  const crash: CodeOutcome = { kind: "host-stopped", reason: "crash" };
  if (!isRecord(value)) return crash;
  if (value.kind === "host-stopped")
    return value.reason === "wall-clock" ? { ...crash, reason: "wall-clock" } : crash;
  if (value.kind === "learner-error")
    return isFinding(value.finding) ? (value as unknown as CodeOutcome) : crash;
  if (value.kind !== "done" || !isRecord(value.transcript)) return crash;
  const { results, metrics, samples, spans, logs, tensors } = value.transcript;
  const lists = [results, metrics, samples, spans, logs, tensors];
  return lists.every((list) => Array.isArray(list) && list.every(isRecord))
    ? (value as unknown as CodeOutcome)
    : crash;
}

function isFinding(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.message === "string" &&
    /^code-behaviour\/[a-z-]+$/.test(String(value.code))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object";
}
