import { RE2JS, RE2JSException } from "re2js";

/**
 * Regular expressions as Prometheus runs them: RE2 syntax and linear time, anchored at both ends, with
 * `.` also matching a newline. Most patterns people write are a literal, a list of literals, a prefix or
 * `.*`; those are answered without the RE2 machine, as Prometheus's own FastRegexMatcher does.
 */
export interface LabelRegex {
  readonly pattern: string;
  matches(value: string): boolean;
  /** The complete set of values that can match, when the pattern is a plain alternation of literals. */
  readonly literals: readonly string[] | undefined;
}

/** Compiled pattern, or Go's error text such as ``error parsing regexp: missing closing ): `^(?s:(a)$` ``. */
export type RegexResult =
  | { readonly ok: true; readonly regex: LabelRegex }
  | { readonly ok: false; readonly error: string };

/** Longest pattern accepted, in UTF-16 units. Real servers only bound the whole request. */
export const MAX_PATTERN_LENGTH = 4096;
/** Most values one compiled-pattern cache keeps before it starts over. */
const CACHE_ENTRIES = 512;

const cache = new Map<string, RegexResult>();

/** Compiles `pattern` anchored as `^(?s:pattern)$`. Compiled patterns are shared between callers. */
export function compileRegex(pattern: string): RegexResult {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const result = compile(pattern);
  if (cache.size >= CACHE_ENTRIES) cache.clear();
  cache.set(pattern, result);
  return result;
}

function compile(pattern: string): RegexResult {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { ok: false, error: "error parsing regexp: expression too long (Nines limits patterns to 4096)" };
  }
  const simple = simplePattern(pattern);
  if (simple !== undefined) return { ok: true, regex: simple };
  const re2 = compileRe2(pattern);
  if (typeof re2 === "string") return { ok: false, error: re2 };
  return {
    ok: true,
    regex: { pattern, literals: undefined, matches: (value) => re2.matches(value) },
  };
}

/**
 * The RE2 program for an anchored pattern, for callers that need capture groups (`label_replace`,
 * relabelling), or Go's error text.
 */
export function compileRe2(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch (error) {
    return error instanceof RE2JSException ? error.message : "error parsing regexp: expression too large";
  }
}

const META = /[\\^$.*+?()[\]{}|]/;

/** Matchers for patterns that need no automaton; undefined when RE2 has to decide. */
function simplePattern(pattern: string): LabelRegex | undefined {
  if (pattern === ".*") return { pattern, literals: undefined, matches: () => true };
  if (pattern === ".+") return { pattern, literals: undefined, matches: (value) => value !== "" };
  const literals = literalAlternation(pattern);
  if (literals !== undefined) {
    const set = new Set(literals);
    return { pattern, literals: [...set], matches: (value) => set.has(value) };
  }
  const tail = pattern.slice(-2);
  const head = pattern.slice(0, -2);
  if ((tail === ".*" || tail === ".+") && !META.test(head)) {
    const least = tail === ".+" ? head.length + 1 : head.length;
    return {
      pattern,
      literals: undefined,
      matches: (value) => value.length >= least && value.startsWith(head),
    };
  }
  const start = pattern.slice(0, 2);
  const rest = pattern.slice(2);
  if ((start === ".*" || start === ".+") && !META.test(rest)) {
    const least = start === ".+" ? rest.length + 1 : rest.length;
    return {
      pattern,
      literals: undefined,
      matches: (value) => value.length >= least && value.endsWith(rest),
    };
  }
  return undefined;
}

/** `a|b|c`, `(a|b)`, `(?:a|b)` and escaped dots such as `10\.0\.0\.1`; undefined for anything else. */
function literalAlternation(pattern: string): readonly string[] | undefined {
  let body = pattern;
  if (body.startsWith("(?:") && body.endsWith(")")) body = body.slice(3, -1);
  else if (body.startsWith("(") && body.endsWith(")")) body = body.slice(1, -1);
  const literals: string[] = [];
  for (const branch of body.split("|")) {
    const literal = unescapeLiteral(branch);
    if (literal === undefined) return undefined;
    literals.push(literal);
  }
  return literals;
}

function unescapeLiteral(branch: string): string | undefined {
  if (!META.test(branch)) return branch;
  let literal = "";
  for (let i = 0; i < branch.length; i++) {
    const char = branch.charAt(i);
    if (char === "\\") {
      const next = branch.charAt(i + 1);
      // Only escaped punctuation is surely a literal; `\d` and friends are classes.
      if (next === "" || /[A-Za-z0-9]/.test(next) || next.charCodeAt(0) > 127) return undefined;
      literal += next;
      i++;
    } else if (META.test(char)) return undefined;
    else literal += char;
  }
  return literal;
}
