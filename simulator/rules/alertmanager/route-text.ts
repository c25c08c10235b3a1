import { Labels } from "../../tsdb/labels.ts";
import type { ToolOutput } from "../tool-output.ts";
import { type AlertMatcher, MatcherError, matchesAll, printMatchers } from "./matcher.ts";
import { parseMatcher } from "./parse-matchers.ts";
import { matchRoutes, type Route } from "./route.ts";

/** A branch of a printed tree. */
interface Branch {
  readonly text: string;
  readonly children: readonly Branch[];
}

/** The whole routing tree, as `amtool config routes show` prints it. */
export function showRoutes(route: Route): string {
  return `Routing tree:\n${drawTree(branchOf(route))}\n`;
}

function branchOf(route: Route): Branch {
  return { text: slug(route, true, true), children: route.routes.map(branchOf) };
}

function slug(route: Route, showContinue: boolean, showReceiver: boolean): string {
  let text = route.matchers.length === 0 ? "default-route" : printMatchers(route.matchers);
  if (route.continue && showContinue) text += "  continue: true";
  if (showReceiver) text += `  receiver: ${route.receiver}`;
  return text;
}

/** The part of the tree a label set walks through; the receiver stands where it ends. */
function matchingBranch(route: Route, labels: Labels): Branch {
  const children: Branch[] = [];
  for (const child of route.routes) {
    if (!matchesAll(child.matchers, labels)) continue;
    children.push(matchingBranch(child, labels));
    if (!child.continue) break;
  }
  return { text: slug(route, false, children.length === 0), children };
}

function drawTree(root: Branch): string {
  return `.\n${drawBranches([root], "")}`;
}

/** amtool draws its lines with two no-break spaces and one plain one. */
const PIPE = "│\u00a0\u00a0 ";

function drawBranches(branches: readonly Branch[], indent: string): string {
  return branches
    .map(({ text, children }, index) => {
      const last = index === branches.length - 1;
      const below = drawBranches(children, `${indent}${last ? "    " : PIPE}`);
      return `${indent}${last ? "└── " : "├── "}${text}\n${below}`;
    })
    .join("");
}

export interface TestRoutesOptions {
  /** Also prints the routes on the way. */
  readonly tree?: boolean;
  /** Receivers the labels should reach, joined by commas. */
  readonly verifyReceivers?: string;
}

/**
 * Where an alert with these labels goes: what `amtool config routes test LABEL=VALUE…` prints. Exit code 1
 * when the receivers differ from those to verify, or when a label does not parse.
 */
export function testRoutes(
  route: Route,
  words: readonly string[],
  options: TestRoutesOptions = {},
): ToolOutput {
  const read = readLabels(words);
  if (typeof read === "string") return { stdout: "", stderr: `amtool: error: ${read}\n\n`, exitCode: 1 };
  const receivers = matchRoutes(route, read)
    .map(({ receiver }) => receiver)
    .join(",");
  const tree = options.tree === true ? `Matching routes:\n${drawTree(matchingBranch(route, read))}\n\n` : "";
  const wanted = options.verifyReceivers ?? "";
  const differs = wanted !== "" && wanted !== receivers;
  const warning = differs ? "WARNING: Expected receivers did not match resolved receivers.\n" : "";
  return { stdout: `${tree}${receivers}\n${warning}`, stderr: "", exitCode: differs ? 1 : 0 };
}

/** Labels of `name=value` words, or amtool's complaint. */
function readLabels(words: readonly string[]): Labels | string {
  const labels = new Map<string, string>();
  for (const word of words) {
    let matcher: AlertMatcher;
    try {
      matcher = parseMatcher(word);
    } catch (error) {
      if (error instanceof MatcherError) return `Failed to parse labels: ${error.message}`;
      throw error;
    }
    if (matcher.op !== "=") return "Labels must be specified as key=value pairs";
    labels.set(matcher.name, matcher.value);
  }
  return Labels.fromPairs(labels);
}
