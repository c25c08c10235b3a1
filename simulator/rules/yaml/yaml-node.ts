/**
 * A YAML document reduced to what configuration readers need: kinds, raw scalar text, Go's idea of each
 * scalar's type, and positions. Lines and columns count from 1; `start` and `end` are offsets in the text that was parsed.
 */
export type YamlNode = YamlScalar | YamlMap | YamlSeq;

interface Placed {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** Tags that Go's YAML reader gives plain scalars. */
export type ScalarTag = "!!str" | "!!int" | "!!float" | "!!bool" | "!!null" | "!!timestamp";

export interface YamlScalar extends Placed {
  readonly kind: "scalar";
  /** Text with quotes and escapes resolved; for a plain scalar the text as written. */
  readonly value: string;
  readonly tag: ScalarTag;
}

export interface YamlMap extends Placed {
  readonly kind: "map";
  readonly entries: readonly { readonly key: YamlNode; readonly value: YamlNode }[];
}

export interface YamlSeq extends Placed {
  readonly kind: "seq";
  readonly items: readonly YamlNode[];
}

/** Value of a key of a mapping; undefined when the node is no mapping or lacks the key. */
export function childOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== "map") return undefined;
  for (const entry of node.entries) {
    if (entry.key.kind === "scalar" && entry.key.value === key) return entry.value;
  }
  return undefined;
}

const NULLS = new Set(["", "~", "null", "Null", "NULL"]);
const BOOLS = new Set(["true", "True", "TRUE", "false", "False", "FALSE"]);
const INT = /^(?:[-+]?(?:0|[1-9][0-9_]*)|[-+]?0[0-7_]+|[-+]?0o[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?$/;

/** The type Go's reader (go.yaml.in/yaml/v3) resolves a plain scalar to. */
export function plainTag(text: string): ScalarTag {
  if (NULLS.has(text)) return "!!null";
  if (BOOLS.has(text)) return "!!bool";
  if (INT.test(text)) return "!!int";
  if (FLOAT.test(text) || SPECIAL_FLOAT.test(text)) return "!!float";
  if (TIMESTAMP.test(text)) return "!!timestamp";
  return "!!str";
}
