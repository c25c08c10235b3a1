import { FlowDepth } from "./flow-depth.ts";

/** Deepest nesting a file may have; real tools have no such limit, a browser's parser needs one. */
export const MAX_NESTING = 64;

/**
 * Finds the first line nested deeper than `MAX_NESTING`, in one pass and without parsing: 20,000 levels
 * overflow a recursive parser's stack. Counts indentation steps, `- ` markers and open flow brackets;
 * quoted text is skipped. Returns the line from 1 and the depth, or undefined.
 */
export function tooDeep(text: string): { readonly line: number; readonly depth: number } | undefined {
  const indents: number[] = [];
  const flow = new FlowDepth(false);
  let lineNumber = 0;
  for (const line of text.split("\n")) {
    lineNumber++;
    const trimmed = line.trimStart();
    if (trimmed === "" || (trimmed.startsWith("#") && flow.depth === 0)) continue;
    if (flow.depth === 0) pushIndents(line, indents);
    const deepest = flow.scan(line);
    const depth = indents.length + deepest;
    if (depth > MAX_NESTING) return { line: lineNumber, depth };
  }
  return undefined;
}

/** Keeps the stack of indentation columns; each `- ` or `? ` on the line opens a column of its own. */
function pushIndents(line: string, indents: number[]): void {
  let column = line.length - line.trimStart().length;
  while (indents.length > 0 && (indents.at(-1) ?? 0) >= column) indents.pop();
  indents.push(column);
  while (/^[-?:][ \t]/.test(line.slice(column, column + 2))) {
    const rest = line.slice(column + 1);
    column += 1 + rest.length - rest.trimStart().length;
    indents.push(column);
    if (indents.length > MAX_NESTING * 2) return;
  }
}
