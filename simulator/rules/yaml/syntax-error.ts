import type { LineCounter, YAMLError } from "yaml";

/** A YAML syntax error: Go's text, and where the text really goes wrong. */
export interface SyntaxError {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Puts an error of the `yaml` package into the words of Go's libyaml port. Go's line is that of the last
 * token read, or for a broken mapping the line before its first key, counted in ways learners know from
 * promtool; `line` here is the true one. Unusual errors may be worded otherwise than Go's.
 */
export function goSyntaxError(error: YAMLError, lines: LineCounter, text: string): SyntaxError {
  const { line, col } = lines.linePos(error.pos[0]);
  const { message, shown } = wording(error, text, line, col);
  const where = shown > 0 ? `line ${shown}: ` : "";
  return { text: `yaml: ${where}${message}`, line, column: col };
}

interface Wording {
  readonly message: string;
  /** The line Go prints; none when zero. */
  readonly shown: number;
}

function wording(error: YAMLError, text: string, line: number, column: number): Wording {
  const scanner = (message: string, shown = line): Wording => ({ message, shown: shown === 1 ? 0 : shown });
  const lastLine = text.replace(/\s+$/, "").split("\n").length;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return { message: "found a tab character that violates indentation", shown: line - 1 };
    case "BLOCK_AS_IMPLICIT_KEY":
      if (error.message.startsWith("A block sequence")) return brokenMapping(text, line, column);
      return scanner("mapping values are not allowed in this context", colonLine(text, error.pos[0]));
    case "MULTILINE_IMPLICIT_KEY":
      // A key in the middle of a mapping needs its colon; elsewhere the text runs on to the next one.
      if (!beginsValue(text, error.pos[0])) return scanner("could not find expected ':'");
      return scanner("mapping values are not allowed in this context", colonLine(text, error.pos[0]));
    case "BAD_SCALAR_START":
      return scanner("found character that cannot start any token");
    case "BAD_DQ_ESCAPE":
      return scanner("found unknown escape character");
    case "MISSING_CHAR":
      if (error.message.includes("quote")) {
        return scanner("found unexpected end of stream", openQuoteLine(text, error.message));
      }
      if (error.message.includes("Implicit map keys")) return scanner("could not find expected ':'");
      return brokenMapping(text, line, column);
    case "BAD_INDENT":
      if (error.message.startsWith("Flow sequence")) {
        return { message: "did not find expected node content", shown: lastLine === 1 ? 0 : lastLine };
      }
      if (error.message.startsWith("Flow map")) {
        return { message: "did not find expected ',' or '}'", shown: lastLine - 1 };
      }
      return brokenMapping(text, line, column);
    case "UNEXPECTED_TOKEN":
      if (/token in YAML stream/.test(error.message)) {
        return { message: "did not find expected node content", shown: line - 1 };
      }
      if (error.message.includes("alias")) {
        return scanner("did not find expected alphabetic or numeric character");
      }
      return brokenMapping(text, line, column);
    default:
      return { message: "did not find expected key", shown: line - 1 };
  }
}

/** Line of the first colon after a place that could end a key. */
function colonLine(text: string, from: number): number {
  const colon = text.slice(from).search(/:(?:\s|$)/);
  return text.slice(0, colon < 0 ? from : from + colon).split("\n").length;
}

/** Whether nothing but dashes stands before a place on its line, or it is the file's first. */
function beginsValue(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return lineStart === 0 || /^\s*(?:-\s+)+$/.test(text.slice(lineStart, at));
}

/** Line of the quote that is never closed: nothing after it can be one of its kind. */
function openQuoteLine(text: string, message: string): number {
  const quote = message.endsWith("'quote") ? "'" : '"';
  let at = text.lastIndexOf(quote);
  while (quote === '"' && at > 0 && text.charAt(at - 1) === "\\") at = text.lastIndexOf(quote, at - 1);
  return text.slice(0, at).split("\n").length;
}

/** Go blames the mapping the token should have continued, by the line before its first key. */
function brokenMapping(text: string, line: number, column: number): Wording {
  const start = mappingStart(text.split("\n"), line - 1, column - 1);
  return { message: "did not find expected key", shown: start > 0 ? start : line - 1 };
}

/** Index of the line where the innermost block mapping around a place begins. */
function mappingStart(all: readonly string[], errorLine: number, errorColumn: number): number {
  let from = errorLine;
  while (from > 0 && (all[from] ?? "").trim() === "") from--;
  const limit = Math.max(from === errorLine ? errorColumn : 0, (all[from] ?? "").search(/\S/));
  let mapColumn = -1;
  let start = 0;
  for (let index = from; index >= 0; index--) {
    const { key, dashed } = keyOf(all[index] ?? "");
    if (key === undefined) continue;
    if (mapColumn < 0) {
      const before = index === from ? key < limit : key <= limit;
      if (!before) continue;
      mapColumn = key;
    }
    if (key < mapColumn) break;
    if (key > mapColumn) continue;
    start = index;
    if (dashed) break;
  }
  return start;
}

/** Column of a line's key, and whether dashes stand before it. */
function keyOf(line: string): { readonly key: number | undefined; readonly dashed: boolean } {
  const dashes = /^(\s*)((?:-\s+)*)/.exec(line);
  const column = dashes?.[0].length ?? 0;
  const isKey = /^[^\s#:][^:]*:(?:\s|$)/.test(line.slice(column));
  return { key: isKey ? column : undefined, dashed: (dashes?.[2] ?? "") !== "" };
}
