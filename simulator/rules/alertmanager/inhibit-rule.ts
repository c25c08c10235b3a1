import { quoteGo } from "../../promql/parse/go-quote.ts";
import type { Labels } from "../../tsdb/labels.ts";
import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { type AlertMatcher, alertMatcher, matchesAll } from "./matcher.ts";
import { readMatchers, withFileText } from "./read-matchers.ts";

/** While a source alert fires, target alerts with equal `equal` labels are not notified. */
export interface InhibitRule {
  readonly source: readonly AlertMatcher[];
  readonly target: readonly AlertMatcher[];
  readonly equal: readonly string[];
}

/** Reads one entry of `inhibit_rules`. */
export function readInhibitRule(decoder: GoDecoder, node: YamlNode): InhibitRule {
  const source: AlertMatcher[] = [];
  const target: AlertMatcher[] = [];
  let equal: string[] = [];
  const plain = (into: AlertMatcher[], op: "=" | "=~") => (value: YamlNode) => {
    for (const [name, text] of decoder.stringMap(value)) {
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
        throw new DecodeFailure(`invalid label name ${quoteGo(name)}`, value);
      }
      into.push(withFileText(value, () => alertMatcher(name, op, text)));
    }
  };
  decoder.struct(node, "common.plain", {
    name: (value) => {
      decoder.string(value);
    },
    source_match: plain(source, "="),
    source_match_re: plain(source, "=~"),
    source_matchers: (value) => {
      source.push(...readMatchers(decoder, value));
    },
    target_match: plain(target, "="),
    target_match_re: plain(target, "=~"),
    target_matchers: (value) => {
      target.push(...readMatchers(decoder, value));
    },
    equal: (value) => {
      equal = decoder.list(value, "[]string", (item) => decoder.string(item));
    },
  });
  if (equal.includes("")) throw new DecodeFailure('invalid label name "" in equal list', node);
  return { source, target, equal };
}

/**
 * Whether a firing source alert hides the target. An alert that is source and target of the rule is not
 * hidden by another that is both, so two such alerts cannot silence each other.
 */
export function inhibits(rule: InhibitRule, target: Labels, firing: Iterable<Labels>): Labels | undefined {
  if (!matchesAll(rule.target, target)) return undefined;
  const both = matchesAll(rule.source, target);
  for (const source of firing) {
    if (!matchesAll(rule.source, source)) continue;
    if (!rule.equal.every((name) => source.get(name) === target.get(name))) continue;
    if (both && matchesAll(rule.target, source)) continue;
    return source;
  }
  return undefined;
}
