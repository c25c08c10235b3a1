import { RE2JS, RE2JSException } from "re2js";
import { quoteGo } from "../../promql/parse/go-quote.ts";
import { compareCodePoints, type Labels } from "../../tsdb/labels.ts";
import type { MatchOp } from "../../tsdb/sample-source.ts";

/** One label matcher of a route, an inhibition rule or a silence. An absent label equals the empty string. */
export interface AlertMatcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
  matches(value: string): boolean;
}

/** Builds a matcher; throws a `MatcherError` with Go's text when a pattern does not compile. */
export function alertMatcher(name: string, op: MatchOp, value: string): AlertMatcher {
  return { name, op, value, matches: valueTest(op, value) };
}

/** A matcher or pattern that does not parse; the message is Alertmanager's. */
export class MatcherError extends Error {}

function valueTest(op: MatchOp, value: string): (text: string) => boolean {
  if (op === "=") return (text) => text === value;
  if (op === "!=") return (text) => text !== value;
  const regex = compile(value);
  return op === "=~" ? (text) => regex.matches(text) : (text) => !regex.matches(text);
}

/** Alertmanager anchors with `^(?:…)$`; `.` does not match a newline there, unlike in Prometheus 3. */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(`^(?:${pattern})$`);
  } catch (error) {
    if (error instanceof RE2JSException) throw new MatcherError(error.message);
    throw error;
  }
}

/** True when every matcher holds. */
export function matchesAll(matchers: readonly AlertMatcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}

const OP_ORDER: readonly MatchOp[] = ["=", "!=", "=~", "!~"];

/** Alertmanager's order: by name, value, operator. */
export function sortMatchers(matchers: readonly AlertMatcher[]): AlertMatcher[] {
  return [...matchers].sort(
    (a, b) =>
      compareCodePoints(a.name, b.name) ||
      compareCodePoints(a.value, b.value) ||
      OP_ORDER.indexOf(a.op) - OP_ORDER.indexOf(b.op),
  );
}

/** Prints matchers as amtool does: `{severity="page",team=~"ml|infra"}`. */
export function printMatchers(matchers: readonly AlertMatcher[]): string {
  return `{${matchers.map(printMatcher).join(",")}}`;
}

function printMatcher({ name, op, value }: AlertMatcher): string {
  if (/[\s{}!=~,\\"'`]/u.test(name)) return `${quoteGo(name)}${op}${quoteGo(value)}`;
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
  return `${name}${op}"${escaped}"`;
}
