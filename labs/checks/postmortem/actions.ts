import { roster } from "../blame/lexicon.ts";
import type { Row } from "./document.ts";
import { readChanges } from "./executable-change.ts";
import { readDate, showClock, showCount } from "./read-values.ts";
import {
  type Complaint,
  full,
  type LineResult,
  miss,
  type Replay,
  type RubricContext,
  type RubricLine,
} from "./rubric.ts";

/** One row of the Action items table. */
interface ActionItem {
  readonly id: string;
  readonly action: string;
  readonly owner: string;
  readonly due: string;
  readonly priority: string;
  readonly type: string;
  readonly change: string;
  readonly row: Row;
}

const types = ["prevent", "mitigate", "detect", "process"] as const;
const eightWeeksMs = 56 * 86_400_000;
/** An incident is longer by a page or a rollback that comes this much later; anything less is noise (04 4.21). */
const pageGainMs = 120_000;

function readActions(context: RubricContext): ActionItem[] {
  const rows = context.document.sections.actions?.rows ?? [];
  return rows
    .map((row) => {
      const cell = (name: string): string => (row.cells[name] ?? "").trim();
      return {
        id: cell("id"),
        action: cell("action"),
        owner: cell("owner"),
        due: cell("due") || cell("due date"),
        priority: cell("priority"),
        type: cell("type").toLowerCase(),
        change: cell("change").replace(/`/g, ""),
        row,
      };
    })
    .filter((item) => item.action !== "")
    .slice(0, 40);
}

function none(code: string, context: RubricContext): LineResult {
  return miss(code, "There are no action items yet.", context.document.sections.actions?.at);
}

/** C19: one owner from the roster, a due date within eight weeks, a priority and a type. */
function typed(context: RubricContext): LineResult {
  const items = readActions(context);
  if (items.length === 0) return none("action-untyped", context);
  const complaints: Complaint[] = [];
  let good = 0;
  for (const item of items) {
    const missing = whatIsMissing(item, context.facts.dayMs);
    if (missing.length === 0) good++;
    else {
      complaints.push({
        code: "action-untyped",
        message: `“${short(item.action)}” needs ${missing.join(", ")}.`,
        at: item.row.at,
      });
    }
  }
  return { share: good / items.length, complaints };
}

function whatIsMissing(item: ActionItem, dayMs: number): string[] {
  const missing: string[] = [];
  const owner = item.owner.toLowerCase();
  const owners = roster.filter((name) => new RegExp(`(^|[^a-z0-9-])@?${name}($|[^a-z0-9-])`).test(owner));
  if (owners.length !== 1) missing.push(`one owner from the roster (${roster.slice(0, 3).join(", ")} …)`);
  const due = readDate(item.due);
  if (due === undefined || due < dayMs || due > dayMs + eightWeeksMs) {
    missing.push("a due date like 2025-10-29, within eight weeks of the incident");
  }
  if (!/^p[0-4]$/i.test(item.priority)) missing.push("a priority from P0 to P4");
  if (!types.some((type) => type === item.type)) missing.push(`a type: ${types.join(", ")}`);
  return missing;
}

/** C20: something is urgent, and not everything is. */
function priorities(context: RubricContext): LineResult {
  const items = readActions(context);
  if (items.length === 0) return none("priorities-flat", context);
  const at = context.document.sections.actions?.at;
  const levels = new Set(items.map((item) => item.priority.toUpperCase()));
  if (!levels.has("P0") && !levels.has("P1"))
    return miss("priorities-flat", "Nothing here is P0 or P1: what comes first?", at);
  if (items.length > 1 && levels.size === 1) {
    return miss("priorities-flat", `Every action is ${[...levels][0]}. If all are first, none is.`, at);
  }
  return full;
}

/** C21: at least one action prevents, and at least one detects. */
function preventAndDetect(context: RubricContext): LineResult {
  const items = readActions(context);
  if (items.length === 0) return none("no-prevent-or-detect", context);
  const missing = (["prevent", "detect"] as const).filter(
    (type) => !items.some((item) => item.type === type),
  );
  if (missing.length === 0) return full;
  return {
    share: 1 - missing.length / 2,
    complaints: [
      {
        code: "no-prevent-or-detect",
        message: missing.includes("prevent")
          ? "No action keeps this from happening again: add one of type prevent."
          : "No action would make you see it sooner: add one of type detect.",
        at: context.document.sections.actions?.at,
      },
    ],
  };
}

/** C22: every numbered item of What went wrong is answered by an action. */
function answered(context: RubricContext): LineResult {
  const wrong = context.document.sections["went-wrong"];
  const ids = (wrong?.items ?? []).flatMap((item) => /^(W\d+)\b/.exec(item.text)?.[1] ?? []);
  if (ids.length === 0) {
    return miss(
      "went-wrong-unanswered",
      "Number what went wrong (W1, W2 …), so that actions can answer it.",
      wrong?.at,
    );
  }
  const text = readActions(context)
    .map((item) => Object.values(item.row.cells).join(" "))
    .join(" ");
  const open = ids.filter((id) => !new RegExp(`\\b${id}\\b`).test(text));
  if (open.length === 0) return full;
  return {
    share: 1 - open.length / ids.length,
    complaints: [
      {
        code: "went-wrong-unanswered",
        message: `No action answers ${open.join(", ")}; name the number in the action.`,
        at: context.document.sections.actions?.at,
      },
    ],
  };
}

/** C23: the same seed, run again with the changes on, loses at most half as much, and siblings lose no more. */
async function replayed(context: RubricContext): Promise<LineResult> {
  const items = readActions(context);
  const { changes, problems } = readChanges(context.document);
  const at = context.document.sections.actions?.at;
  const [problem] = problems;
  const used = items.flatMap((item) => {
    const change = changes.get(item.change);
    return change === undefined ? [] : [{ item, change }];
  });
  if (used.length === 0) {
    const text =
      problem?.message ??
      "No action can be replayed. Give the strongest one a change block, for example cache-bound: 4GiB, and name it in the table.";
    return miss("action-no-effect", text, problem?.at ?? at);
  }
  const complaints: Complaint[] =
    problem === undefined ? [] : [{ code: "action-no-effect", message: problem.message, at: problem.at }];
  const list = [...new Set(used.map(({ change }) => change))].slice(0, 8);
  for (const { item, change } of used.slice(0, 8)) {
    const [alone] = await context.replay([change], false);
    if (alone !== undefined && !helps(alone)) complaints.push(noEffect(item, alone, context));
  }
  const runs = await context.replay(list, true);
  const [own, ...siblings] = runs;
  if (own === undefined || own.failedBefore === 0)
    return { share: complaints.length === 0 ? 1 : 0.5, complaints };
  const left = own.failedAfter / own.failedBefore;
  const worse = siblings.find((run) => run.failedAfter > run.failedBefore * 1.01);
  if (left > 0.5) {
    complaints.push({
      code: "action-no-effect",
      message: `With every change on, the same incident still fails ${showCount(own.failedAfter)} of ${showCount(own.failedBefore)} requests. Aim for less than half.`,
      at,
      params: { before: own.failedBefore, after: own.failedAfter },
    });
  }
  if (worse !== undefined) {
    complaints.push({
      code: "action-no-effect",
      message: `On another seed the changes make it worse: ${showCount(worse.failedAfter)} failed requests instead of ${showCount(worse.failedBefore)}.`,
      at,
    });
  }
  // Half of the points are for the whole, half for actions that each do something.
  const whole = left <= 0.5 && worse === undefined ? 1 : Math.max(0, 1 - left);
  const idle = complaints.filter((one) => one.code === "action-no-effect").length;
  return {
    share:
      complaints.length === 0
        ? 1
        : Math.max(0, 0.5 * whole + 0.5 * Math.max(0, 1 - idle / (used.length + 1))),
    complaints,
  };
}

/** Did the change do anything: fewer failed requests, or an earlier page? */
function helps(run: Replay): boolean {
  if (run.failedAfter < run.failedBefore * 0.99) return true;
  const { firstPageBeforeMs: before, firstPageAfterMs: after } = run;
  if (after === undefined) return false;
  return before === undefined || before - after >= pageGainMs;
}

function noEffect(item: ActionItem, run: Replay, context: RubricContext): Complaint {
  const start = context.facts.impact?.startMs;
  const when =
    start === undefined
      ? ""
      : ` Requests began to fail at ${showClock((start - context.facts.dayMs) / 1000)} as before.`;
  const more = run.failedAfter > run.failedBefore * 1.01 ? " It makes things worse." : "";
  return {
    code: "action-no-effect",
    message: `“${short(item.action)}” changes nothing: ${showCount(run.failedAfter)} failed requests with it, ${showCount(run.failedBefore)} without.${when}${more}`,
    at: item.row.at,
    params: { before: run.failedBefore, after: run.failedAfter },
  };
}

const vague =
  /\b(be more careful|pay (more )?attention|improve (monitoring|communication|awareness|the process)|better (monitoring|communication|process)|training|train (the )?|remind|raise awareness|double[- ]check|look into|investigate|consider|think about|monitor more closely)\b/i;
const measurable = /\d|\bblocks?\b|\bfails? (the )?(build|pipeline|rollout)\b|accept(ance|ed when)|until\b/i;

/** C24: nothing vague, and nothing that only asks people to be better, without a way to see that it is done. */
function concrete(context: RubricContext): LineResult {
  const items = readActions(context);
  if (items.length === 0) return none("action-vague", context);
  // The number of what went wrong is no measure.
  const bad = items.filter(
    ({ action, change }) =>
      vague.test(action) && change === "" && !measurable.test(action.replace(/\bW\d+\b/g, "")),
  );
  if (bad.length === 0) return full;
  return {
    share: 1 - bad.length / items.length,
    complaints: bad.slice(0, 3).map((item) => ({
      code: "action-vague",
      message: `“${short(item.action)}”: how will anybody see that it is done? Name the thing that changes.`,
      at: item.row.at,
    })),
  };
}

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

/** Lines C19 to C24: what will be different. */
export const actionLines: readonly RubricLine[] = [
  { id: "C19", part: "actions", code: "action-untyped", points: 5, run: typed },
  { id: "C20", part: "actions", code: "priorities-flat", points: 2, run: priorities },
  { id: "C21", part: "actions", code: "no-prevent-or-detect", points: 3, run: preventAndDetect },
  { id: "C22", part: "actions", code: "went-wrong-unanswered", points: 4, run: answered },
  { id: "C23", part: "actions", code: "action-no-effect", points: 6, run: replayed },
  { id: "C24", part: "actions", code: "action-vague", points: 2, run: concrete },
];
