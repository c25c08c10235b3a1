import type { Nodes, RootContent, Table } from "mdast";
import { readEvidence } from "../../../labs/checks/postmortem/claims.ts";
import { readPostmortem, type SectionName, sectionNames } from "../../../labs/checks/postmortem/document.ts";
import { sameValue } from "../../../labs/checks/postmortem/facts-numbers.ts";
import { likeTemplate } from "../../../labs/checks/postmortem/form.ts";
import { readClock, readClocks, readPercent } from "../../../labs/checks/postmortem/read-values.ts";
import { longestMarkdown, parseMarkdown, plainText } from "../../../labs/load/markdown.ts";

/**
 * The parsing half of the panel, loaded when a text is first shown. It reads a text as the check does,
 * so what the outline calls missing and what counts as a query is the same in both.
 */

/** A required section: written, present but as empty as the form, or without a heading. */
export interface OutlineEntry {
  readonly name: SectionName;
  readonly state: "filled" | "empty" | "missing";
  /** Offset of its heading. */
  readonly at: number | undefined;
}

/** A stated value with the query that shows it. */
export interface Evidence {
  /** Same for equal questions, so one answer serves all. */
  readonly key: string;
  readonly expr: string;
  /** Second of the day it is read at; undefined for "now". */
  readonly second: number | undefined;
  readonly stated: string;
}

/** A row of the impact table as the preview shows it. */
export interface ClaimRow {
  readonly claim: string;
  readonly value: string;
  readonly evidence: Evidence | undefined;
}

export type ReadResult =
  | { readonly refused: string; readonly at: number; readonly limit: number }
  | {
      readonly nodes: readonly RootContent[];
      readonly outline: readonly OutlineEntry[];
      readonly claims: readonly ClaimRow[];
      /** The node that the claims replace in the preview. */
      readonly claimTable: RootContent | undefined;
      /** Links to a query that quote a value, by address. */
      readonly cites: ReadonlyMap<string, Evidence>;
      readonly limit: number;
    };

const templates = new Map<string, ReturnType<typeof readPostmortem>>();

function templateOf(text: string): ReturnType<typeof readPostmortem> {
  const known = templates.get(text) ?? readPostmortem(text);
  templates.set(text, known);
  return known;
}

/** A section more like the form than this counts as empty, as in the check. */
const copied = 0.8;

/** Reads a text whole. Never throws for text it may refuse; `template` is the empty form. */
export function readDocument(text: string, template: string): ReadResult {
  const read = readPostmortem(text);
  if ("refused" in read) return { ...read, limit: longestMarkdown };
  const form = templateOf(template);
  const { sections } = read.document;
  const outline = sectionNames.map((name): OutlineEntry => {
    const section = sections[name];
    if (section === undefined) return { name, state: "missing", at: undefined };
    const same = likeTemplate(section, "refused" in form ? undefined : form.document.sections[name]);
    return { name, state: same > copied ? "empty" : "filled", at: section.at.start };
  });
  const nodes = parseMarkdown(text).children;
  const impactAt = sections.impact?.at.start;
  return {
    nodes,
    outline,
    claims: (sections.impact?.rows ?? []).map(({ cells, raw }) => {
      const value = cells.value ?? Object.values(cells)[1] ?? "";
      return {
        claim: cells.claim ?? Object.values(cells)[0] ?? "",
        value,
        evidence: claimEvidence(value, raw.query ?? ""),
      };
    }),
    claimTable: impactAt === undefined ? undefined : tableAfter(nodes, impactAt),
    cites: new Map(linksOf(nodes)),
    limit: longestMarkdown,
  };
}

/** The first table below a heading, when it has the columns of the form. */
function tableAfter(nodes: readonly RootContent[], offset: number): Table | undefined {
  const start = nodes.findIndex((node) => node.position?.start.offset === offset);
  for (const node of nodes.slice(start + 1)) {
    if (node.type === "heading" && node.depth <= 2) return undefined;
    if (node.type !== "table") continue;
    const head = node.children[0]?.children.map((cell) => plainText(cell).trim().toLowerCase()) ?? [];
    return head.includes("claim") && head.includes("value") ? node : undefined;
  }
  return undefined;
}

/** Query and moment of an evidence cell: `` `sum(...)` at 16:15 ``, or a link to the query page. */
function claimEvidence(stated: string, cell: string): Evidence | undefined {
  const expr = readEvidence(cell);
  if (expr === undefined || expr.trim() === "") return undefined;
  const second =
    readClock(cell.replace(/`+[^`]*`+/g, " ").replace(/\([^)]*\)/g, " ")) ?? readClocks(stated).at(-1);
  return { key: `${expr}@${second ?? ""}`, expr, second, stated };
}

function* linksOf(nodes: readonly Nodes[]): Generator<[string, Evidence]> {
  for (const node of nodes) {
    if (node.type === "link") {
      const expr = readEvidence(node.url);
      const text = plainText(node);
      const stated = quotedValue(text);
      if (expr !== undefined && stated !== undefined) {
        const second = linkSecond(node.url) ?? readClocks(text).at(-1);
        yield [node.url, { key: `${expr}@${second ?? ""}`, expr, second, stated }];
      }
    } else if ("children" in node) yield* linksOf(node.children as Nodes[]);
  }
}

/** Second of the day of a pinned end in a query link. */
function linkSecond(url: string): number | undefined {
  const moment = /[?&]g0\.(?:moment|end)_input=([^&]+)/.exec(url)?.[1];
  if (moment === undefined) return undefined;
  try {
    return readClock(decodeURIComponent(moment.replaceAll("+", " ")).slice(10));
  } catch {
    return undefined;
  }
}

/** The value a link's text quotes: `p99 1.8 s at 14:22` quotes `1.8 s`. */
export function quotedValue(text: string): string | undefined {
  const plain = text.replace(/\b\d{1,2}:\d{2}(:\d{2})?/g, " ");
  return /(?<![\w.,:])-?\d[\d,]*(?:\.\d+)?(?:\s*(?:%|ms|s|min|h|MiB|GiB|\/s))?(?![\w.])/
    .exec(plain)?.[0]
    .trim();
}

/** What a query gives beside what the text says. */
export interface Comparison {
  readonly live: string;
  readonly same: boolean;
}

/** Compares as the check does, and shows the live value in the unit of the stated one. */
export function compareValue(stated: string, value: number): Comparison {
  return { live: liveText(stated, value), same: sameValue(stated, value) };
}

function liveText(stated: string, value: number): string {
  const digits = (n: number): string => {
    if (!Number.isFinite(n)) return String(n);
    return Math.abs(n) >= 1000
      ? String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",")
      : String(Number(n.toPrecision(4)));
  };
  if (/%|percent/i.test(stated)) {
    const percent = readPercent(stated) ?? 0;
    const isRatio = Math.abs(percent - value * 100) < Math.abs(percent - value);
    return `${digits(isRatio ? value * 100 : value)} %`;
  }
  const unit = /\d\s*(ms|s|min|MiB|GiB|\/s)(?![a-z])/i.exec(stated)?.[1];
  return unit === undefined || unit === "min" ? digits(value) : `${digits(value)} ${unit}`;
}
