import { labs } from "virtual:labs";
import { type Route, readRoute, writeRoute } from "../routes.ts";
import { startAutosave, stopAutosave } from "./autosave.ts";
import { keepLooks } from "./keep-looks.ts";
import { prepareCheck } from "./lesson-actions.ts";
import { openLab, setSafeMode } from "./open-lab.ts";
import { readLinkedQuery } from "./query-link.ts";
import { restoreSession } from "./restore-session.ts";
import { sendWatch, warmUp } from "./session.ts";
import { getState, setState, useStore } from "./store.ts";
import { listenToTabs } from "./tabs.ts";

/** Restores what this browser kept, then follows the address. `?safe=1` restores nothing and saves nothing. */
export async function startSession(): Promise<void> {
  warmUp();
  const safe = new URLSearchParams(location.search).get("safe") === "1";
  if (safe) {
    setSafeMode();
    setState({ saved: "off", settings: { ...getState().settings, editor: "plain" } });
  } else {
    await restoreSession();
    listenToTabs(startAfresh);
  }
  keepLooks();
  if (!safe) startAutosave();
  if (!safe) void import("../offline/keep-offline.ts").then(({ keepOffline }) => keepOffline());
  prepareChecks();
  addEventListener("hashchange", () => void follow(readRoute(location.hash)));
  document.addEventListener("visibilitychange", sendWatch);
  await follow(readRoute(location.hash));
}

/** Another tab deleted everything: what this one still holds must not be written again. */
function startAfresh(): void {
  void stopAutosave().then(() => location.reload());
}

/** A learner reads for a while before the first Check; the page itself comes first. */
const prepareAfterMs = 1_500;

/** Keeps the hidden worlds of the step on screen warm. */
function prepareChecks(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  useStore.subscribe((state, before) => {
    if (state.world === before.world && state.stepId === before.stepId) return;
    clearTimeout(timer);
    timer = setTimeout(prepareCheck, prepareAfterMs);
  });
}

/** Shows what a route names. Nothing in a link acts on the world by itself. */
async function follow(route: Route): Promise<void> {
  setState({ route });
  if (route.page === "home") {
    const { place } = getState();
    const lab = place?.labId ?? labs[0]?.id;
    if (lab !== undefined) await openLab(lab, place?.stepId);
  } else if (route.page === "lab") await openLab(route.labId, route.stepId);
  else if (route.page === "panel") {
    const { layout, lab, place } = getState();
    setState({ layout: { ...layout, centre: route.panel, small: route.panel } });
    const wanted =
      new URLSearchParams(route.params).get("n.lab") ?? lab?.summary.id ?? place?.labId ?? labs[0]?.id;
    if (wanted !== undefined) await openLab(wanted, undefined);
  } else if (route.page === "run") {
    // Reading a shared run is rare; its code stays out of the first load.
    const { openSharedRun } = await import("./open-run.ts");
    await openSharedRun(route.code);
  }
  readLinkedQuery(route.params);
}

/** Goes to another address of the page. */
export function go(route: Route): void {
  location.hash = writeRoute(route);
}

/** Writes an address for what is on screen already; a `step` can be walked back to in the browser's history. */
export function noteAddress(route: Route, step: boolean): void {
  const hash = writeRoute(route);
  if (step && hash !== location.hash) history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
  setState({ route });
}
