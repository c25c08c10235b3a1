import { FlowDepth } from "./flow-depth.ts";

/** A text whose lines were moved to the right, and by how many columns each. */
export interface IndentedText {
  readonly text: string;
  readonly added: readonly number[];
}

/**
 * Indents lines that go on inside brackets or quotes until they stand right of the key they belong to. The
 * YAML rules ask for that, Go's reader does not, and people close brackets at the key's own column. Leading
 * blanks mean nothing there, so no value changes.
 */
export function indentContinuations(text: string): IndentedText {
  const flow = new FlowDepth(true);
  const added: number[] = [];
  let wanted = 0;
  let blockScalar = -1;
  const lines = text.split("\n").map((line) => {
    const indent = line.search(/[^ ]/);
    if (flow.open) {
      const missing = indent < 0 ? 0 : Math.max(wanted - indent, 0);
      added.push(missing);
      flow.scan(line);
      return " ".repeat(missing) + line;
    }
    added.push(0);
    if (blockScalar >= 0 && (indent < 0 || indent > blockScalar)) return line;
    const column = (/^ *(?:[-?] +)*/.exec(line)?.[0] ?? "").length;
    blockScalar = /(?:^|[:\-?] +)[|>][-+0-9]*\s*$/.test(line) ? lastDash(line, column) : -1;
    wanted = column + 2;
    if (blockScalar < 0) flow.scan(line);
    return line;
  });
  return { text: lines.join("\n"), added };
}

/** A block scalar's lines stand right of its key, or of the dash when it has none. */
function lastDash(line: string, column: number): number {
  return /^[|>]/.test(line.slice(column)) ? Math.max(column - 2, 0) : column;
}
