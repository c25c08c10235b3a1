import { RE2JS, RE2JSException } from "re2js";
import { compileRegex } from "../../tsdb/regex.ts";
import type { Matcher, MatchOp } from "../../tsdb/sample-source.ts";
import { fromByteText } from "./byte-text.ts";
import { unquoteLiteral } from "./string-literal.ts";
import type { Token, TokenKind } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

/** What stands between the braces of a selector. */
export interface BraceContents {
  readonly matchers: readonly Matcher[];
  /** The quoted metric name, as in `{"http.requests"}`. */
  readonly quotedName: string | undefined;
}

const CONTEXT = "label matching";
const isMatchOp = (kind: TokenKind): boolean =>
  kind === "=" || kind === "!=" || kind === "=~" || kind === "!~";
const startsMatcher = (kind: TokenKind): boolean =>
  kind === "identifier" || kind === "string" || kind === "}";

/** Reads `{...}`, the next token being the opening brace. */
export function parseBraces(stream: TokenStream): BraceContents {
  const matchers: Matcher[] = [];
  let quotedName: string | undefined;
  stream.shift();
  for (let expectMatcher = true; !stream.aborted; ) {
    if (expectMatcher) {
      expectMatcher = false;
      if (!stream.readyOr(startsMatcher, CONTEXT, 'identifier or "}"')) continue;
      if (stream.accept("}") !== undefined) break;
      const matcher = parseMatcher(stream, stream.shift());
      if (matcher === undefined) continue;
      if (typeof matcher !== "string") matchers.push(matcher);
      else {
        quotedName ??= matcher;
        matchers.push({ name: "__name__", op: "=", value: matcher });
      }
    } else if (stream.readyOr((kind) => kind === "," || kind === "}", CONTEXT, '"," or "}"')) {
      if (stream.accept("}") !== undefined) break;
      stream.shift();
      expectMatcher = true;
    }
  }
  return { matchers, quotedName };
}

/** One matcher, or the text of a quoted metric name; undefined after an error. */
function parseMatcher(stream: TokenStream, label: Token): Matcher | string | undefined {
  const name = label.kind === "string" ? unquoteLiteral(label.text) : fromByteText(label.text);
  if (label.kind === "string") {
    if (!isMatchOp(stream.peek().kind)) return name;
  } else if (!stream.readyOr(isMatchOp, CONTEXT, "label matching operator")) return undefined;
  const op = stream.shift().kind as MatchOp;
  if (!stream.readyOr((kind) => kind === "string", CONTEXT, "string")) return undefined;
  const literal = stream.shift();
  const value = unquoteLiteral(literal.text);
  if (op === "=~" || op === "!~") {
    const error = regexError(value);
    if (error !== undefined) stream.report({ start: label.start, end: literal.end }, error);
  }
  return { name, op, value };
}

/** Prometheus compiles the pattern as written before it anchors it, so `a)(b` fails and errors show it bare. */
function regexError(pattern: string): string | undefined {
  const anchored = compileRegex(pattern);
  if (anchored.ok && !pattern.includes(")")) return undefined;
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
  }
  return anchored.ok ? undefined : anchored.error;
}
