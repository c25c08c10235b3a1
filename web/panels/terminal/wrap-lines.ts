/** Lines that line up with others: columns keep their width, and the panel scrolls sideways. */
const tableLine = /\S(?: {2,}|\t)\S|^[+|].*[+|]$/;

/** `name   what it does`: the text that follows the gap hangs under itself. */
const entryLine = /^(\s*\S+ {2,})(\S.*)$/;

/** Whether a line is such an entry. */
export const isEntry = (line: string): boolean => entryLine.test(line);

/**
 * Breaks lines longer than `columns` at words. Rows of tables stay whole; with `entries` a row such as
 * `name   what it does` is broken too, its second column hanging under itself.
 */
export function wrapLines(text: string, columns: number, entries = false): string {
  return text
    .split("\n")
    .map((line) => {
      if (line.length <= columns) return line;
      const entry = entries ? entryLine.exec(line) : null;
      const [, name = "", words = ""] = entry ?? [];
      if (entry !== null && name.length < columns / 2) return wrapWords(name, words, columns);
      return tableLine.test(line) ? line : wrapWords(/^\s*/.exec(line)?.[0] ?? "", line.trimStart(), columns);
    })
    .join("\n");
}

/** Whether a command line asks for a list of what commands do, in entries that may be broken. */
export const listsEntries = (line: string): boolean => /^(help|man)\b/.test(line);

/** What a command printed, broken at words for a terminal in which `columns` are in sight. */
export function wrapOutput({ line, output }: Printed, columns: number): string {
  return wrapLines(output, columns, listsEntries(line));
}

/** Whether what a command printed holds rows of a table, which must not be broken. */
export function isTable({ output }: Pick<Printed, "output">): boolean {
  return output.split("\n").some((row) => tableLine.test(row));
}

interface Printed {
  readonly line: string;
  readonly output: string;
}

/** Words longer than a line are left to the terminal. */
function wrapWords(start: string, text: string, columns: number): string {
  const lines: string[] = [];
  let line = start;
  for (const word of text.split(" ")) {
    const begun = line.length > start.length;
    if (begun && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = " ".repeat(start.length) + word;
    } else line += begun ? ` ${word}` : word;
  }
  return [...lines, line].join("\n");
}
