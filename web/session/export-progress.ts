import { currentAttempt, flush } from "./autosave.ts";
import { exportAll, progressFile } from "./storage.ts";
import { getState } from "./store.ts";

/**
 * Everything of the learner as the text of a file. When the browser's storage cannot be read, the file
 * holds what this page has in memory: that is the moment in which an export matters most.
 */
export async function exportProgress(): Promise<string> {
  await flush(true);
  const { progress, drafts, saved } = getState();
  const current = currentAttempt();
  const memory = { attempts: current === undefined ? [] : [current], drafts, imported: progress };
  try {
    const stored = await exportAll();
    // A store that is full can be read, but lacks what came last.
    return saved === "saved" || saved === "saving" || saved === "off" ? stored : withMemory(stored, memory);
  } catch {
    return progressFile(memory);
  }
}

function withMemory(stored: string, memory: Readonly<Record<string, unknown>>): string {
  const { attempts, drafts, ...rest }: { attempts: unknown[]; drafts: object } = JSON.parse(stored);
  return progressFile({
    ...rest,
    attempts: [...attempts, ...(memory.attempts as unknown[])],
    drafts: { ...drafts, ...(memory.drafts as object) },
    imported: memory.imported,
  });
}
