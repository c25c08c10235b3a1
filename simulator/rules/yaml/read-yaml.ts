import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
} from "yaml";
import { indentContinuations } from "./indent-continuations.ts";
import { MAX_NESTING, tooDeep } from "./nesting.ts";
import { goSyntaxError } from "./syntax-error.ts";
import { plainTag, type ScalarTag, type YamlNode } from "./yaml-node.ts";

/** Largest configuration file, in UTF-16 units: 64 kB. */
export const MAX_YAML_LENGTH = 65_536;

/** Something wrong before any meaning is read: our limits, or YAML syntax in the words of Go's reader. */
export interface YamlProblem {
  readonly kind: "limit" | "syntax";
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface YamlFile {
  /** Root of the first document; undefined when the file is empty or broken. */
  readonly root: YamlNode | undefined;
  readonly problem: YamlProblem | undefined;
  /** Documents in the file; every tool read here uses the first only. */
  readonly documents: number;
}

/**
 * Reads one YAML file. Real tools use Go's libyaml port; syntax errors are mapped to its texts, with the
 * line where this parser noticed, which can differ by one. A tab that indents a block scalar is taken
 * here and refused there.
 */
export function readYaml(text: string, options: { readonly anchors: boolean }): YamlFile {
  const limit = overLimit(text);
  if (limit !== undefined) return { root: undefined, problem: limit, documents: 0 };
  try {
    return parseYaml(text, options.anchors);
  } catch (error) {
    // The parser's stack ends when a file nests in a way the count above did not see.
    if (error instanceof RangeError) return { root: undefined, problem: depthProblem(1), documents: 0 };
    throw error;
  }
}

function parseYaml(text: string, anchors: boolean): YamlFile {
  const lines = new LineCounter();
  const parsed = parseDocuments(text, lines);
  const [first] = parsed;
  if (first === undefined) return { root: undefined, problem: undefined, documents: 0 };
  const [error] = first.errors;
  if (error === undefined) return build(parsed, new Builder(lines, text, first, anchors, []));
  return (
    parseIndented(text, anchors) ?? {
      root: undefined,
      problem: { kind: "syntax", ...goSyntaxError(error, lines, text) },
      documents: parsed.length,
    }
  );
}

/** A second try with continuation lines moved to where this parser wants them; undefined when it fails too. */
function parseIndented(text: string, anchors: boolean): YamlFile | undefined {
  const moved = indentContinuations(text);
  if (!moved.added.some((count) => count > 0)) return undefined;
  const lines = new LineCounter();
  const parsed = parseDocuments(moved.text, lines);
  const [first] = parsed;
  if (first === undefined || first.errors.length > 0) return undefined;
  return build(parsed, new Builder(lines, moved.text, first, anchors, moved.added));
}

function parseDocuments(text: string, lines: LineCounter): readonly Document.Parsed[] {
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
}

function build(documents: readonly Document.Parsed[], builder: Builder): YamlFile {
  const contents: unknown = documents[0]?.contents;
  const root = isNode(contents) ? builder.build(contents) : undefined;
  if (builder.problem !== undefined) return { root: undefined, problem: builder.problem, documents: 1 };
  return { root, problem: undefined, documents: documents.length };
}

function overLimit(text: string): YamlProblem | undefined {
  if (text.length > MAX_YAML_LENGTH) {
    const kilobytes = Math.ceil(text.length / 1024);
    return {
      kind: "limit",
      text: `limit/yaml-size: The file has ${kilobytes} kB; the most is 64 kB.`,
      line: 1,
      column: 1,
    };
  }
  const deep = tooDeep(text);
  if (deep === undefined) return undefined;
  return depthProblem(deep.line, deep.depth);
}

function depthProblem(line: number, depth?: number): YamlProblem {
  const found = depth === undefined ? "Nested too deeply" : `Nested ${depth} levels at line ${line}`;
  return {
    kind: "limit",
    text: `limit/yaml-depth: ${found}; the most is ${MAX_NESTING}.`,
    line,
    column: 1,
  };
}

/** Turns the parser's tree into ours. */
class Builder {
  problem: YamlProblem | undefined;
  private readonly lines: LineCounter;
  private readonly text: string;
  private readonly document: Document.Parsed;
  private readonly anchors: boolean;
  private readonly added: readonly number[];

  /** `added` are the columns each line was moved to the right. */
  constructor(
    lines: LineCounter,
    text: string,
    document: Document.Parsed,
    anchors: boolean,
    added: readonly number[],
  ) {
    this.lines = lines;
    this.text = text;
    this.document = document;
    this.anchors = anchors;
    this.added = added;
  }

  build(node: Node): YamlNode {
    const place = this.place(node);
    if (!this.anchors && (isAlias(node) || node.anchor !== undefined)) this.refuseAnchor(place.line);
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const keyNode = this.child(key, place.start);
        this.refuseLongKey(keyNode);
        return { key: keyNode, value: this.valueOf(value, keyNode.end) };
      });
      return { kind: "map", entries, ...place };
    }
    if (isSeq(node)) {
      return { kind: "seq", items: node.items.map((item) => this.child(item, place.start)), ...place };
    }
    if (isAlias(node)) {
      const target = this.anchors ? node.resolve(this.document) : undefined;
      return target === undefined ? this.empty(place.start) : this.build(target);
    }
    return this.scalar(node, place);
  }

  private scalar(node: Node, place: ReturnType<Builder["place"]>): YamlNode {
    const scalar = isScalar(node) ? (node as Scalar) : undefined;
    const value = scalar === undefined ? "" : String(scalar.value ?? "");
    const source = scalar?.source ?? value;
    const plain = scalar?.type === undefined || scalar.type === "PLAIN";
    if (!plain) return { kind: "scalar", value, tag: "!!str", ...place };
    return { kind: "scalar", value: source, tag: explicitTag(scalar?.tag) ?? plainTag(source), ...place };
  }

  /** A missing value stands right behind its colon, as Go places it. */
  private valueOf(value: unknown, keyEnd: number): YamlNode {
    const node = this.child(value, keyEnd);
    if (node.kind !== "scalar" || node.value !== "" || node.tag !== "!!null") return node;
    const colon = this.text.indexOf(":", keyEnd);
    return colon < 0 ? node : this.empty(colon + 1);
  }

  private child(value: unknown, fallback: number): YamlNode {
    return isNode(value) ? this.build(value) : this.empty(fallback);
  }

  private empty(offset: number): YamlNode {
    return { kind: "scalar", value: "", tag: "!!null", ...this.at(offset, offset) };
  }

  private place(node: Node) {
    const range = node.range ?? [0, 0, 0];
    return this.at(range[0], range[1]);
  }

  private at(start: number, end: number) {
    const { line, col } = this.lines.linePos(start);
    return { line, column: col - (this.added[line - 1] ?? 0), start, end };
  }

  /** Go reads a key on one line only; this parser takes more inside brackets. */
  private refuseLongKey(key: YamlNode): void {
    if (key.kind !== "scalar" || !this.text.slice(key.start, key.end).includes("\n")) return;
    const text = `yaml: line ${key.line}: did not find expected ',' or '}'`;
    this.problem ??= { kind: "syntax", text, line: key.line, column: key.column };
  }

  private refuseAnchor(line: number): void {
    this.problem ??= {
      kind: "limit",
      text: `limit/yaml-alias: Anchors are not allowed in rule files (line ${line}).`,
      line,
      column: 1,
    };
  }
}

function explicitTag(tag: string | undefined): ScalarTag | undefined {
  if (tag === "tag:yaml.org,2002:str") return "!!str";
  return undefined;
}
