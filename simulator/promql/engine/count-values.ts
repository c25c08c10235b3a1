import { Labels } from "../../tsdb/labels.ts";
import { isUtf8 } from "../../tsdb/utf8.ts";
import type { AggregateExpr } from "../parse/ast.ts";
import { quoteGo } from "../parse/go-quote.ts";
import { unwrap } from "../plan/unwrap.ts";
import type { Evaluation } from "./evaluation.ts";
import { goFixed } from "./go-text.ts";
import { groupLabels, sortedNames } from "./grouping.ts";
import { QueryError } from "./query-error.ts";
import { SeriesList } from "./series-list.ts";
import { ABSENT, HISTOGRAM, StepBlock } from "./step-block.ts";
import type { TimeGrid } from "./time-grid.ts";

/** `count_values("version", x)`: one series per value that occurs, with the value as a label. */
export function countValues(ev: Evaluation, node: AggregateExpr, grid: TimeGrid): StepBlock {
  const param = node.param === undefined ? undefined : unwrap(node.param);
  const label = param?.kind === "string" ? param.value : "";
  if (label === "" || !isUtf8(label)) {
    throw new QueryError(`invalid label name ${quoteGo(label)}`, param?.span);
  }
  const names = node.without ? sortedNames(node) : [...sortedNames(node), label];
  const input = ev.evaluate(node.expr, grid);
  const groups = new Map<string, { labels: Labels; counts: Float64Array }>();
  for (let row = 0; row < input.rows; row++) {
    const base = input.list.labels[row] ?? Labels.empty;
    ev.tick(8 * grid.steps);
    for (let step = 0; step < grid.steps; step++) {
      const index = row * grid.steps + step;
      if (input.kinds[index] === ABSENT) continue;
      const text =
        input.kinds[index] === HISTOGRAM
          ? String(input.histograms?.[index])
          : goFixed(input.values[index] ?? 0);
      const labels = groupLabels(withValue(base, label, text), names, node.without);
      let group = groups.get(labels.key);
      if (group === undefined) {
        group = { labels, counts: new Float64Array(grid.steps) };
        groups.set(labels.key, group);
        ev.requireRoom(groups.size, grid.steps);
        ev.tick(grid.steps);
      }
      group.counts[step] = (group.counts[step] ?? 0) + 1;
    }
  }
  return toBlock([...groups.values()], grid.steps);
}

function withValue(labels: Labels, name: string, value: string): Labels {
  return Labels.fromPairs([...labels.pairs.filter(([other]) => other !== name), [name, value]]);
}

function toBlock(groups: readonly { labels: Labels; counts: Float64Array }[], steps: number): StepBlock {
  const block = new StepBlock(new SeriesList(groups.map((group) => group.labels)), steps);
  groups.forEach((group, row) => {
    group.counts.forEach((count, step) => {
      if (count > 0) block.setFloat(row * steps + step, count);
    });
  });
  return block;
}
