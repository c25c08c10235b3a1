import type { BinaryExpr } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { type MatchKeys, matchKeys } from "./match-keys.ts";
import { SeriesList } from "./series-list.ts";
import { ABSENT, StepBlock } from "./step-block.ts";

const ALL_LABELS = {
  card: "many-to-many",
  on: false,
  labels: [],
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
} as const;

/** `and`, `or` and `unless`: keep series by whether the other side has one of the same match group. */
export function evaluateSetOperator(
  ev: Evaluation,
  node: BinaryExpr,
  left: StepBlock,
  right: StepBlock,
): StepBlock {
  const keys = matchKeys(node, node.matching ?? ALL_LABELS, left.list, right.list);
  if (node.op === "or") return union(ev, keys, left, right);
  const wanted = node.op === "and";
  const block = new StepBlock(left.list, left.steps);
  const seen = new Uint8Array(keys.groupCount);
  for (let step = 0; step < left.steps; step++) {
    mark(seen, keys.rightKeys, right, step);
    ev.tick(left.rows + right.rows);
    for (let row = 0; row < left.rows; row++) {
      if ((seen[keys.leftKeys[row] ?? 0] === 1) !== wanted) continue;
      const index = row * left.steps + step;
      if (left.kinds[index] !== ABSENT) block.copyPoint(index, left, index);
    }
  }
  return block;
}

function mark(seen: Uint8Array, keys: Int32Array, side: StepBlock, step: number): void {
  seen.fill(0);
  for (let row = 0; row < side.rows; row++) {
    if (side.kinds[row * side.steps + step] !== ABSENT) seen[keys[row] ?? 0] = 1;
  }
}

function union(ev: Evaluation, keys: MatchKeys, left: StepBlock, right: StepBlock): StepBlock {
  const block = new StepBlock(joinLists(left.list, right.list), left.steps);
  const seen = new Uint8Array(keys.groupCount);
  for (let step = 0; step < left.steps; step++) {
    mark(seen, keys.leftKeys, left, step);
    ev.tick(left.rows + right.rows);
    for (let row = 0; row < left.rows; row++) {
      const index = row * left.steps + step;
      if (left.kinds[index] !== ABSENT) block.copyPoint(index, left, index);
    }
    for (let row = 0; row < right.rows; row++) {
      const index = row * left.steps + step;
      if (right.kinds[index] === ABSENT || seen[keys.rightKeys[row] ?? 0] === 1) continue;
      block.copyPoint((left.rows + row) * left.steps + step, right, index);
    }
  }
  // Under delayed removal names differ until the end, where equal rows are merged once more.
  return ev.settings.delayedNames && block.steps === 1 ? block : block.mergeEqualRows();
}

const joined = new WeakMap<SeriesList, WeakMap<SeriesList, SeriesList>>();

function joinLists(left: SeriesList, right: SeriesList): SeriesList {
  const known = joined.get(left)?.get(right);
  if (known !== undefined) return known;
  let doomed: Uint8Array | undefined;
  if (left.doomed !== undefined || right.doomed !== undefined) {
    doomed = new Uint8Array(left.length + right.length);
    if (left.doomed !== undefined) doomed.set(left.doomed);
    if (right.doomed !== undefined) doomed.set(right.doomed, left.length);
  }
  const list = new SeriesList([...left.labels, ...right.labels], doomed);
  let byRight = joined.get(left);
  if (byRight === undefined) {
    byRight = new WeakMap();
    joined.set(left, byRight);
  }
  byRight.set(right, list);
  return list;
}
