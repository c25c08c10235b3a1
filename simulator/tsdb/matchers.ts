import { compileRegex } from "./regex.ts";
import type { Matcher } from "./sample-source.ts";

/** Decides whether a label value satisfies one matcher; an absent label is the empty string. */
export type ValueTest = (value: string) => boolean;

/**
 * The test a matcher stands for. A pattern that does not compile matches nothing: the parser has already
 * refused it with Go's text, so this only happens for matchers built by hand.
 */
export function matcherTest(matcher: Matcher): ValueTest {
  const { op, value: wanted } = matcher;
  if (op === "=") return (value) => value === wanted;
  if (op === "!=") return (value) => value !== wanted;
  const compiled = compileRegex(wanted);
  if (!compiled.ok) return () => false;
  const { regex } = compiled;
  return op === "=~" ? (value) => regex.matches(value) : (value) => !regex.matches(value);
}

/** The finite set of values an `=` or `=~` matcher accepts, when it has one. */
export function matcherLiterals(matcher: Matcher): readonly string[] | undefined {
  if (matcher.op === "=") return [matcher.value];
  if (matcher.op !== "=~") return undefined;
  const compiled = compileRegex(matcher.value);
  return compiled.ok ? compiled.regex.literals : undefined;
}

/** One string per list of matchers; equal lists give equal strings. */
export function matchersKey(matchers: readonly Matcher[]): string {
  let key = "";
  for (const { name, op, value } of matchers) key += `${name}\u0000${op}\u0000${value}\u0001`;
  return key;
}
