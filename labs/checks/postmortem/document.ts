import type { Code, Heading, List, RootContent, Table } from "mdast";
import { offsets, parseMarkdown, plainText, refuseMarkdown } from "../../load/markdown.ts";

/** Character offsets in the learner's text, end exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A row of a table, cells keyed by the lower-case header; `raw` keeps the Markdown of each cell. */
export interface Row {
  readonly cells: Readonly<Record<string, string>>;
  readonly raw: Readonly<Record<string, string>>;
  readonly at: TextSpan;
}

/** One item of a bullet list. */
export interface Item {
  readonly text: string;
  readonly at: TextSpan;
}

/** One `## Heading` and what follows it. Block quotes are instructions and are left out. */
export interface Section {
  readonly title: string;
  readonly at: TextSpan;
  /** What a reader sees, without fences and tables. */
  readonly prose: readonly Item[];
  readonly rows: readonly Row[];
  readonly items: readonly Item[];
  readonly fences: readonly { readonly info: string; readonly text: string; readonly at: TextSpan }[];
  /** Items under each `### Heading`, keyed by its lower-case text. */
  readonly parts: Readonly<Record<string, readonly Item[]>>;
  readonly source: string;
}

/** A postmortem as its sections; names are the template's, in any case. */
export interface PostmortemDocument {
  readonly title: string;
  readonly text: string;
  /** `field | value` rows before the first section, and `**Field:** value` lines, keys in lower case. */
  readonly header: Readonly<Record<string, string>>;
  readonly sections: Readonly<Record<SectionName, Section | undefined>>;
  readonly all: readonly Section[];
}

export const sectionNames = [
  "summary",
  "impact",
  "timeline",
  "causes",
  "went-well",
  "went-wrong",
  "lucky",
  "actions",
  "lessons",
] as const;
export type SectionName = (typeof sectionNames)[number];

const headings: readonly (readonly [SectionName, RegExp])[] = [
  ["summary", /^summary|^what happened/],
  ["impact", /^impact/],
  ["timeline", /^timeline/],
  ["causes", /cause/],
  ["went-well", /went well/],
  ["went-wrong", /went (wrong|poorly|badly)|could (go|have gone) better/],
  ["lucky", /luck/],
  ["actions", /action/],
  ["lessons", /lesson|learn/],
];

/** Reads a postmortem. `refused` says why a document is not read at all (too long, too deep). */
export function readPostmortem(
  text: string,
): { document: PostmortemDocument } | { refused: string; at: number } {
  const refusal = refuseMarkdown(text);
  if (refusal !== undefined) return { refused: refusal.reason, at: refusal.at };
  const nodes = parseMarkdown(text).children.filter((node) => node.type !== "blockquote");
  const starts = nodes.flatMap((node, i) =>
    node.type === "heading" && node.depth === 2 ? [{ node, i }] : [],
  );
  const all = starts.map(({ node, i }, k) => readSection(text, node, nodes.slice(i + 1, starts[k + 1]?.i)));
  const head = nodes.slice(0, starts[0]?.i ?? nodes.length);
  const sections = Object.fromEntries(
    sectionNames.map((name) => [name, all.find((section) => sectionName(section.title) === name)]),
  ) as Record<SectionName, Section | undefined>;
  const first = head.find((node) => node.type === "heading" && node.depth === 1);
  return {
    document: {
      title: first === undefined ? "" : plainText(first),
      text,
      header: readHeader(text, head),
      sections,
      all,
    },
  };
}

function sectionName(title: string): SectionName | undefined {
  const lower = title.toLowerCase();
  return headings.find(([, pattern]) => pattern.test(lower))?.[0];
}

function readSection(text: string, heading: Heading, nodes: readonly RootContent[]): Section {
  const prose: Item[] = [];
  const rows: Row[] = [];
  const items: Item[] = [];
  const fences: { info: string; text: string; at: TextSpan }[] = [];
  const parts: Record<string, Item[]> = {};
  let part: Item[] | undefined;
  for (const node of nodes) {
    if (node.type === "heading") {
      part = [];
      parts[plainText(node).toLowerCase().trim()] = part;
    } else if (node.type === "table") rows.push(...readTable(text, node));
    else if (node.type === "code") fences.push(readFence(node));
    else if (node.type === "list") {
      const found = readItems(node);
      items.push(...found);
      prose.push(...found);
      part?.push(...found);
    } else if (node.type === "paragraph") prose.push({ text: plainText(node), at: offsets(node) });
  }
  const start = offsets(heading).start;
  const end = nodes.at(-1) === undefined ? offsets(heading).end : offsets(nodes.at(-1) ?? heading).end;
  return {
    title: plainText(heading).trim(),
    at: offsets(heading),
    prose,
    rows,
    items,
    fences,
    parts,
    source: text.slice(start, end),
  };
}

function readFence(node: Code): { info: string; text: string; at: TextSpan } {
  return { info: `${node.lang ?? ""} ${node.meta ?? ""}`.trim(), text: node.value, at: offsets(node) };
}

function readItems(list: List): Item[] {
  return list.children.map((item) => ({ text: plainText(item).trim(), at: offsets(item) }));
}

function readTable(text: string, table: Table): Row[] {
  const names = table.children[0]?.children.map((cell) => plainText(cell).toLowerCase().trim()) ?? [];
  return table.children.slice(1).map((row) => {
    const cells: Record<string, string> = {};
    const raw: Record<string, string> = {};
    for (const [i, cell] of row.children.entries()) {
      const name = names[i] ?? `column ${i + 1}`;
      cells[name] = plainText(cell).trim();
      const inner = cell.children.at(-1) === undefined ? undefined : offsets(cell);
      raw[name] =
        inner === undefined ? "" : text.slice(inner.start, inner.end).replace(/^\s*\|?|\|?\s*$/g, "");
    }
    return { cells, raw, at: offsets(row) };
  });
}

function readHeader(text: string, nodes: readonly RootContent[]): Record<string, string> {
  const header: Record<string, string> = {};
  for (const node of nodes) {
    if (node.type === "table") {
      for (const row of readTable(text, node)) {
        const [key, value] = Object.values(row.cells);
        if (key !== undefined) header[key.toLowerCase()] = value ?? "";
      }
    } else if (node.type === "paragraph") {
      for (const line of plainText(node).split("\n")) {
        const match = /^([A-Za-z ]{2,30}):\s*(.*)$/.exec(line.trim());
        if (match?.[1] !== undefined) header[match[1].toLowerCase()] = match[2] ?? "";
      }
    }
  }
  return header;
}

/** Sentences of a text with their offsets relative to it. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+(?=[A-Z`*])|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}
