import { labs, loaders } from "virtual:labs";
import type { CompiledStep } from "../../labs/compiled-lab.ts";
import { didYouMean } from "../../labs/load/did-you-mean.ts";
import type { Action } from "../../simulator/index.ts";
import { smallScreen } from "../components/use-media.ts";
import { t } from "../i18n/t.ts";
import { panelOfAnswer } from "./answer-place.ts";
import { claimAttempt, takeOver } from "./attempt-lock.ts";
import { flush, reportDamage } from "./autosave.ts";
import { joinResults } from "./best-result.ts";
import type { OpenParams } from "./protocol.ts";
import { ask, ignoreCancelled, notify, onCrash, openPanel, play, sendWatch } from "./session.ts";
import { readAttempt, readDrafts, type SavedAttempt } from "./storage.ts";
import { failureOf } from "./storage-failure.ts";
import { getState, noLiveData, type OpenLab, setState } from "./store.ts";

let safe = false;

/** Opens without restoring anything (`?safe=1`). */
export function setSafeMode(): void {
  safe = true;
}

/** The lab with this id, or the nearest name for the message. */
function findLab(labId: string) {
  const summary = labs.find((lab) => lab.id === labId || lab.slug === labId);
  if (summary !== undefined) return summary;
  const near = didYouMean(
    labId,
    labs.map((lab) => lab.id),
  );
  setState({
    lab: undefined,
    world: undefined,
    opening: undefined,
    labError:
      near === undefined
        ? t("frame.unknownLab", { id: labId })
        : t("frame.unknownLabNear", { id: labId, near }),
  });
  return undefined;
}

/** Shows a step of a lab; loads the lab and its world when another one is open. */
export async function openLab(labId: string, stepId: string | undefined): Promise<void> {
  const summary = findLab(labId);
  if (summary === undefined) return;
  const open = getState().lab;
  if (open !== undefined && open.summary.id === summary.id) {
    showStep(open, stepId);
    return;
  }
  await flush();
  setState({ labError: undefined, opening: { phase: "lab", done: 0, total: 0, detail: summary.title } });
  try {
    const loader = loaders[summary.id];
    if (loader === undefined) return;
    const [module, saved] = await Promise.all([loader(), restore(summary.id)]);
    const { lab, prose } = module.default;
    const attempt =
      saved?.labHash === lab.hash || saved?.scenario === lab.worlds[lab.play.world]?.scenario
        ? saved
        : undefined;
    const opened: OpenLab = { summary, lab, prose, attemptId: attempt?.attemptId ?? newAttemptId() };
    setState({
      lab: opened,
      world: undefined,
      actions: [],
      live: noLiveData,
      evidence: undefined,
      progress: joinResults(getState().progress, attempt?.progress ?? {}),
    });
    showStep(opened, stepId, attempt === undefined);
    await openWorld(openParams(opened, attempt));
    if (attempt === undefined) await play(1);
  } catch (error) {
    fail(error);
  }
}

async function restore(labId: string): Promise<SavedAttempt | undefined> {
  if (safe) return undefined;
  try {
    await claimAttempt(labId);
    const { attempt, damaged } = await readAttempt(labId);
    if (damaged) reportDamage();
    return attempt;
  } catch (error) {
    setState({ saved: failureOf(error) });
    return undefined;
  }
}

/** Takes the open lab over from another tab, with everything that tab wrote before it let go. */
export async function takeOverHere(): Promise<void> {
  const open = getState().lab;
  if (open === undefined) return;
  // While something opens nothing of this tab's older copy is written.
  setState({ opening: { phase: "lab", done: 0, total: 0, detail: open.summary.title } });
  await takeOver(open.lab.id);
  try {
    const [{ attempt }, drafts] = await Promise.all([readAttempt(open.lab.id), readDrafts()]);
    const { drafts: here, progress } = getState();
    setState({
      lab: { ...open, attemptId: attempt?.attemptId ?? open.attemptId },
      drafts: { ...here, ...drafts },
      progress: joinResults(progress, attempt?.progress ?? {}),
      actions: [],
      evidence: undefined,
    });
    await openWorld(openParams(open, attempt));
  } catch (error) {
    fail(error);
  }
}

/** Where the lab's own world begins, or where the learner left it. */
function openParams({ lab }: OpenLab, attempt: SavedAttempt | undefined): OpenParams {
  const world = lab.worlds[lab.play.world];
  if (world === undefined) throw new Error(`The lab names no world "${lab.play.world}".`);
  return {
    scenario: world.scenario,
    seed: lab.play.seed,
    actions: attempt?.actions ?? [],
    ...(attempt === undefined ? {} : { toMs: attempt.nowMs }),
    ...(world.responders === undefined ? {} : { responders: world.responders }),
    script: world.actions,
    ...(attempt === undefined && world.until !== undefined ? { until: world.until } : {}),
  };
}

/** Replaces the open world; the page shows its progress meanwhile. */
export async function openWorld(params: OpenParams): Promise<void> {
  const { clock } = getState();
  setState({
    world: undefined,
    opening: { phase: "world", done: 0, total: 0, detail: "" },
    clock: { ...clock, viewMs: undefined, running: false },
    live: noLiveData,
  });
  try {
    const world = await ask("open", params, {
      slot: "world",
      onProgress: (opening) => setState({ opening }),
    });
    setState({ world, opening: undefined });
    sendWatch();
  } catch (error) {
    ignoreCancelled(error);
  }
}

/** Opens the run again with other actions: undo, what-if, a shared run. */
export async function reopenWith(actions: readonly Action[], toMs: number): Promise<void> {
  const { lab } = getState();
  const world = lab?.lab.worlds[lab.lab.play.world];
  if (lab === undefined || world === undefined) return;
  await openWorld({ scenario: world.scenario, seed: lab.lab.play.seed, actions, toMs });
}

function showStep(open: OpenLab, stepId: string | undefined, fresh = false): void {
  const { progress } = getState();
  const known = open.lab.steps.find((step) => step.id === stepId);
  const next = open.lab.steps.find((step) => progress[`${open.lab.id}/${step.id}`]?.status !== "passed");
  const step = known ?? next ?? open.lab.steps[0];
  const before = getState().stepId;
  if (step === undefined || step.id === before) return;
  setState({ stepId: step.id, evidence: undefined });
  // A returning learner finds the layout as it was; a new lab or step brings the answer's place into view.
  if ((fresh || before !== "") && getState().route.page === "lab") showAnswerPlace(step);
}

function showAnswerPlace({ answer }: CompiledStep): void {
  const panel = panelOfAnswer(answer);
  if (panel === undefined || matchMedia(smallScreen).matches) return;
  openPanel(panel, panel === "alerts" || panel === "terminal" ? "side" : "centre");
}

function newAttemptId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  setState({ opening: undefined, labError: t("frame.loadFailed", { reason }) });
}

onCrash(() => {
  const { lab, actions, clock } = getState();
  if (lab === undefined) return;
  notify(t("frame.crashed"), "error");
  void reopenWith(actions, clock.nowMs).catch(fail);
});
