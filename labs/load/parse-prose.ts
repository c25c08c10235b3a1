import type { Heading, RootContent } from "mdast";
import type { LabProse, StepProse } from "../../content/types.ts";
import { AuthorError } from "./author-error.ts";
import { parseMarkdown, plainText } from "./markdown.ts";
import { readYaml } from "./read-yaml.ts";

const frontMatter = /^---\n([\s\S]*?)\n---\n/;
const stepHeading = /^(.*?)\s*\{#([a-z][a-z0-9-]*)\}\s*$/;
const subsections = ["Hints", "Approaches", "Background"] as const;

/**
 * Reads the prose of a lab: front matter with title and summary, then one `## Title {#step-id}`
 * per step. Throws an `AuthorError` when the shape is wrong.
 */
export function parseProse(file: string, text: string): LabProse {
  const errors: string[] = [];
  const front = frontMatter.exec(text);
  const yaml = readYaml(file, front?.[1] ?? "");
  const fields = (yaml.value ?? {}) as Record<string, unknown>;
  const { title, summary } = fields;
  if (front === null) errors.push(`${file}:1:1: front matter missing; begin with --- and title, summary`);
  else {
    for (const key of Object.keys(fields)) {
      if (key !== "title" && key !== "summary")
        errors.push(`${file}: front matter: "${key}" is not a key here`);
    }
    if (typeof title !== "string") errors.push(`${file}: front matter: title missing`);
    if (typeof summary !== "string") errors.push(`${file}: front matter: summary missing`);
  }
  // Front matter is blanked, not cut, so that positions stay those of the file.
  const body = front === null ? text : front[0].replace(/[^\n]/g, " ") + text.slice(front[0].length);
  const steps = readSteps(file, body, errors);
  if (errors.length > 0) throw new AuthorError(errors);
  return { title: String(title), summary: String(summary), steps };
}

function readSteps(file: string, text: string, errors: string[]): Record<string, StepProse> {
  const root = parseMarkdown(text);
  const steps: Record<string, StepProse> = {};
  const headings = root.children.flatMap((node, index) =>
    node.type === "heading" && node.depth === 2 ? [{ node, index }] : [],
  );
  rejectHtml(file, root.children, errors);
  for (const [i, { node, index }] of headings.entries()) {
    const match = stepHeading.exec(plainText(node));
    const line = node.position?.start.line ?? 1;
    if (match === null) {
      errors.push(`${file}:${line}:1: a step heading reads "## Title {#step-id}"`);
      continue;
    }
    const id = match[2] ?? "";
    if (steps[id] !== undefined) errors.push(`${file}:${line}:1: step id "${id}" is used twice`);
    const nodes = root.children.slice(index + 1, headings[i + 1]?.index ?? root.children.length);
    steps[id] = readStep(file, text, match[1] ?? "", nodes, errors);
  }
  return steps;
}

function readStep(
  file: string,
  text: string,
  title: string,
  nodes: RootContent[],
  errors: string[],
): StepProse {
  const parts = new Map<string, RootContent[]>([["", []]]);
  let current = "";
  for (const node of nodes) {
    if (node.type === "heading" && node.depth === 3) {
      current = plainText(node);
      if (!subsections.some((name) => name === current)) {
        errors.push(
          `${file}:${lineOf(node)}:1: "${current}" is not a part of a step; ${subsections.join(", ")} are`,
        );
      }
      parts.set(current, []);
    } else parts.get(current)?.push(node);
  }
  const hints = (parts.get("Hints") ?? []).flatMap((node) =>
    node.type === "list" ? node.children.map((item) => slice(text, item.children)) : [],
  );
  const body = slice(text, parts.get("") ?? []);
  const words = body
    .replace(/```[\s\S]*?```/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "").length;
  if (words > 120) errors.push(`${file}: "${title}" has ${words} words before its hints; at most 120`);
  return {
    title,
    body,
    hints,
    approaches: slice(text, parts.get("Approaches") ?? []),
    background: slice(text, parts.get("Background") ?? []),
  };
}

function slice(text: string, nodes: readonly RootContent[]): string {
  const start = nodes[0]?.position?.start.offset;
  const end = nodes.at(-1)?.position?.end.offset;
  return start === undefined || end === undefined ? "" : text.slice(start, end);
}

function lineOf(node: Heading): number {
  return node.position?.start.line ?? 1;
}

function rejectHtml(file: string, nodes: readonly RootContent[], errors: string[]): void {
  for (const node of nodes) {
    if (node.type === "html") {
      errors.push(`${file}:${node.position?.start.line ?? 1}:1: HTML is not allowed; write Markdown`);
    }
    if (node.type === "image" && /^[a-z]+:/i.test(node.url)) {
      errors.push(
        `${file}:${node.position?.start.line ?? 1}:1: images come from this folder, not from ${node.url}`,
      );
    }
    if ("children" in node) rejectHtml(file, node.children as RootContent[], errors);
  }
}
