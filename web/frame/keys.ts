import { panels } from "../panels/index.ts";
import type { PanelDefinition } from "../panels/panel.ts";
import { checkStep } from "../session/lesson-actions.ts";
import type { Speed } from "../session/protocol.ts";
import { lookAt, openPanel, play, returnToLive, toggleClock } from "../session/session.ts";
import { getState, setState } from "../session/store.ts";
import { shiftRange, zoomOut } from "../session/time-range.ts";
import { undoLast } from "../session/undo.ts";

/** One scrape, ms. */
const scrapeMs = 15_000;
const speeds: readonly Speed[] = [1, 10, 60, 300, "max"];

let afterG = false;

/** Keys of the whole page. Single letters work only while no text field has the focus. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = event.ctrlKey || event.metaKey;
  const inText = isTextField(event.target);
  if (event.key === "F1" || (command && !inEditor(event.target) && event.key.toLowerCase() === "k")) {
    take(event, () => setState({ sheet: getState().sheet === "palette" ? undefined : "palette" }));
  } else if (event.key === "F6") {
    take(event, () => nextRegion(event.shiftKey));
  } else if (command && event.altKey && event.key.toLowerCase() === "z") {
    take(event, () => void undoLast());
  } else if (command && event.shiftKey && event.key === "Enter") {
    take(event, () => void checkStep());
  } else if (
    !command &&
    !event.altKey &&
    !inText &&
    getState().settings.singleKeys &&
    getState().sheet === undefined
  ) {
    singleKey(event);
  }
}

function take(event: KeyboardEvent, run: () => void): void {
  event.preventDefault();
  run();
}

function singleKey(event: KeyboardEvent): void {
  if (afterG) {
    afterG = false;
    const definitions: readonly PanelDefinition[] = panels;
    const panel = definitions.find(({ hotkey }) => hotkey === event.key);
    if (panel !== undefined && panel.placement !== "bar") {
      const { placement } = panel;
      take(event, () => openAndFocus(panel.id, placement));
    }
    return;
  }
  const { clock } = getState();
  const view = clock.viewMs ?? clock.nowMs;
  const actions: Readonly<Record<string, () => void>> = {
    g: () => {
      afterG = true;
    },
    "?": () => setState({ sheet: "help" }),
    ".": () => lookAt(view + scrapeMs),
    ",": () => lookAt(view - scrapeMs),
    ">": () => void play(speeds[Math.min(speeds.length - 1, speeds.indexOf(clock.speed) + 1)] ?? 1),
    "<": () => void play(speeds[Math.max(0, speeds.indexOf(clock.speed) - 1)] ?? 1),
    "[": () => shiftRange(-0.5),
    "]": () => shiftRange(0.5),
    z: zoomOut,
    n: returnToLive,
  };
  if (event.key === " ") {
    // Space on a button presses the button.
    if (!(event.target instanceof HTMLButtonElement)) take(event, () => void toggleClock());
    return;
  }
  const run = actions[event.key];
  if (run !== undefined) take(event, run);
}

function openAndFocus(id: string, placement: "left" | "centre" | "side"): void {
  openPanel(id, placement);
  const until = performance.now() + focusWaitMs;
  const before = document.activeElement;
  // A panel that is opened for the first time is still being loaded, and has nothing to focus yet.
  const look = (): void => {
    const slot = document.querySelector<HTMLElement>(`[data-panel="${CSS.escape(id)}"]`);
    const typed = slot?.querySelector<HTMLElement>(typedInto);
    const first =
      typed ??
      slot?.querySelector<HTMLElement>("textarea, input, button:not([tabindex='-1']), [tabindex='0']");
    const loaded = slot !== null && slot.querySelector(".skeleton, .term-screen:empty") === null;
    // Whoever moved on meanwhile keeps the place they chose.
    const movedOn = document.activeElement !== before && document.activeElement !== document.body;
    if (movedOn) return;
    if (loaded && first !== undefined && first !== null) first.focus();
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Where one types in a panel: an editor, plain or full, or the terminal. */
const typedInto = ".editor textarea, .editor .native-edit-context, .xterm-helper-textarea, .term-form input";
/** How long a panel may take to appear and still be given the focus, wall ms. */
const focusWaitMs = 15_000;

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest("input, textarea, select, [contenteditable], [role=textbox], .monaco-editor, .xterm") !==
    null
  );
}

/** Editors and the terminal have their own meaning for Ctrl+K; a plain field has none. */
function inEditor(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".editor, .monaco-editor, .xterm, .term-form") !== null;
}

/** Moves the focus to the next region; after the last one the browser gets the key by itself. */
function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (region) => region.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (back ? -1 : 1) + regions.length) % regions.length];
  next?.focus();
}
