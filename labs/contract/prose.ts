import { parse, query } from "../../simulator/index.ts";
import type { HiddenWorld } from "../checks/check.ts";
import { whyEmpty } from "../checks/empty-selector.ts";
import { selectorsOf } from "../checks/expression/walk.ts";
import { catalogueOf } from "../checks/metric-catalogue.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import { didYouMean } from "../load/did-you-mean.ts";
import { normalised } from "./answers.ts";
import { logqlProblems } from "./logql-fences.ts";
import type { ContractFailure } from "./report.ts";

type Add = (failure: Omit<ContractFailure, "lab" | "severity">) => void;

/** Longest run of characters a hint may share with a solution, spaces and case aside. */
const longestSharedRun = 24;
const fence = /^```promql([^\n]*)\n([\s\S]*?)^```/gm;
/** Inline code that is a metric's name and nothing else. */
const metricInProse =
  /`((?:DCGM_[A-Z_]+|[a-z]+(?:_[a-z0-9]+)+_(?:total|bytes|seconds|bucket|count|sum|ratio)))`/g;

/** Items 6 and 7: queries and metric names in the prose exist and return data; hints give no solution away. */
export function checkProse(lab: CompiledLab, play: HiddenWorld, add: Add): void {
  for (const step of lab.steps) {
    const prose = lab.prose.steps[step.id];
    if (prose === undefined) continue;
    const where = `content/labs/${lab.slug}.md {#${step.id}}`;
    for (const text of [prose.body, ...prose.hints, prose.approaches, prose.background]) {
      for (const [, info = "", expr = ""] of text.matchAll(fence))
        checkFence(expr.trim(), info.trim(), play, where, add);
      for (const message of logqlProblems(text, play))
        add({ item: 7, where, message, next: "mend the query" });
      checkNames(text, play, where, add);
    }
    checkHints(lab, step.id, prose.hints, where, add);
  }
}

function checkFence(expr: string, info: string, play: HiddenWorld, where: string, add: Add): void {
  if (info !== "" && info !== "empty" && info !== "trap") {
    add({
      item: 7,
      where,
      message: `a promql fence says "${info}"`,
      next: "write empty, trap or nothing after promql",
    });
    return;
  }
  const { ast, errors } = parse(expr);
  if (ast === undefined || errors.length > 0) {
    add({
      item: 7,
      where,
      message: `\`${expr}\` does not parse: ${errors[0]?.text ?? ""}`,
      next: "mend the query",
    });
    return;
  }
  if (info === "trap") return;
  const { source } = play.world;
  for (const { selector } of selectorsOf(ast)) {
    const empty = whyEmpty(selector, source, catalogueOf(play), play.title);
    if (empty === undefined || (empty.what === "no-such-value" && info === "empty")) continue;
    add({
      item: 6,
      where,
      message: empty.message,
      next: 'mend the name, or mark the fence "trap" if that is the point',
    });
    return;
  }
  const range = { startMs: play.startMs, endMs: play.endMs, stepMs: 60_000 };
  const result = query(source, { expr, ...range });
  const points = result.status === "success" ? result.series.length : 0;
  if (result.status === "error") {
    add({ item: 7, where, message: `\`${expr}\`: ${result.error}`, next: "mend the query" });
  } else if (points === 0 && info !== "empty") {
    add({
      item: 7,
      where,
      message: `\`${expr}\` returns nothing in the play world`,
      next: 'mend it, or mark the fence "empty"',
    });
  } else if (points > 0 && info === "empty") {
    add({
      item: 7,
      where,
      message: `\`${expr}\` returns data, and its fence says empty`,
      next: 'take "empty" away',
    });
  }
}

function checkNames(text: string, play: HiddenWorld, where: string, add: Add): void {
  const catalogue = catalogueOf(play);
  for (const [, name = ""] of text.replace(fence, "").matchAll(metricInProse)) {
    if (catalogue.knows(name) || [...catalogue.names].some((known) => known.startsWith(`${name}_`))) continue;
    const near = didYouMean(name, catalogue.names);
    const message = `no exporter emits ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
    add({ item: 6, where, message, next: 'mend the name, or show it in a fence marked "trap"' });
  }
}

function checkHints(
  lab: CompiledLab,
  stepId: string,
  hints: readonly string[],
  where: string,
  add: Add,
): void {
  const solutions = lab.solutions.map((one) => normalised(one.steps[stepId] ?? ""));
  for (const [i, hint] of hints.entries()) {
    const bare = normalised(hint);
    if (!solutions.some((solution) => sharesRun(solution, bare))) continue;
    const message = `hint ${i + 1} holds ${longestSharedRun} characters of a solution`;
    add({
      item: 7,
      where,
      message,
      next: "say the idea, not the answer; the last hint shows the solution by itself",
    });
  }
}

function sharesRun(solution: string, hint: string): boolean {
  for (let i = 0; i + longestSharedRun <= solution.length; i++) {
    if (hint.includes(solution.slice(i, i + longestSharedRun))) return true;
  }
  return false;
}
