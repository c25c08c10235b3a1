import type { Expr } from "../../../simulator/index.ts";
import { metricsOf, walk } from "../expression/walk.ts";

/** One line about what makes a right answer good; undefined when nothing stands out. */
export function praise(ast: Expr): string | undefined {
  let text: string | undefined;
  walk(ast, (node, ancestors) => {
    if (text !== undefined) return;
    const aggregated = ancestors.some((one) => one.kind === "aggregate" && one.op === "sum");
    if (node.kind === "call" && node.func === "histogram_quantile") {
      text = "Right: the buckets are summed before the quantile, so every request counts once.";
    } else if (node.kind === "binary" && node.op === "/" && bothSummed(node.lhs, node.rhs)) {
      text = "Right: sums are divided, so a busy pod weighs more than an idle one.";
    } else if (node.kind === "call" && /^(rate|increase|irate)$/.test(node.func) && aggregated) {
      text = `Right: ${node.func} before sum, so a restarted pod does not bend the line.`;
    } else if (node.kind === "call" && /^(deriv|delta|predict_linear)$/.test(node.func)) {
      text = `Right: ${node.func} reads the slope of a gauge, and a slope shows long before the level does.`;
    }
  });
  return text;
}

function bothSummed(left: Expr, right: Expr): boolean {
  const summed = (expr: Expr): boolean => {
    let found = false;
    walk(expr, (node) => {
      if (node.kind === "aggregate" && node.op === "sum") found = true;
    });
    return found && metricsOf(expr).size > 0;
  };
  return summed(left) && summed(right);
}
