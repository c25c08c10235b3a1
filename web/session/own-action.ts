import type { Action } from "../../simulator/index.ts";

/** Whether a person did it. What the real model reports belongs to the run, but nobody did it. */
export function isOwnAction(action: Action): boolean {
  return action.kind !== "model-report";
}
