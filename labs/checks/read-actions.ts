import { parse } from "yaml";
import type { ScriptedAction } from "../schema.ts";

/** Longest action list, in characters and in actions. */
const longest = 20_000;
const most = 200;
const verbs = ["command", "acknowledge", "note", "close"] as const;
const clock = /^\d{1,2}:\d{2}(:\d{2})?$/;

/** The actions of an answer, or why they cannot be read. */
export type ReadActions = { readonly actions: readonly ScriptedAction[] } | { readonly problem: string };

/**
 * Reads the answer of an `actions` step: a YAML list of `{at: "14:40", command: kubectl …}`, or
 * `acknowledge`, `note`, `close` in place of `command`. Never throws.
 */
export function readActions(answer: string): ReadActions {
  if (answer.trim() === "") return { actions: [] };
  if (answer.length > longest)
    return { problem: `${answer.length} characters; at most ${longest} are read.` };
  let value: unknown;
  try {
    value = parse(answer, { schema: "failsafe", maxAliasCount: 0, logLevel: "error" });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return { problem: `This is not YAML: ${reason}` };
  }
  if (value === null || value === "") return { actions: [] };
  if (!Array.isArray(value))
    return { problem: 'Write a list of actions such as - {at: "14:40", command: kubectl get pods}.' };
  if (value.length > most) return { problem: `${value.length} actions; at most ${most} are played.` };
  const actions: ScriptedAction[] = [];
  for (const [i, one] of value.entries()) {
    const read = readAction(one);
    if (typeof read === "string") return { problem: `Action ${i + 1}: ${read}` };
    actions.push(read);
  }
  return { actions };
}

function readAction(value: unknown): ScriptedAction | string {
  if (typeof value !== "object" || value === null)
    return "an action has `at` and one of command, acknowledge, note, close.";
  const fields = new Map<string, unknown>(Object.entries(value));
  const at = fields.get("at");
  if (typeof at !== "string" || !clock.test(at)) return "`at` is a time of day such as 14:40.";
  const given = verbs.filter((verb) => fields.has(verb));
  const [verb] = given;
  if (verb === undefined || given.length > 1) return `write exactly one of ${verbs.join(", ")}.`;
  const text = fields.get(verb);
  if (verb === "close") return { at, close: true };
  if (typeof text !== "string") return `\`${verb}\` is a text.`;
  return { at, [verb]: text };
}
