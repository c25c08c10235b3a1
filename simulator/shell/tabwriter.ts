/**
 * Elastic tabstops, as Go's `text/tabwriter` lays out the tables of kubectl and amtool: a column is a run of
 * consecutive lines that have a tab-ended cell in it, as wide as its widest cell plus padding. What follows
 * the last tab of a line belongs to no column.
 */
export function tabulate(text: string, minWidth: number, padding: number): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const layout = new Layout(lines, minWidth, padding);
  layout.format(0, lines.length);
  return layout.output.map((line) => line.join("")).join("\n");
}

/** kubectl's tables: least width 6, padding 3 (`GetNewTabWriter` of k8s.io/cli-runtime). */
export function kubectlTable(rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : `${tabulate(rows.map((row) => row.join("\t")).join("\n"), 6, 3)}\n`;
}

class Layout {
  readonly output: string[][];
  private readonly lines: readonly (readonly string[])[];
  private readonly minWidth: number;
  private readonly padding: number;
  private readonly widths: number[] = [];

  constructor(lines: readonly (readonly string[])[], minWidth: number, padding: number) {
    this.lines = lines;
    this.minWidth = minWidth;
    this.padding = padding;
    this.output = lines.map(() => []);
  }

  format(from: number, to: number): void {
    const column = this.widths.length;
    let written = from;
    for (let at = from; at < to; at++) {
      if (!this.hasColumn(at, column)) continue;
      this.write(written, at);
      written = at;
      let end = at;
      let width = this.minWidth;
      for (; end < to && this.hasColumn(end, column); end++) {
        const cell = this.lines[end]?.[column] ?? "";
        width = Math.max(width, textWidth(cell) + this.padding);
      }
      this.widths.push(width);
      this.format(at, end);
      this.widths.pop();
      written = end;
      at = end - 1;
    }
    this.write(written, to);
  }

  private hasColumn(line: number, column: number): boolean {
    return column < (this.lines[line]?.length ?? 0) - 1;
  }

  private write(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const cells = this.lines[i] ?? [];
      this.output[i] = cells.map((cell, j) => {
        const width = this.widths[j];
        return width === undefined || j >= cells.length
          ? cell
          : cell + " ".repeat(Math.max(0, width - textWidth(cell)));
      });
    }
  }
}

// Go counts code points, not the units of a JavaScript string.
function textWidth(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
