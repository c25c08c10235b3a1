import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Longest Markdown document that is parsed, in characters. */
export const longestMarkdown = 65_536;

/** Longest line, in characters; longer ones make inline parsing quadratic. */
export const longestLine = 4_096;

/** Deepest nesting of quotes and list markers on one line. */
const deepestNesting = 12;

/** Why a document is not parsed at all; undefined when it is fine. */
export function refuseMarkdown(text: string): { reason: string; at: number } | undefined {
  if (text.length > longestMarkdown) {
    const reason = `The document has ${text.length} characters; at most ${longestMarkdown} are read.`;
    return { reason, at: longestMarkdown };
  }
  let offset = 0;
  for (const line of text.split("\n")) {
    if (line.length > longestLine) {
      return { reason: `A line has ${line.length} characters; at most ${longestLine} are read.`, at: offset };
    }
    const markers = line.match(/^(?:\s*(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s)))+/)?.[0] ?? "";
    if ((markers.match(/[>*+\-.)]/g)?.length ?? 0) > deepestNesting) {
      return { reason: `A line opens more than ${deepestNesting} lists or quotes.`, at: offset };
    }
    const brackets = line.match(/[[\]*_`]/g)?.length ?? 0;
    if (brackets > 400) {
      return { reason: "A line holds more than 400 brackets, stars and backticks.", at: offset };
    }
    offset += line.length + 1;
  }
  return undefined;
}

/** CommonMark with GFM tables, as GitHub reads it. Call `refuseMarkdown` first for text from outside. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** All text of a node, as a reader sees it. */
export function plainText(node: Nodes): string {
  if ("value" in node) return node.value;
  if (node.type === "break") return "\n";
  if (node.type === "image") return node.alt ?? "";
  if ("children" in node) return node.children.map(plainText).join("");
  return "";
}

/** Character offsets of a node in its document. */
export function offsets(node: Nodes): { start: number; end: number } {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}
