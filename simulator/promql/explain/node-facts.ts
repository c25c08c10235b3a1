import { compareCodePoints } from "../../tsdb/labels.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { rangeArgument } from "../engine/range-call.ts";
import { openRange } from "../engine/range-input.ts";
import type { StepBlock } from "../engine/step-block.ts";
import type { Expr } from "../parse/ast.ts";
import { childrenOf } from "../parse/walk.ts";
import { unwrap } from "../plan/unwrap.ts";
import { valueType } from "../plan/value-type.ts";
import type { ExplainedNode } from "./explained-node.ts";
import type { Recording } from "./recording.ts";

/** The counts, costs and label changes of one node of a recorded evaluation. */
export function nodeFacts(ev: Evaluation, recording: Recording, node: Expr): ExplainedNode {
  const block = recording.blockOf(node);
  const samplesRead = ev.samplesByNode[node.id] ?? 0;
  const inside = inputsOf(node).map((child) => recording.blockOf(child));
  const pointsIn = inside.reduce((sum, input) => sum + (input?.pointCount() ?? 0), 0);
  const names: ReadonlySet<string>[] = inside.flatMap((input) =>
    input === undefined ? [] : [namesOf(input)],
  );
  const ranged = rangeNames(ev, recording, node);
  if (ranged !== undefined) names.push(ranged);
  const { failure } = recording;
  return {
    nodeId: node.id,
    span: node.span,
    seriesOut: ev.seriesByNode[node.id] ?? 0,
    samplesRead,
    work: samplesRead + pointsIn + (block?.pointCount() ?? 0),
    ...labelChanges(node, block, names),
    ...(failure?.nodeId === node.id ? { error: failure.error.message } : {}),
  };
}

/** The nodes whose points a node takes in; a range in brackets is read by the function around it. */
function inputsOf(node: Expr): readonly Expr[] {
  return childrenOf(node).map((child) => {
    const inner = unwrap(child);
    return inner.kind === "subquery" ? inner.expr : child;
  });
}

/** Label names of the series that a function over `selector[range]` reads. */
function rangeNames(ev: Evaluation, recording: Recording, node: Expr): ReadonlySet<string> | undefined {
  const record = recording.records.get(node.id);
  const argument = node.kind === "call" ? rangeArgument(node) : undefined;
  if (record === undefined || argument?.kind !== "matrixSelector") return undefined;
  const names = new Set<string>();
  for (const labels of openRange(ev, argument, record.grid).list.labels) {
    for (const [name] of labels.pairs) names.add(name);
  }
  return names;
}

function labelChanges(
  node: Expr,
  block: StepBlock | undefined,
  inside: readonly ReadonlySet<string>[],
): Pick<ExplainedNode, "dropped" | "added"> {
  if (block === undefined || inside.length === 0 || valueType(node) !== "vector") {
    return { dropped: [], added: [] };
  }
  const before = new Set<string>();
  for (const names of inside) for (const name of names) before.add(name);
  const after = namesOf(block);
  // An empty result has lost its series, not their labels.
  if (after.size === 0 && block.pointCount() === 0) return { dropped: [], added: [] };
  return {
    dropped: [...before].filter((name) => !after.has(name)).sort(compareCodePoints),
    added: [...after].filter((name) => !before.has(name)).sort(compareCodePoints),
  };
}

function namesOf(block: StepBlock): Set<string> {
  const names = new Set<string>();
  const { labels } = block.list.settled();
  labels.forEach((set, row) => {
    if (block.rowHasPoints(row)) for (const [name] of set.pairs) names.add(name);
  });
  return names;
}
