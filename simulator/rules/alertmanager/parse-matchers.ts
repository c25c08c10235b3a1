import type { MatchOp } from "../../tsdb/sample-source.ts";
import { type AlertMatcher, alertMatcher, MatcherError } from "./matcher.ts";
import { parseUtf8Matchers } from "./utf8-matchers.ts";

/**
 * Reads a list of matchers as Alertmanager does while it moves to UTF-8 names: the new grammar first; when
 * that fails or the two disagree, the classic grammar decides. Throws `MatcherError` with its text.
 */
export function parseMatchers(input: string): readonly AlertMatcher[] {
  const modern = attempt(() => parseUtf8Matchers(input));
  const classic = attempt(() => parseClassicMatchers(input));
  if (!modern.ok) {
    if (!classic.ok) throw classic.error;
    return classic.matchers;
  }
  if (classic.ok && !equal(modern.matchers, classic.matchers)) return classic.matchers;
  return modern.matchers;
}

/** Reads exactly one matcher, as given on a command line. */
export function parseMatcher(input: string): AlertMatcher {
  if (input.startsWith("{") || input.endsWith("}")) {
    throw new MatcherError(`unexpected open or close brace: ${input}`);
  }
  const classic = attempt(() => [parseClassicMatcher(input)]);
  const modern = attempt(() => {
    const found = parseUtf8Matchers(input);
    if (found.length === 1) return found;
    const text = found.length === 0 ? "no matchers" : `expected 1 matcher, found ${found.length}`;
    throw new MatcherError(text);
  });
  const chosen = modern.ok && !(classic.ok && !equal(modern.matchers, classic.matchers)) ? modern : classic;
  if (!chosen.ok) throw chosen.error;
  const [matcher] = chosen.matchers;
  if (matcher === undefined) throw new MatcherError("no matchers");
  return matcher;
}

type Attempt =
  | { readonly ok: true; readonly matchers: readonly AlertMatcher[] }
  | { readonly ok: false; readonly error: MatcherError };

function attempt(read: () => readonly AlertMatcher[]): Attempt {
  try {
    return { ok: true, matchers: read() };
  } catch (error) {
    if (error instanceof MatcherError) return { ok: false, error };
    throw error;
  }
}

function equal(a: readonly AlertMatcher[], b: readonly AlertMatcher[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, i) => x.name === b[i]?.name && x.op === b[i]?.op && x.value === b[i]?.value)
  );
}

/** The classic grammar: optional braces, matchers between commas outside quotes. */
export function parseClassicMatchers(input: string): readonly AlertMatcher[] {
  let text = input.startsWith("{") ? input.slice(1) : input;
  if (text.endsWith("}")) text = text.slice(0, -1);
  return splitAtCommas(text).map(parseClassicMatcher);
}

function splitAtCommas(text: string): string[] {
  const tokens: string[] = [];
  let token = "";
  let quoted = false;
  let escaped = false;
  for (const char of text) {
    if (char === "," && !quoted) {
      tokens.push(token);
      token = "";
      continue;
    }
    if (char === '"') {
      if (!escaped) quoted = !quoted;
      escaped = false;
    } else escaped = char === "\\" ? !escaped : false;
    token += char;
  }
  if (token.trim() !== "") tokens.push(token.trim());
  return tokens;
}

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*([\s\S]*?)\s*$/;

function parseClassicMatcher(text: string): AlertMatcher {
  const parts = CLASSIC.exec(text);
  if (parts === null) throw new MatcherError(`bad matcher format: ${text}`);
  const [, name = "", op = "=", raw = ""] = parts;
  return alertMatcher(name, op as MatchOp, unquoteClassic(raw));
}

function unquoteClassic(raw: string): string {
  const unescaped = new MatcherError(`matcher value contains unescaped double quote: ${raw}`);
  let expectQuote = raw.startsWith('"');
  const body = expectQuote ? raw.slice(1) : raw;
  let value = "";
  for (let i = 0; i < body.length; i++) {
    const char = body.charAt(i);
    const next = body.charAt(i + 1);
    if (char === "\\" && next !== "") {
      i++;
      if (next === "n") value += "\n";
      else if (next === '"' || next === "\\") value += next;
      else value += `\\${next}`;
    } else if (char === '"') {
      if (!expectQuote || i < body.length - 1) throw unescaped;
      expectQuote = false;
    } else value += char;
  }
  if (expectQuote) throw unescaped;
  return value;
}
