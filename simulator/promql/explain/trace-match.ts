import { Labels } from "../../tsdb/labels.ts";
import { matchLabels, resultLabels } from "../engine/match-keys.ts";
import { ABSENT, type StepBlock } from "../engine/step-block.ts";
import type { BinaryExpr, VectorMatching } from "../parse/ast.ts";
import type { MatchDetail, MatchGroup, MatchOutcome } from "./match-detail.ts";
import { groupSides, type MatchSides, overlap, type SharedGroup, valuesByName } from "./match-sides.ts";
import { suggestFixes } from "./suggest-fixes.ts";
import { blockOf, isFocus, plain, type TraceContext, valueAt } from "./trace-context.ts";
import type { TracedValue } from "./trace-types.ts";

/** Members of one group listed at most on each side. */
const MEMBERS = 10;

/** Trouble first, then who is alone, then what worked. */
const ORDER: readonly MatchOutcome[] = [
  "both-duplicates",
  "right-duplicates",
  "left-duplicates",
  "left-only",
  "right-only",
  "filtered",
  "matched",
];

/** Which series of two vectors met, which are left over, and what would help when the match fails. */
export function traceMatch(context: TraceContext, node: BinaryExpr, matching: VectorMatching): MatchDetail {
  const sides: MatchSides = { left: blockOf(context, node.lhs), right: blockOf(context, node.rhs) };
  const output = context.recording.blockOf(node);
  const groups = groupSides(sides, matching).map((group) =>
    describe(context, node, matching, sides, group, output),
  );
  const counts: Record<MatchOutcome, number> = {
    matched: 0,
    filtered: 0,
    "left-only": 0,
    "right-only": 0,
    "left-duplicates": 0,
    "right-duplicates": 0,
    "both-duplicates": 0,
  };
  for (const { outcome } of groups) counts[outcome]++;
  const failed = counts["left-duplicates"] + counts["right-duplicates"] + counts["both-duplicates"] > 0;
  const sum = (side: "leftCount" | "rightCount", only?: MatchOutcome): number =>
    groups.reduce(
      (total, group) => total + (only === undefined || group.outcome === only ? group[side] : 0),
      0,
    );
  const apart = counts.matched + counts.filtered === 0 && sum("leftCount") > 0 && sum("rightCount") > 0;
  return {
    kind: "match",
    op: node.op,
    card: matching.card,
    on: matching.on,
    labels: matching.labels,
    include: matching.include,
    groups: shownFirst(context, groups),
    counts,
    leftSeries: sum("leftCount"),
    rightSeries: sum("rightCount"),
    leftUnmatched: sum("leftCount", "left-only"),
    rightUnmatched: sum("rightCount", "right-only"),
    differing: apart ? differingNames(sides, matching) : [],
    fixes:
      failed || (apart && node.op !== "or" && node.op !== "unless")
        ? suggestFixes(context, node, matching, sides)
        : [],
  };
}

function shownFirst(context: TraceContext, groups: readonly MatchGroup[]): readonly MatchGroup[] {
  const wanted = (group: MatchGroup): boolean =>
    group.results.some(({ labels }) => isFocus(context, Labels.of(labels)));
  const rank = (group: MatchGroup): number => (wanted(group) ? -1 : ORDER.indexOf(group.outcome));
  return [...groups].sort((a, b) => rank(a) - rank(b)).slice(0, context.limit);
}

function describe(
  context: TraceContext,
  node: BinaryExpr,
  matching: VectorMatching,
  sides: MatchSides,
  group: SharedGroup,
  output: StepBlock | undefined,
): MatchGroup {
  const results = output === undefined ? [] : resultsOf(context, node, matching, sides, group, output);
  return {
    labels: plain(group.labels),
    outcome: outcomeOf(node, matching, group, results.length),
    left: group.left.slice(0, MEMBERS).map((row) => valueAt(sides.left, row)),
    right: group.right.slice(0, MEMBERS).map((row) => valueAt(sides.right, row)),
    leftCount: group.left.length,
    rightCount: group.right.length,
    results: results.slice(0, MEMBERS),
  };
}

function outcomeOf(
  node: BinaryExpr,
  { card }: VectorMatching,
  { left, right }: SharedGroup,
  results: number,
): MatchOutcome {
  const setOperator = card === "many-to-many";
  const leftTwice = !setOperator && left.length > 1 && card !== "many-to-one";
  const rightTwice = !setOperator && right.length > 1 && card !== "one-to-many";
  if (leftTwice && rightTwice) return "both-duplicates";
  // Two of the one side are refused even where the many side has nobody for them.
  if (rightTwice) return "right-duplicates";
  if (leftTwice && (right.length > 0 || card === "one-to-many")) return "left-duplicates";
  if (right.length === 0) return "left-only";
  if (left.length === 0) return "right-only";
  return results > 0 || node.op === "unless" ? "matched" : "filtered";
}

/** The elements of the result that come from one group. */
function resultsOf(
  { ev }: TraceContext,
  node: BinaryExpr,
  matching: VectorMatching,
  { left, right }: MatchSides,
  group: SharedGroup,
  output: StepBlock,
): readonly TracedValue[] {
  const keys = new Set<string>();
  const leftLabels = group.left.map((row) => left.list.labels[row] ?? Labels.empty);
  const rightLabels = group.right.map((row) => right.list.labels[row] ?? Labels.empty);
  if (matching.card === "many-to-many") {
    for (const labels of leftLabels) keys.add(labels.key);
    if (node.op === "or" && leftLabels.length === 0) for (const labels of rightLabels) keys.add(labels.key);
  } else {
    const swapped = matching.card === "one-to-many";
    const dropName = node.returnBool && !ev.settings.delayedNames;
    // A side that is filled in carries the matching labels only.
    const filled = [group.labels];
    for (const x of leftLabels.length > 0 ? leftLabels : filled) {
      for (const y of rightLabels.length > 0 ? rightLabels : filled) {
        keys.add(resultLabels(swapped ? y : x, swapped ? x : y, node.op, matching, dropName).key);
      }
    }
  }
  const results: TracedValue[] = [];
  output.list.labels.forEach((labels, row) => {
    if (output.kinds[row] !== ABSENT && keys.has(labels.key)) results.push(valueAt(output, row));
  });
  return results;
}

/** Matching labels of which the sides have no value in common, or only one side has. */
function differingNames({ left, right }: MatchSides, matching: VectorMatching): readonly string[] {
  const ofLeft = valuesByName(left);
  const ofRight = valuesByName(right);
  const compared = (name: string): boolean => matchLabels(Labels.of({ [name]: "x" }), matching).has(name);
  const names = new Set([...ofLeft.keys(), ...ofRight.keys()]);
  return [...names].filter((name) => compared(name) && overlap(ofLeft.get(name), ofRight.get(name)) === 0);
}
