import type { Action } from "../../simulator/index.ts";
import { formatTime } from "../components/format/format-time.ts";
import { t } from "../i18n/t.ts";
import { currentAttempt, flush } from "./autosave.ts";
import { reopenWith } from "./open-lab.ts";
import { isOwnAction } from "./own-action.ts";
import { notify } from "./session.ts";
import { keepBranch } from "./storage.ts";
import { failureOf } from "./storage-failure.ts";
import { freshProgress, getState, progressKey, setState } from "./store.ts";

/** What an action did, in a few words: the command itself where there is one. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case "command":
      return action.line;
    case "acknowledge":
      return `acknowledge ${action.alert}`;
    case "rollback":
      return `rollback ${action.deployment}`;
    case "deploy":
      return `deploy ${action.deployment} ${action.version}`;
    case "config-edit":
      return `load ${action.file}`;
    case "file-write":
      return `save ${action.path}`;
    case "note":
      return action.text;
    default:
      return action.kind;
  }
}

/** Sets later actions aside and goes on from an earlier moment. The old run is kept as a branch. */
export async function continueFrom(atMs: number): Promise<void> {
  await goBack(
    getState().actions.filter((action) => action.atMs <= atMs),
    atMs,
  );
}

/** The newest thing the learner did; what the real model reports by itself is none. */
export function lastOwnAction(actions: readonly Action[]): Action | undefined {
  return actions.findLast(isOwnAction);
}

/** Takes back the learner's last action by replaying the run without it. */
export async function undoLast(): Promise<void> {
  const { actions } = getState();
  const last = lastOwnAction(actions);
  if (last === undefined) {
    notify(t("time.undoNone"));
    return;
  }
  await goBack(actions.slice(0, actions.indexOf(last)), last.atMs);
  notify(t("time.undoDone", { time: formatTime(last.atMs), text: actionText(last) }));
}

async function goBack(actions: readonly Action[], atMs: number): Promise<void> {
  const state = getState();
  const attempt = currentAttempt(state);
  if (attempt !== undefined) {
    // Losing a branch is no reason to refuse the undo: the badge tells that storage fails.
    await keepBranch(attempt).catch((error: unknown) => setState({ saved: failureOf(error) }));
  }
  const key = progressKey(state.lab?.lab.id ?? "", state.stepId);
  const progress = state.progress[key] ?? freshProgress;
  if (progress.status !== "passed")
    setState({ progress: { ...state.progress, [key]: { ...progress, rewound: true } } });
  await reopenWith(actions, atMs);
  await flush();
}
