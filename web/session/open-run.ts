import { labs } from "virtual:labs";
import { didYouMean } from "../../labs/load/did-you-mean.ts";
import { t } from "../i18n/t.ts";
import { type Route, writeRoute } from "../routes.ts";
import { currentAttempt } from "./autosave.ts";
import { openLab, reopenWith } from "./open-lab.ts";
import { readLinkedQuery } from "./query-link.ts";
import { decodeRun, encodeRun, type RunProblem, type SharedRun } from "./run-code.ts";
import { keepBranch } from "./storage.ts";
import { getState, setState } from "./store.ts";

/** Reads a shared run and shows its card; nothing is executed until the learner says so. */
export async function openSharedRun(code: string): Promise<void> {
  const decoded = await decodeRun(code);
  setState({ opening: undefined });
  if ("problem" in decoded) {
    setState({ shared: { problem: problemText(decoded.problem) } });
    return;
  }
  const { run } = decoded;
  const summary = labs.find((lab) => lab.id === run.labId);
  if (summary === undefined) {
    const near = didYouMean(
      run.labId,
      labs.map((lab) => lab.id),
    );
    const problem =
      near === undefined
        ? t("frame.unknownLab", { id: run.labId })
        : t("frame.unknownLabNear", { id: run.labId, near });
    setState({ shared: { problem } });
    return;
  }
  setState({ shared: { run, title: summary.title } });
}

function problemText(problem: RunProblem): string {
  switch (problem.kind) {
    case "altered":
      return t("share.altered", { found: problem.found, expected: problem.expected || "none" });
    case "newer":
      return t("share.newer", { format: problem.format });
    case "too-large":
      return t("share.tooLarge");
    case "unreadable":
      return t("share.unreadable");
  }
}

/** Replays a shared run as the learner's own; what was there before is kept as a branch. */
export async function replayRun(run: SharedRun): Promise<void> {
  setState({ shared: undefined });
  await openLab(run.labId, undefined);
  const before = currentAttempt();
  if (before !== undefined && before.actions.length > 0) await keepBranch(before).catch(() => {});
  await reopenWith(run.actions, run.atMs);
  readLinkedQuery(run.view);
  leaveLink(run.labId);
}

/** Starts the same world without the sender's actions. */
export async function startSameWorld(run: SharedRun): Promise<void> {
  setState({ shared: undefined });
  await openLab(run.labId, undefined);
  leaveLink(run.labId);
}

/** From here on the address is the lab's own; the link would offer its card again on reload. */
function leaveLink(labId: string): void {
  const route: Route = { page: "lab", labId, stepId: getState().stepId, params: "" };
  history.replaceState(null, "", writeRoute(route));
  setState({ route });
}

/** The open run as a code for `#/r/<code>`; undefined while no world is open. */
export async function shareRun(view: string): Promise<string | undefined> {
  const { lab, world, actions, clock } = getState();
  if (lab === undefined || world === undefined) return undefined;
  return encodeRun({
    labId: lab.lab.id,
    labHash: lab.lab.hash,
    seed: world.seed,
    actions,
    atMs: clock.nowMs,
    view,
  });
}
