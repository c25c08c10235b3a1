import { wideScreen } from "../components/use-media.ts";
import type { ActionInput, ActReply, Frame, FrameTopic, SimulatorCalls, Speed } from "./protocol.ts";
import { type Clock, getState, type Insert, type LiveData, type Notice, setState } from "./store.ts";
import { type CallOptions, Cancelled, type WorkerClient } from "./worker-client.ts";
import { startSimulator } from "./workers.ts";

/**
 * One learner's run: everything the page can do to the world goes through here. Panels call these
 * functions and read the outcome from the store.
 */

let simulator: WorkerClient<SimulatorCalls> | undefined;
let nextNotice = 1;

function client(): WorkerClient<SimulatorCalls> {
  simulator ??= startSimulator(receiveFrame, (message) => crashed(message));
  return simulator;
}

/** Starts the worker before it is needed, so its code loads beside the page's. */
export function warmUp(): void {
  client();
}

const crashListeners = new Set<() => void>();

/** Calls back after the simulator worker died, so the open run can be rebuilt from its actions. */
export function onCrash(listener: () => void): void {
  crashListeners.add(listener);
}

function crashed(_message: string): void {
  simulator?.terminate();
  simulator = undefined;
  for (const listener of crashListeners) listener();
}

/** Asks the simulator worker. Rejects with `Cancelled` when a newer call of the same slot took over. */
export function ask<K extends keyof SimulatorCalls>(
  kind: K,
  params: SimulatorCalls[K]["params"],
  options: CallOptions = {},
): Promise<SimulatorCalls[K]["reply"]> {
  return client().call(kind, params, options);
}

/** Merges one frame into the store. The playhead stays where the learner put it. */
function receiveFrame(frame: Frame): void {
  const state = getState();
  const clock: Clock = {
    nowMs: frame.nowMs,
    viewMs: state.clock.viewMs,
    running: frame.running,
    speed: frame.speed,
    achieved: frame.achieved,
    runToMs: frame.runToMs,
  };
  const live: LiveData = {
    changes: frame.changes ?? state.live.changes,
    alerts: frame.alerts ?? state.live.alerts,
    transitions: frame.transitions ?? state.live.transitions,
    notifications: frame.notifications ?? state.live.notifications,
    rulesText: frame.rulesText ?? state.live.rulesText,
    cluster: frame.cluster ?? state.live.cluster,
  };
  setState({ clock, live, actions: frame.actions ?? state.actions });
}

/** Does something to the world at its present instant. Rejects with the world's own reason. */
export async function act(action: ActionInput): Promise<ActReply> {
  if (getState().clock.viewMs !== undefined) returnToLive();
  return ask("act", { action });
}

/** Runs one terminal command; the world moves on by the time it takes. */
export async function runCommand(line: string): Promise<ActReply> {
  return act({ kind: "command", line });
}

/** Starts the clock at the given speed, or at the last one. */
export function play(speed: Speed = getState().clock.speed): Promise<null> {
  returnToLive();
  // Shown at once, so that a second press of the same key goes on from here.
  const { clock } = getState();
  setState({ clock: { ...clock, speed } });
  return ask("play", { speed });
}

export function pause(): Promise<null> {
  return ask("pause", {});
}

/** Space bar: starts or stops the clock. */
export function toggleClock(): Promise<null> {
  return getState().clock.running ? pause() : play();
}

/** Runs as fast as possible to a simulated time, or to the next page, and pauses there. */
export function runTo(toMs: number, orPage = false): Promise<null> {
  returnToLive();
  return ask("run-to", { toMs, orPage });
}

/** Looks back at an earlier moment; the world itself stays where it is. */
export function lookAt(viewMs: number): void {
  const { clock, world } = getState();
  const from = world?.startMs ?? 0;
  const at = Math.min(Math.max(viewMs, from), clock.nowMs);
  setState({ clock: { ...clock, viewMs: at >= clock.nowMs ? undefined : at } });
}

/** Lets panels follow the live edge again. */
export function returnToLive(): void {
  const { clock } = getState();
  if (clock.viewMs !== undefined) setState({ clock: { ...clock, viewMs: undefined } });
}

const wantedTopics = new Map<FrameTopic, number>();

/** Asks for an optional part of each frame while a panel is on screen. Returns the release. */
export function watchTopic(topic: FrameTopic): () => void {
  wantedTopics.set(topic, (wantedTopics.get(topic) ?? 0) + 1);
  sendWatch();
  return () => {
    wantedTopics.set(topic, Math.max(0, (wantedTopics.get(topic) ?? 0) - 1));
    sendWatch();
  };
}

/** Tells the worker what the page can show now; a hidden page gets no frames and the world pauses. */
export function sendWatch(): void {
  const topics = [...wantedTopics].filter(([, count]) => count > 0).map(([topic]) => topic);
  void ask("watch", { topics, visible: document.visibilityState !== "hidden" }).catch(ignoreCancelled);
}

/** Adds a notice that stays until it is dismissed. The same text is not repeated. */
export function notify(text: string, tone: Notice["tone"] = "info"): void {
  const { notices } = getState();
  if (notices.some((notice) => notice.open && notice.text === text)) return;
  const notice: Notice = { id: nextNotice++, tone, text, open: true };
  setState({ notices: [...notices.slice(-49), notice] });
}

export function dismissNotice(id: number): void {
  setState({
    notices: getState().notices.map((notice) => (notice.id === id ? { ...notice, open: false } : notice)),
  });
}

/** Sets an editor text; it is saved by itself. */
export function setDraft(key: string, text: string): void {
  const { drafts } = getState();
  if (drafts[key] !== text) setState({ drafts: { ...drafts, [key]: text } });
}

/** Opens a panel in its place, on small screens too. */
export function openPanel(id: string, placement: "left" | "centre" | "side"): void {
  const { layout } = getState();
  const change =
    placement === "left"
      ? { lessonOpen: true }
      : placement === "side" && matchMedia(wideScreen).matches
        ? { side: id }
        : // Without a second column its panels are tabs of the centre.
          { centre: id };
  setState({ layout: { ...layout, ...change, small: id } });
}

/** Puts text into another panel's editor, where it waits; nothing runs by itself. */
export function insertInto(panel: string, text: string, mode: "replace" | "append" = "replace"): void {
  setState({ insert: { panel, text, mode, run: false } });
}

/** Shows a query and its result: for links and buttons that open a view. Queries change nothing. */
export function openQuery(text: string): void {
  setState({ insert: { panel: "query", text, mode: "replace", run: true } });
}

/** Takes the text waiting for a panel, if any. */
export function takeInsert(panel: string): Insert | undefined {
  const { insert } = getState();
  if (insert?.panel !== panel) return undefined;
  setState({ insert: undefined });
  return insert;
}

/** Swallows the rejection of a call that a newer one replaced; anything else is thrown on. */
export function ignoreCancelled(error: unknown): void {
  if (!(error instanceof Cancelled)) throw error;
}
