import { Labels } from "../../tsdb/labels.ts";
import { compileRe2 } from "../../tsdb/regex.ts";
import { isUtf8 } from "../../tsdb/utf8.ts";
import { QueryError } from "../engine/query-error.ts";
import { SeriesList } from "../engine/series-list.ts";
import type { StepBlock } from "../engine/step-block.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { argument, stringArgument } from "./arguments.ts";
import { expandTemplate } from "./expand-template.ts";

/** Functions that rewrite labels; values and times pass through untouched. */
const labelReplace: VectorFunction = (ev, node, grid) => {
  const target = stringArgument(node, 1);
  const replacement = stringArgument(node, 2);
  const source = stringArgument(node, 3);
  const pattern = stringArgument(node, 4);
  const regex = compileRe2(pattern);
  if (typeof regex === "string") {
    throw new QueryError(`invalid regular expression in label_replace(): ${pattern}`, node.span);
  }
  if (!isLabelName(target)) {
    throw new QueryError(`invalid destination label name in label_replace(): ${target}`, node.span);
  }
  const input = ev.evaluate(argument(node, 0), grid);
  return relabel(input, target, (labels) => {
    const matcher = regex.matcher(labels.get(source));
    return matcher.matches() ? expandTemplate(replacement, matcher, regex) : undefined;
  });
};

const labelJoin: VectorFunction = (ev, node, grid) => {
  const target = stringArgument(node, 1);
  const separator = stringArgument(node, 2);
  const sources = node.args.slice(3).map((_, at) => stringArgument(node, at + 3));
  for (const source of sources) {
    if (!isLabelName(source)) {
      throw new QueryError(`invalid source label name in label_join(): ${source}`, node.span);
    }
  }
  if (!isLabelName(target)) {
    throw new QueryError(`invalid destination label name in label_join(): ${target}`, node.span);
  }
  const input = ev.evaluate(argument(node, 0), grid);
  return relabel(input, target, (labels) => sources.map((source) => labels.get(source)).join(separator));
};

/** Since 3.0 any non-empty UTF-8 text is a label name. */
function isLabelName(name: string): boolean {
  return name !== "" && isUtf8(name);
}

function relabel(input: StepBlock, target: string, value: (labels: Labels) => string | undefined): StepBlock {
  const doomed = input.list.doomed?.slice();
  const labels = input.list.labels.map((old, row) => {
    const text = value(old);
    if (text === undefined) return old;
    // A name that was set on purpose must survive delayed name removal.
    if (target === "__name__" && doomed !== undefined) doomed[row] = 0;
    return withLabel(old, target, text);
  });
  return input.relabelled(new SeriesList(labels, doomed)).mergeEqualRows();
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  const pairs = labels.pairs.filter(([other]) => other !== name);
  return Labels.fromPairs([...pairs, [name, value]]);
}

/** The label family by function name. */
export const labelFunctions: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["label_replace", labelReplace],
  ["label_join", labelJoin],
]);
