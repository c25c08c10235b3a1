import { t } from "../i18n/t.ts";
import { joinResults } from "./best-result.ts";
import { readLayout, readSettings } from "./read-preferences.ts";
import { notify } from "./session.ts";
import { readAllProgress, readDrafts, readPreferences } from "./storage.ts";
import { failureOf } from "./storage-failure.ts";
import { getState, setState } from "./store.ts";

/** Takes what this browser kept into the session. A part that is damaged is left out and named. */
export async function restoreSession(): Promise<void> {
  try {
    const [preferences, drafts, { results, damaged }] = await Promise.all([
      readPreferences(),
      readDrafts(),
      readAllProgress(),
    ]);
    const state = getState();
    setState({
      place: preferences.place,
      settings: readSettings(preferences.settings, state.settings),
      layout: readLayout(preferences.layout, state.layout),
      drafts: { ...drafts, ...state.drafts },
      progress: joinResults(state.progress, results),
    });
    if (damaged > 0) notify(t("progress.damagedStored", { count: damaged }), "warn");
  } catch (error) {
    setState({ saved: failureOf(error) });
  }
}
