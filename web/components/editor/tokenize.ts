import { javascriptLine } from "./tokenize-javascript.ts";

/**
 * Colours for editor text, one line at a time. Both the plain editor and Monaco use it, so a query
 * looks the same in either. It only colours: the real parser decides what is valid.
 */
export type Language = "promql" | "yaml" | "markdown" | "javascript" | "text";

export type TokenKind = "fn" | "kw" | "label" | "string" | "number" | "comment" | "plain";

export interface Token {
  readonly start: number;
  readonly kind: TokenKind;
}

/** What a line hands to the next: `{` inside a selector, `(` inside a grouping, a backtick inside a raw string, `*` inside a comment. */
export type LineState = "" | "{" | "(" | "`" | "*";

export interface LineTokens {
  readonly tokens: readonly Token[];
  readonly end: LineState;
}

const keywords = new Set([
  "by",
  "without",
  "on",
  "ignoring",
  "group_left",
  "group_right",
  "and",
  "or",
  "unless",
  "offset",
  "bool",
  "atan2",
]);
const groupings = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const promqlPiece =
  /(#.*$)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?)|((?:\d+(?:ms|[smhdwy]))+|0x[\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([a-zA-Z_:][\w:]*)|([{}()])|\s+|./g;

/** Tokens of one line of `language`, given where the line before ended. */
export function tokenizeLine(language: Language, line: string, state: LineState): LineTokens {
  if (language === "promql") return promqlLine(line, state);
  if (language === "yaml") return { tokens: yamlLine(line), end: "" };
  if (language === "markdown") return { tokens: markdownLine(line), end: "" };
  if (language === "javascript") return javascriptLine(line, state);
  return { tokens: [{ start: 0, kind: "plain" }], end: "" };
}

function promqlLine(line: string, state: LineState): LineTokens {
  const tokens: Token[] = [];
  let where: LineState = state;
  let text = line;
  let offset = 0;
  if (state === "`") {
    const close = line.indexOf("`");
    tokens.push({ start: 0, kind: "string" });
    if (close === -1) return { tokens, end: "`" };
    offset = close + 1;
    text = line.slice(offset);
    where = "";
  }
  let lastWord = "";
  for (const match of text.matchAll(promqlPiece)) {
    const [piece, comment, string, number, word, bracket] = match;
    const start = offset + match.index;
    let kind: TokenKind = "plain";
    if (comment !== undefined) kind = "comment";
    else if (string !== undefined) {
      kind = "string";
      if (piece.startsWith("`") && (piece.length === 1 || !piece.endsWith("`"))) {
        tokens.push({ start, kind });
        return { tokens, end: "`" };
      }
    } else if (number !== undefined) kind = "number";
    else if (word !== undefined) {
      kind = wordKind(word, where, text.slice(match.index + piece.length));
      lastWord = word.toLowerCase();
    } else if (bracket !== undefined) {
      if (bracket === "{") where = "{";
      else if (bracket === "(") where = groupings.has(lastWord) ? "(" : "";
      else where = "";
      lastWord = "";
    }
    if (/\S/.test(piece) && word === undefined && bracket === undefined) lastWord = "";
    tokens.push({ start, kind });
  }
  return { tokens, end: where };
}

function wordKind(word: string, where: LineState, after: string): TokenKind {
  if (where === "{" || where === "(") return "label";
  const lower = word.toLowerCase();
  if (keywords.has(lower)) return "kw";
  if (lower === "inf" || lower === "nan") return "number";
  if (/^\s*(\(|(?:by|without)\b)/i.test(after)) return "fn";
  return "plain";
}

function yamlLine(line: string): Token[] {
  const comment = /(^|\s)#.*$/.exec(line);
  const end = comment === null ? line.length : comment.index;
  const tokens: Token[] = [{ start: 0, kind: "plain" }];
  const key = /^(\s*(?:- +)*)([\w.$/-]+)(\s*:)(?=\s|$)/.exec(line.slice(0, end));
  let from = 0;
  if (key !== null) {
    const start = key[1]?.length ?? 0;
    from = key[0].length;
    tokens.push({ start, kind: "fn" }, { start: start + (key[2]?.length ?? 0), kind: "plain" });
  }
  const value = line.slice(from, end);
  for (const match of value.matchAll(
    /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|\b\d+(?:\.\d+)?(?:ms|[smhdwy])?\b/g,
  )) {
    const start = from + match.index;
    tokens.push({ start, kind: /^["']/.test(match[0]) ? "string" : "number" });
    tokens.push({ start: start + match[0].length, kind: "plain" });
  }
  if (comment !== null) tokens.push({ start: end, kind: "comment" });
  return tokens;
}

function markdownLine(line: string): Token[] {
  if (/^#{1,6} /.test(line)) return [{ start: 0, kind: "kw" }];
  const tokens: Token[] = [{ start: 0, kind: "plain" }];
  for (const match of line.matchAll(/`[^`]+`|\[[^\]]*\]\([^)]*\)|\*\*[^*]+\*\*/g)) {
    tokens.push({
      start: match.index,
      kind: match[0].startsWith("[") ? "fn" : match[0].startsWith("`") ? "string" : "label",
    });
    tokens.push({ start: match.index + match[0].length, kind: "plain" });
  }
  return tokens;
}
