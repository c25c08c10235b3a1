import { compareCodePoints, Labels } from "../../tsdb/labels.ts";
import { matchLabels } from "../engine/match-keys.ts";
import type { StepBlock } from "../engine/step-block.ts";
import type { VectorMatching } from "../parse/ast.ts";
import { presentRows } from "./trace-context.ts";

/** Both operands of a vector match at one instant. */
export interface MatchSides {
  readonly left: StepBlock;
  readonly right: StepBlock;
}

/** Rows of both sides with equal matching labels. */
export interface SharedGroup {
  readonly labels: Labels;
  readonly left: number[];
  readonly right: number[];
}

/** The match groups of two vectors, in the order they are met. */
export function groupSides({ left, right }: MatchSides, matching: VectorMatching): readonly SharedGroup[] {
  const groups = new Map<string, SharedGroup>();
  const add = (block: StepBlock, side: "left" | "right"): void => {
    for (const row of presentRows(block)) {
      const labels = matchLabels(block.list.labels[row] ?? Labels.empty, matching);
      let group = groups.get(labels.key);
      if (group === undefined) {
        group = { labels, left: [], right: [] };
        groups.set(labels.key, group);
      }
      group[side].push(row);
    }
  };
  add(left, "left");
  add(right, "right");
  return [...groups.values()];
}

/** The values of every label of one side, metric names left aside; names in code-point order. */
export function valuesByName(block: StepBlock): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const row of presentRows(block)) {
    for (const [name, value] of (block.list.labels[row] ?? Labels.empty).pairs) {
      if (name === "__name__") continue;
      const seen = values.get(name);
      if (seen === undefined) values.set(name, new Set([value]));
      else seen.add(value);
    }
  }
  return new Map([...values].sort(([a], [b]) => compareCodePoints(a, b)));
}

/** How many values two sets have in common. */
export function overlap(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): number {
  let count = 0;
  for (const value of a ?? []) if (b?.has(value) === true) count++;
  return count;
}
