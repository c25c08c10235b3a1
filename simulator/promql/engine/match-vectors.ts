import { Labels } from "../../tsdb/labels.ts";
import type { BinaryExpr, VectorMatching } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { combineHistograms, type Point, type PointResult } from "./histogram-operators.ts";
import { labelsText } from "./labels-text.ts";
import { type MatchKeys, matchKeys, matchLabels, resultLabels } from "./match-keys.ts";
import { comparisonOf, isComparison, operatorOf } from "./operators.ts";
import { QueryError } from "./query-error.ts";
import { SeriesList } from "./series-list.ts";
import { ABSENT, FLOAT, HISTOGRAM, StepBlock } from "./step-block.ts";

const ONE_TO_ONE: VectorMatching = {
  card: "one-to-one",
  on: false,
  labels: [],
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
};

/** An operation between two vectors, the many side first whatever side it stands on. */
interface Pairing {
  readonly ev: Evaluation;
  readonly node: BinaryExpr;
  readonly matching: VectorMatching;
  readonly keys: MatchKeys;
  readonly many: StepBlock;
  readonly one: StepBlock;
  readonly manyKeys: Int32Array;
  readonly oneKeys: Int32Array;
  /** True when the many side is the right one (`group_right`). */
  readonly swapped: boolean;
  readonly fillMany: number | undefined;
  readonly fillOne: number | undefined;
  readonly rows: ResultRows;
}

/** Output rows by result labels, made as they are needed. */
class ResultRows {
  readonly labels: Labels[] = [];
  readonly points: { readonly row: number; readonly step: number; readonly value: Point }[] = [];
  private readonly index = new Map<string, number>();

  rowOf(labels: Labels): number {
    const known = this.index.get(labels.key);
    if (known !== undefined) return known;
    const row = this.labels.length;
    this.labels.push(labels);
    this.index.set(labels.key, row);
    return row;
  }
}

/** Arithmetic and comparison between two vectors, matched by labels. */
export function evaluateVectors(
  ev: Evaluation,
  node: BinaryExpr,
  left: StepBlock,
  right: StepBlock,
): StepBlock {
  const matching = node.matching ?? ONE_TO_ONE;
  const keys = matchKeys(node, matching, left.list, right.list);
  const swapped = matching.card === "one-to-many";
  const pairing: Pairing = {
    ev,
    node,
    matching,
    keys,
    many: swapped ? right : left,
    one: swapped ? left : right,
    manyKeys: swapped ? keys.rightKeys : keys.leftKeys,
    oneKeys: swapped ? keys.leftKeys : keys.rightKeys,
    swapped,
    // As upstream: under group_right, fill_left fills the many side although that stands on the right.
    fillMany: matching.fillLeft,
    fillOne: matching.fillRight,
    rows: new ResultRows(),
  };
  const fixed = pairing.fillMany === undefined && pairing.fillOne === undefined ? pairUp(pairing) : undefined;
  return fixed === undefined ? stepByStep(pairing) : combineFixed(pairing, fixed);
}

/** For every row of the many side its partner; row numbers, or -1. */
interface FixedPairs {
  readonly partner: Int32Array;
  readonly list: SeriesList;
}

const fixedPairs = new WeakMap<MatchKeys, FixedPairs | "none">();

/**
 * Most matchings pair each series with the same partner at every step. Then errors cannot occur and whole
 * rows are combined at once.
 */
function pairUp(pairing: Pairing): FixedPairs | undefined {
  const known = fixedPairs.get(pairing.keys);
  if (known !== undefined) return known === "none" ? undefined : known;
  const found = findFixedPairs(pairing);
  fixedPairs.set(pairing.keys, found ?? "none");
  return found;
}

function findFixedPairs(pairing: Pairing): FixedPairs | undefined {
  const { keys, manyKeys, oneKeys, matching } = pairing;
  const oneRow = new Int32Array(keys.groupCount).fill(-1);
  for (let row = 0; row < oneKeys.length; row++) {
    const key = oneKeys[row] ?? 0;
    if (oneRow[key] !== -1) return undefined;
    oneRow[key] = row;
  }
  const taken = new Uint8Array(keys.groupCount);
  const partner = new Int32Array(manyKeys.length);
  const labels: Labels[] = [];
  const seen = new Set<string>();
  for (let row = 0; row < manyKeys.length; row++) {
    const key = manyKeys[row] ?? 0;
    const other = oneRow[key] ?? -1;
    partner[row] = other;
    if (other === -1) {
      labels.push(Labels.empty);
      continue;
    }
    if (matching.card === "one-to-one" && taken[key] === 1) return undefined;
    taken[key] = 1;
    const result = pairLabels(pairing, row, other);
    if (seen.has(result.key)) return undefined;
    seen.add(result.key);
    labels.push(result);
  }
  return { partner, list: new SeriesList(labels, doomedRows(pairing, labels.length)) };
}

function doomedRows(pairing: Pairing, count: number): Uint8Array | undefined {
  if (!pairing.ev.settings.delayedNames || !pairing.node.returnBool) return undefined;
  return new Uint8Array(count).fill(1);
}

function pairLabels(pairing: Pairing, many: number, one: number): Labels {
  const { node, matching, ev } = pairing;
  const dropName = node.returnBool && !ev.settings.delayedNames;
  return resultLabels(
    pairing.many.list.labels[many] ?? Labels.empty,
    pairing.one.list.labels[one] ?? Labels.empty,
    node.op,
    matching,
    dropName,
  );
}

function combineFixed(pairing: Pairing, pairs: FixedPairs): StepBlock {
  const { many, one, node, swapped, ev } = pairing;
  const { steps } = many;
  const block = new StepBlock(pairs.list, steps);
  const comparing = isComparison(node.op);
  const compare = comparisonOf(node.op);
  const calculate = operatorOf(node.op);
  const floatsOnly = many.histograms === undefined && one.histograms === undefined && !isTrim(node);
  for (let row = 0; row < many.rows; row++) {
    const other = pairs.partner[row] ?? -1;
    if (other === -1) continue;
    ev.tick(steps);
    for (let step = 0; step < steps; step++) {
      const m = row * steps + step;
      const o = other * steps + step;
      if (many.kinds[m] === ABSENT || one.kinds[o] === ABSENT) continue;
      if (!floatsOnly) {
        const point = combine(pairing, pointAt(many, m), pointAt(one, o));
        if (typeof point !== "string") putPoint(block, m, point);
        continue;
      }
      const x = (swapped ? one.values[o] : many.values[m]) as number;
      const y = (swapped ? many.values[m] : one.values[o]) as number;
      if (!comparing) block.values[m] = calculate(x, y);
      else if (compare(x, y)) block.values[m] = node.returnBool ? 1 : x;
      else if (!node.returnBool) continue;
      block.kinds[m] = FLOAT;
    }
  }
  return block;
}

function isTrim(node: BinaryExpr): boolean {
  return node.op === ">/" || node.op === "</";
}

function pointAt(block: StepBlock, index: number): Point {
  return (
    (block.kinds[index] === HISTOGRAM ? block.histograms?.[index] : undefined) ?? block.values[index] ?? 0
  );
}

function putPoint(block: StepBlock, index: number, point: Point): void {
  if (typeof point === "number") block.setFloat(index, point);
  else block.setHistogram(index, point);
}

/** The result of one pair, both sides as written. */
function combine(pairing: Pairing, many: Point, one: Point): PointResult {
  const { node, swapped, ev } = pairing;
  const x = swapped ? one : many;
  const y = swapped ? many : one;
  if (typeof x !== "number" || typeof y !== "number" || isTrim(node)) {
    return combineHistograms(ev, node, x, y);
  }
  if (!isComparison(node.op)) return operatorOf(node.op)(x, y);
  const holds = comparisonOf(node.op)(x, y);
  if (node.returnBool) return holds ? 1 : 0;
  return holds ? x : "filtered";
}

/** The general case: partners change from step to step, are ambiguous, or are filled in. */
function stepByStep(pairing: Pairing): StepBlock {
  const { many, rows } = pairing;
  const oneRow = new Int32Array(pairing.keys.groupCount);
  const results: (Set<string> | undefined)[] = [];
  for (let step = 0; step < many.steps; step++) {
    pairing.ev.tick(8 * (many.rows + pairing.one.rows));
    if (!canMatch(pairing, step)) continue;
    indexOneSide(pairing, step, oneRow);
    results.length = 0;
    for (let row = 0; row < many.rows; row++) {
      const index = row * many.steps + step;
      if (many.kinds[index] === ABSENT) continue;
      const key = pairing.manyKeys[row] ?? 0;
      const partner = oneRow[key] ?? -1;
      if (partner === -1 && pairing.fillOne === undefined) continue;
      pairOnce(pairing, { step, key, many: row, one: partner }, results);
    }
    if (pairing.fillMany !== undefined) fillManySide(pairing, step, results);
  }
  const list = new SeriesList(rows.labels, doomedRows(pairing, rows.labels.length));
  const block = new StepBlock(list, many.steps);
  for (const { row, step, value } of rows.points) {
    const index = row * many.steps + step;
    if (block.kinds[index] !== ABSENT) {
      throw new QueryError("vector cannot contain metrics with the same labelset");
    }
    putPoint(block, index, value);
  }
  return block;
}

/** Nothing matches at a step where one side is empty and not filled. */
function canMatch(pairing: Pairing, step: number): boolean {
  const many = sideHasPoints(pairing.many, step);
  const one = sideHasPoints(pairing.one, step);
  if (!many && !one) return false;
  return (many && one) || pairing.fillMany !== undefined || pairing.fillOne !== undefined;
}

function sideHasPoints(side: StepBlock, step: number): boolean {
  for (let row = 0; row < side.rows; row++) {
    if (side.kinds[row * side.steps + step] !== ABSENT) return true;
  }
  return false;
}

function indexOneSide(pairing: Pairing, step: number, oneRow: Int32Array): void {
  const { one, oneKeys } = pairing;
  oneRow.fill(-1);
  for (let row = 0; row < one.rows; row++) {
    if (one.kinds[row * one.steps + step] === ABSENT) continue;
    const key = oneKeys[row] ?? 0;
    const other = oneRow[key] ?? -1;
    if (other !== -1) throw duplicateOnOneSide(pairing, row, other);
    oneRow[key] = row;
  }
}

function duplicateOnOneSide(pairing: Pairing, row: number, other: number): QueryError {
  const { one, matching, swapped, node } = pairing;
  const labels = one.list.labels[row] ?? Labels.empty;
  const texts = [labelsText(labels), labelsText(one.list.labels[other] ?? Labels.empty)];
  texts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return new QueryError(
    `found duplicate series for the match group ${labelsText(matchLabels(labels, matching))} on the ${swapped ? "left" : "right"} hand-side of the operation: [${texts.join(", ")}];many-to-many matching not allowed: matching labels must be unique on one side`,
    node.span,
  );
}

interface Pair {
  readonly step: number;
  readonly key: number;
  /** Row numbers; -1 for a side that is filled. */
  readonly many: number;
  readonly one: number;
}

function pairOnce(pairing: Pairing, pair: Pair, results: (Set<string> | undefined)[]): void {
  const { many, one, matching, node } = pairing;
  const manyPoint =
    pair.many === -1 ? (pairing.fillMany ?? 0) : pointAt(many, pair.many * many.steps + pair.step);
  const onePoint = pair.one === -1 ? (pairing.fillOne ?? 0) : pointAt(one, pair.one * one.steps + pair.step);
  const point = combine(pairing, manyPoint, onePoint);
  if (point === "incompatible") return;
  const labels = labelsOfPair(pairing, pair);
  let inGroup = results[pair.key];
  if (inGroup === undefined) {
    inGroup = new Set();
    results[pair.key] = inGroup;
  }
  if (matching.card === "one-to-one") {
    if (inGroup.size > 0) {
      throw new QueryError(
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
        node.span,
      );
    }
  } else if (inGroup.has(labels.key)) {
    throw new QueryError(
      "multiple matches for labels: grouping labels must ensure unique matches",
      node.span,
    );
  }
  inGroup.add(labels.key);
  if (point === "filtered") return;
  pairing.rows.points.push({ row: pairing.rows.rowOf(labels), step: pair.step, value: point });
}

function labelsOfPair(pairing: Pairing, pair: Pair): Labels {
  const { many, one, matching, keys } = pairing;
  // Rows are numbered from -1, the number of a side that is filled in.
  const at = (pair.many + 1) * (one.rows + 1) + pair.one + 1;
  const known = keys.results.get(at);
  if (known !== undefined) return known;
  const manyLabels = many.list.labels[pair.many];
  const oneLabels = one.list.labels[pair.one];
  const labels = resultLabels(
    manyLabels ?? matchLabels(oneLabels ?? Labels.empty, matching),
    oneLabels ?? matchLabels(manyLabels ?? Labels.empty, matching),
    pairing.node.op,
    matching,
    pairing.node.returnBool && !pairing.ev.settings.delayedNames,
  );
  keys.results.set(at, labels);
  return labels;
}

function fillManySide(pairing: Pairing, step: number, results: (Set<string> | undefined)[]): void {
  const { one, oneKeys } = pairing;
  for (let row = 0; row < one.rows; row++) {
    if (one.kinds[row * one.steps + step] === ABSENT) continue;
    const key = oneKeys[row] ?? 0;
    if ((results[key]?.size ?? 0) > 0) continue;
    pairOnce(pairing, { step, key, many: -1, one: row }, results);
  }
}
