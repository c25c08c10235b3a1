import { Labels } from "../../tsdb/labels.ts";
import { evaluateRangeCall } from "../engine/range-call.ts";
import { SeriesList } from "../engine/series-list.ts";
import { ABSENT, StepBlock } from "../engine/step-block.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import type { Expr } from "../parse/ast.ts";
import { unwrap } from "../plan/unwrap.ts";
import { argument } from "./arguments.ts";

/** Alerts on missing data: one series of value 1 at the steps where the argument has none. */
const absent: VectorFunction = (ev, node, grid) =>
  whereMissing(ev.evaluate(argument(node, 0), grid), argument(node, 0), false);

const absentOverTime: VectorFunction = (ev, node, grid) => {
  const present = evaluateRangeCall(ev, node, grid, { keepsName: true, apply: () => 1 });
  return whereMissing(present, argument(node, 0), ev.settings.delayedNames);
};

function whereMissing(input: StepBlock, arg: Expr, doomed: boolean): StepBlock {
  const labels = matchedLabels(arg);
  const block = new StepBlock(new SeriesList([labels], doomed ? Uint8Array.of(1) : undefined), input.steps);
  for (let step = 0; step < input.steps; step++) {
    let seen = false;
    for (let row = 0; row < input.rows && !seen; row++) {
      seen = input.kinds[row * input.steps + step] !== ABSENT;
    }
    if (!seen) block.setFloat(step, 1);
  }
  return block;
}

/** The labels a selector pins with `=`, each name once; a name used twice is left out. */
function matchedLabels(arg: Expr): Labels {
  const inner = unwrap(arg);
  const selector = inner.kind === "matrixSelector" ? inner.selector : inner;
  if (selector.kind !== "vectorSelector") return Labels.empty;
  const values = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === "__name__") continue;
    if (op === "=" && !seen.has(name)) {
      values.set(name, value);
      seen.add(name);
    } else values.delete(name);
  }
  return Labels.fromPairs(values);
}

/** The absence family by function name. */
export const absentFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["absent", absent],
  ["absent_over_time", absentOverTime],
]);
