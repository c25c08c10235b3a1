import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { type AlertMatcher, MatcherError, sortMatchers } from "./matcher.ts";
import { parseMatchers } from "./parse-matchers.ts";

/** Reads a `matchers:` list; a bad one fails the file with Alertmanager's text. */
export function readMatchers(decoder: GoDecoder, node: YamlNode): AlertMatcher[] {
  const lists = decoder.list(node, "[]string", (item) => {
    const text = decoder.string(item);
    return withFileText(item, () => parseMatchers(text));
  });
  return sortMatchers(lists.flat());
}

/** Turns a matcher's error into a failure of the file at `node`. */
export function withFileText<T>(node: YamlNode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MatcherError) throw new DecodeFailure(error.message, node);
    throw error;
  }
}
