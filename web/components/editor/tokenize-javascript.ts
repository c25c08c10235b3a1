import type { LineState, LineTokens, Token, TokenKind } from "./tokenize.ts";

const keywords = new Set(
  "async await break case catch class const continue default do else export extends false finally for function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while yield".split(
    " ",
  ),
);
const piecePattern =
  /(\/\/.*$|\/\*.*?(?:\*\/|$))|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(0x[\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?)|([A-Za-z_$][\w$]*)|\s+|./g;

/** Colours of one line of JavaScript: comments, texts, numbers, keywords and calls. */
export function javascriptLine(line: string, state: LineState): LineTokens {
  const tokens: Token[] = [];
  let offset = 0;
  if (state === "`" || state === "*") {
    const close = state === "`" ? line.indexOf("`") : line.indexOf("*/");
    tokens.push({ start: 0, kind: state === "`" ? "string" : "comment" });
    if (close === -1) return { tokens, end: state };
    offset = close + (state === "`" ? 1 : 2);
  }
  const text = line.slice(offset);
  for (const match of text.matchAll(piecePattern)) {
    const [piece, comment, string, number, word] = match;
    const kind = kindOf(comment, string, number, word, text.slice(match.index + piece.length));
    tokens.push({ start: offset + match.index, kind });
    if (comment?.startsWith("/*") === true && !comment.endsWith("*/")) return { tokens, end: "*" };
    if (string?.startsWith("`") === true && (string.length === 1 || !string.endsWith("`")))
      return { tokens, end: "`" };
  }
  return { tokens, end: "" };
}

function kindOf(
  comment: string | undefined,
  string: string | undefined,
  number: string | undefined,
  word: string | undefined,
  after: string,
): TokenKind {
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  if (number !== undefined) return "number";
  if (word === undefined) return "plain";
  if (keywords.has(word)) return "kw";
  if (/^\s*\(/.test(after)) return "fn";
  return /^\s*:/.test(after) ? "label" : "plain";
}
