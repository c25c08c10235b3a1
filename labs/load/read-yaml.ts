import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** A YAML file that remembers where each value stands, so that a complaint can name line and column. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of its nearest existing parent. */
  where(path: readonly PropertyKey[]): string;
  /** Syntax errors, each `file:line:column: message`. */
  readonly errors: readonly string[];
}

/** Longest YAML file of a lab, in characters. */
const longestFile = 65_536;

/** Parses one YAML file. Never throws: syntax errors are listed. */
export function readYaml(file: string, text: string): YamlFile {
  if (text.length > longestFile) {
    return {
      file,
      value: undefined,
      where: () => file,
      errors: [`${file}: ${text.length} characters; a lab file holds at most ${longestFile}`],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const errors = document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`);
  return {
    file,
    value: errors.length === 0 ? document.toJS({ maxAliasCount: 20 }) : undefined,
    where: (path) => at(offsetOf(document.contents, path)),
    errors,
  };
}

function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!isPair(pair)) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
    } else return offset;
    if (node !== null && typeof node === "object" && "range" in node && Array.isArray(node.range)) {
      offset = typeof node.range[0] === "number" ? node.range[0] : offset;
    }
  }
  return offset;
}
