import type { Finding } from "../../../labs/finding.ts";

/** A change of the text as an editor makes it, so that its undo takes it back. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A row of the timeline before it is Markdown. */
export interface TimelineRow {
  /** `14:30:50`. */
  readonly time: string;
  readonly event: string;
  readonly source: string;
}

interface Line {
  readonly text: string;
  readonly from: number;
}

function linesOf(text: string): Line[] {
  let from = 0;
  return text.split("\n").map((line) => {
    const entry = { text: line, from };
    from += line.length + 1;
    return entry;
  });
}

const isRow = (line: Line | undefined): boolean => line !== undefined && /^\s*\|/.test(line.text);
const isBlankRow = (line: Line): boolean => /^\s*\|[\s|]*$/.test(line.text);

/** Puts a row into the Timeline table at its time; makes the table, or the section, when there is none. */
export function insertTimelineRow(text: string, row: TimelineRow): TextEdit {
  const markdown = `| ${cell(row.time)} | ${cell(row.event)} | ${cell(row.source)} |`;
  const lines = linesOf(text);
  const heading = lines.findIndex((line) => /^##\s+timeline\b/i.test(line.text));
  const head = "| time | event | source |\n|---|---|---|\n";
  if (heading === -1) {
    const gap = text === "" || text.endsWith("\n\n") ? "" : text.endsWith("\n") ? "\n" : "\n\n";
    return { from: text.length, to: text.length, text: `${gap}## Timeline\n\n${head}${markdown}\n` };
  }
  const next = lines.findIndex((line, i) => i > heading && /^##?\s/.test(line.text));
  const end = next === -1 ? lines.length : next;
  const top = lines.findIndex((line, i) => i > heading && i < end && isRow(line));
  if (top === -1) {
    const at = (lines[heading]?.from ?? 0) + (lines[heading]?.text.length ?? 0);
    return { from: at, to: at, text: `\n\n${head}${markdown}` };
  }
  let bottom = top;
  while (bottom < end && isRow(lines[bottom])) bottom++;
  const rows = lines.slice(top + 2, bottom);
  const blank = rows.filter(isBlankRow);
  const only = blank[0];
  if (only !== undefined && blank.length === rows.length) {
    const last = rows.at(-1) ?? only;
    return { from: only.from, to: last.from + last.text.length, text: markdown };
  }
  const second = clockOf(row.time);
  const later = rows.find((line) => {
    const at = clockOf(line.text.split("|")[1] ?? "");
    return at !== undefined && second !== undefined && at > second;
  });
  if (later !== undefined) return { from: later.from, to: later.from, text: `${markdown}\n` };
  const last = rows.findLast((line) => !isBlankRow(line)) ?? lines[bottom - 1];
  const at = (last?.from ?? text.length) + (last?.text.length ?? 0);
  return { from: at, to: at, text: `\n${markdown}` };
}

/** A pipe would end the cell, a line break the row. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/(?<!\\)\|/g, "\\|")
    .trim();
}

function clockOf(text: string): number | undefined {
  const match = /(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

/** Whether the text already has this row: same time and same words in one table line. */
export function hasRow(text: string, row: TimelineRow): boolean {
  const event = cell(row.event);
  return text.split("\n").some((line) => line.includes(`| ${row.time} |`) && line.includes(event));
}

/** Adds a heading for a section that has none, at the end. */
export function insertSection(text: string, title: string): TextEdit {
  const gap = text.endsWith("\n\n") || text === "" ? "" : text.endsWith("\n") ? "\n" : "\n\n";
  return { from: text.length, to: text.length, text: `${gap}## ${title}\n\n` };
}

/** Puts a citation at the caret: inside a line with spaces around, never glued to a word. */
export function insertCitation(text: string, caret: number, markdown: string): TextEdit {
  const at = Math.min(Math.max(0, caret), text.length);
  const before = text[at - 1];
  const after = text[at];
  const left = before === undefined || /\s/.test(before) ? "" : " ";
  const right = after === undefined || /[\s.,;:|)]/.test(after) ? "" : " ";
  return { from: at, to: at, text: `${left}${markdown.trim()}${right}` };
}

/**
 * Where a span of the text that was checked lies in the text of now: moved along with edits before it,
 * undefined once its own words were edited.
 */
export function moveSpan(
  checked: string,
  now: string,
  span: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } | undefined {
  if (checked === now) return clampSpan(span, now.length);
  const shorter = Math.min(checked.length, now.length);
  let head = 0;
  while (head < shorter && checked[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && checked[checked.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  if (span.end <= head) return clampSpan(span, now.length);
  if (span.start < checked.length - tail) return undefined;
  const by = now.length - checked.length;
  return clampSpan({ start: span.start + by, end: span.end + by }, now.length);
}

function clampSpan(span: { readonly start: number; readonly end: number }, length: number) {
  const start = Math.min(Math.max(0, span.start), length);
  return { start, end: Math.min(Math.max(start, span.end), length) };
}

/** A finding in the text of now; `span` is missing when it has no place or its words were edited. */
export interface PlacedFinding {
  readonly key: string;
  readonly finding: Finding;
  readonly span: { readonly start: number; readonly end: number } | undefined;
  readonly edited: boolean;
}

/** Findings of the last check, in their order, placed in the text of now. */
export function placeFindings(
  findings: readonly Finding[],
  checked: string,
  now: string,
): readonly PlacedFinding[] {
  return findings.map((finding, i) => {
    const span = finding.at === undefined ? undefined : moveSpan(checked, now, finding.at);
    return {
      key: `${i} ${finding.code}`,
      finding,
      span,
      edited: finding.at !== undefined && span === undefined,
    };
  });
}

/**
 * The text for other places: links into this page become what they point at, because the address means
 * nothing elsewhere. A query link keeps its query in a code span.
 */
export function exportMarkdown(text: string): string {
  return text.replace(/\[([^\]]*)\]\((#\/[^)\s]*)\)/g, (_, label: string, href: string) => {
    const expr = /[?&]g0\.expr=([^&]+)/.exec(href)?.[1];
    if (expr === undefined) return label;
    try {
      return `${label} (${codeSpan(decodeURIComponent(expr.replaceAll("+", " ")))})`;
    } catch {
      return label;
    }
  });
}

function codeSpan(text: string): string {
  const run = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(run + 1);
  return run === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** Edges of a `causes` fence: one `a -> b` a line. */
export function readEdges(text: string): readonly (readonly [string, string])[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\S.*?)\s*(?:->|→)\s*(\S.*?)\s*$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]] as const];
  });
}

/** Chains that together hold every edge once, each as long as it gets, from causes without a cause. */
export function chainsOf(edges: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const left = [...edges];
  const chains: string[][] = [];
  while (left.length > 0) {
    const start = left.findIndex(([from]) => !left.some(([, to]) => to === from));
    const [first] = left.splice(Math.max(0, start), 1);
    if (first === undefined) break;
    const chain = [...first];
    for (;;) {
      const next = left.findIndex(([from]) => from === chain.at(-1));
      const edge = next === -1 ? undefined : left.splice(next, 1)[0];
      if (edge === undefined) break;
      chain.push(edge[1]);
    }
    chains.push(chain);
  }
  return chains;
}
