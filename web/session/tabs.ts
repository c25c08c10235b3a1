import { joinResults, type Results } from "./best-result.ts";
import { isRecord, readOwnResults } from "./read-result.ts";
import { getState, setState } from "./store.ts";

/**
 * What one tab tells the others of this browser. `results`: these were reached here, join them.
 * `replaced`: these are now the results, as after an import that was taken back. `erased`: everything
 * was deleted.
 */
export type TabMessage =
  | { readonly kind: "results" | "replaced"; readonly results: Results }
  | { readonly kind: "erased" };

const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("nines-results") : undefined;

export function tellTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/**
 * Keeps this tab's results as good as those of the others, so that no later write can lower one.
 * `onErased` runs when another tab deleted everything.
 */
export function listenToTabs(onErased: () => void): void {
  channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (!isRecord(event.data)) return;
    if (event.data.kind === "erased") onErased();
    else receive(event.data);
  });
}

function receive(message: Readonly<Record<string, unknown>>): void {
  const { results } = readOwnResults(message.results);
  const { progress } = getState();
  if (message.kind === "replaced") setState({ progress: results });
  else if (message.kind === "results") {
    const joined = joinResults(progress, results);
    if (joined !== progress) setState({ progress: joined });
  }
}
