import { quoteGo } from "../../promql/parse/go-quote.ts";
import { parseDuration } from "../duration.ts";
import type { YamlNode, YamlScalar } from "./yaml-node.ts";

/** The two readers real tools use; their texts for repeated keys differ. */
export type YamlDialect = "v2" | "v3";

/** Stops decoding at a value whose own reader refused it, as a custom unmarshaller's error does in Go. */
export class DecodeFailure extends Error {
  readonly node: YamlNode;

  /** `message` is the tool's text without a file name. */
  constructor(message: string, node: YamlNode) {
    super(message);
    this.node = node;
  }
}

/** One collected complaint, with the node it is about. */
export interface DecodeComplaint {
  readonly text: string;
  readonly node: YamlNode;
}

/** Readers of the keys of one mapping. */
export type FieldReaders = Readonly<Record<string, (value: YamlNode) => void>>;

/**
 * Reads YAML nodes into typed values the way Go's yaml packages fill structs: type mismatches, unknown
 * fields and repeated keys are collected and decoding goes on; the rest of the value keeps its zero.
 */
export class GoDecoder {
  readonly complaints: DecodeComplaint[] = [];
  private readonly dialect: YamlDialect;
  private readonly knownFields: boolean;

  constructor(dialect: YamlDialect, knownFields: boolean) {
    this.dialect = dialect;
    this.knownFields = knownFields;
  }

  /** `yaml: unmarshal errors:` and one line for each complaint; undefined when there is none. */
  errorText(): string | undefined {
    if (this.complaints.length === 0) return undefined;
    return `yaml: unmarshal errors:\n${this.complaints.map(({ text }) => `  ${text}`).join("\n")}`;
  }

  /** Reads a mapping into a struct named `type`. An absent or null value is an empty struct. */
  struct(node: YamlNode, type: string, readers: FieldReaders): boolean {
    if (isNull(node)) return true;
    if (node.kind !== "map") {
      this.mismatch(node, type);
      return false;
    }
    this.refuseRepeated(node, type);
    for (const { key, value } of node.entries) {
      if (key.kind !== "scalar") {
        this.mismatch(key, "string");
        continue;
      }
      const reader = Object.hasOwn(readers, key.value) ? readers[key.value] : undefined;
      if (reader !== undefined) reader(value);
      else if (this.knownFields) {
        this.complain(key, `line ${key.line}: field ${key.value} not found in type ${type}`);
      }
    }
    return true;
  }

  /** Reads a list; `type` is Go's name such as `[]string`. */
  list<T>(node: YamlNode, type: string, read: (item: YamlNode) => T): T[] {
    if (isNull(node)) return [];
    if (node.kind !== "seq") {
      this.mismatch(node, type);
      return [];
    }
    return node.items.map(read);
  }

  /** Any scalar is a string, as written; null is empty. */
  string(node: YamlNode): string {
    if (node.kind === "scalar") return node.tag === "!!null" ? "" : node.value;
    this.mismatch(node, "string");
    return "";
  }

  int(node: YamlNode, type = "int"): number {
    if (isNull(node)) return 0;
    if (node.kind === "scalar" && (node.tag === "!!int" || node.tag === "!!float")) {
      const value = goNumber(node.value);
      if (Number.isFinite(value) && Math.abs(value) < 2 ** 63) return Math.trunc(value);
    }
    this.mismatch(node, type);
    return 0;
  }

  float(node: YamlNode): number {
    if (isNull(node)) return 0;
    if (node.kind === "scalar" && (node.tag === "!!int" || node.tag === "!!float"))
      return goNumber(node.value);
    this.mismatch(node, "float64");
    return 0;
  }

  bool(node: YamlNode): boolean {
    if (isNull(node)) return false;
    if (node.kind === "scalar") {
      if (node.tag === "!!bool") return node.value.toLowerCase() === "true";
      if (/^(?:y|Y|yes|Yes|YES|on|On|ON)$/.test(node.value)) return true;
      if (/^(?:n|N|no|No|NO|off|Off|OFF)$/.test(node.value)) return false;
    }
    this.mismatch(node, "bool");
    return false;
  }

  /** A duration in milliseconds; a malformed one ends the whole decoding, as in Go. */
  duration(node: YamlNode): number {
    if (isNull(node)) return 0;
    if (node.kind !== "scalar") {
      this.mismatch(node, "string");
      return 0;
    }
    const result = parseDuration(node.value);
    if (!result.ok) throw new DecodeFailure(result.error, node);
    return result.ms;
  }

  stringMap(node: YamlNode): Map<string, string> {
    const map = new Map<string, string>();
    if (isNull(node)) return map;
    if (node.kind !== "map") {
      this.mismatch(node, "map[string]string");
      return map;
    }
    this.refuseRepeated(node, undefined);
    for (const { key, value } of node.entries) map.set(this.string(key), this.string(value));
    return map;
  }

  private refuseRepeated(node: YamlNode & { kind: "map" }, type: string | undefined): void {
    const seen = new Map<string, YamlScalar>();
    for (const { key } of node.entries) {
      if (key.kind !== "scalar") continue;
      const first = seen.get(key.value);
      if (first === undefined) seen.set(key.value, key);
      else this.complain(key, this.repeatedText(key, first, type));
    }
  }

  private repeatedText(key: YamlScalar, first: YamlScalar, type: string | undefined): string {
    const name = quoteGo(key.value);
    if (this.dialect === "v3") {
      return `line ${key.line}: mapping key ${name} already defined at line ${first.line}`;
    }
    if (type === undefined) return `line ${key.line}: key ${name} already set in map`;
    return `line ${key.line}: field ${key.value} already set in type ${type}`;
  }

  private mismatch(node: YamlNode, type: string): void {
    this.complain(node, `line ${node.line}: cannot unmarshal ${describe(node)} into ${type}`);
  }

  private complain(node: YamlNode, text: string): void {
    this.complaints.push({ text, node });
  }
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "!!null";
}

/** The tag and, for scalars, the shortened text, as Go's readers print them. */
function describe(node: YamlNode): string {
  if (node.kind !== "scalar") return node.kind === "map" ? "!!map" : "!!seq";
  const value = node.value.length > 10 ? `${node.value.slice(0, 7)}...` : node.value;
  return `${node.tag} \`${value}\``;
}

/** The number of a plain scalar that Go's resolver calls an int or a float. */
function goNumber(text: string): number {
  const plain = text.replaceAll("_", "");
  const special = /^([-+]?)\.(inf|nan)$/i.exec(plain);
  if (special !== null) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const octal = /^([-+]?)0o?([0-7]+)$/.exec(plain);
  if (octal !== null && !/[.eE]/.test(plain)) {
    const magnitude = Number.parseInt(octal[2] ?? "0", 8);
    return octal[1] === "-" ? -magnitude : magnitude;
  }
  const signed = /^([-+]?)(0[xb].*)$/.exec(plain);
  if (signed !== null) return (signed[1] === "-" ? -1 : 1) * Number(signed[2]);
  return Number(plain);
}
