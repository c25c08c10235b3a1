import { type RelabelConfig, readRelabelConfig } from "../relabel/relabel-config.ts";
import { DecodeFailure, type FieldReaders, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** Readers that accept a field and do not look inside: authentication, remote storage, tracing and the like. */
export function accepted(...fields: readonly string[]): FieldReaders {
  return Object.fromEntries(fields.map((field) => [field, () => {}]));
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "!!null";
}

/** A list of relabelling rules; an empty entry ends the reading with `nullText`. */
export function readRelabelList(decoder: GoDecoder, node: YamlNode, nullText: string): RelabelConfig[] {
  return decoder.list(node, "[]*relabel.Config", (item) => {
    if (isNull(item)) throw new DecodeFailure(nullText, item);
    return readRelabelConfig(decoder, item);
  });
}

/** A label set of the file. Names follow the rules before UTF-8 names, as Debian's 2.42 has them. */
export function readLabelSet(decoder: GoDecoder, node: YamlNode): ReadonlyMap<string, string> {
  const labels = decoder.stringMap(node);
  for (const name of labels.keys()) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
      throw new DecodeFailure(`"${name}" is not a valid label name`, node);
  }
  return labels;
}

/** A whole number that may not be negative. */
export function readUint(decoder: GoDecoder, node: YamlNode): number {
  const value = decoder.int(node, "uint");
  if (value >= 0 || node.kind !== "scalar") return value;
  const text = `  line ${node.line}: cannot unmarshal ${node.tag} \`${node.value}\` into uint`;
  throw new DecodeFailure(`yaml: unmarshal errors:\n${text}`, node);
}
