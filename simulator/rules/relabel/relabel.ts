import { expandTemplate } from "../../promql/functions/expand-template.ts";
import { Labels } from "../../tsdb/labels.ts";
import { appendUtf8 } from "../../tsdb/utf8.ts";
import { md5 } from "./md5.ts";
import type { RelabelConfig } from "./relabel-config.ts";

/** What one rule did to a label set. */
export interface RelabelStep {
  /** Place of the rule in its list, from 0. */
  readonly index: number;
  readonly config: RelabelConfig;
  readonly before: Labels;
  readonly after: Labels;
  /** The source labels' values, joined. */
  readonly source: string;
  /** Whether the rule's condition held: its pattern matched, or the values were equal. */
  readonly matched: boolean;
  readonly dropped: boolean;
}

export interface RelabelResult {
  readonly kept: boolean;
  /** Labels after the last rule that ran. */
  readonly labels: Labels;
  readonly steps: readonly RelabelStep[];
}

/** Runs relabelling rules over a label set; a rule that drops it ends the run. */
export function relabel(labels: Labels, configs: readonly RelabelConfig[]): RelabelResult {
  const steps: RelabelStep[] = [];
  let current = labels;
  for (const [index, config] of configs.entries()) {
    const source = (config.sourceLabels ?? []).map((name) => current.get(name)).join(config.separator);
    const { after, matched } = apply(config, current, source);
    const dropped = after === undefined;
    steps.push({ index, config, before: current, after: after ?? current, source, matched, dropped });
    if (after === undefined) return { kept: false, labels: current, steps };
    current = after;
  }
  return { kept: true, labels: current, steps };
}

interface Applied {
  /** Undefined when the target or sample is dropped. */
  readonly after: Labels | undefined;
  readonly matched: boolean;
}

function apply(config: RelabelConfig, labels: Labels, source: string): Applied {
  const matches = () => config.compiled.matches(source);
  const { targetLabel } = config;
  switch (config.action) {
    case "drop":
    case "keep": {
      const matched = matches();
      return { after: matched === (config.action === "keep") ? labels : undefined, matched };
    }
    case "dropequal":
    case "keepequal": {
      const matched = labels.get(targetLabel) === source;
      return { after: matched === (config.action === "keepequal") ? labels : undefined, matched };
    }
    case "replace":
      return replace(config, labels, source);
    case "lowercase":
      return { after: labels.with({ [targetLabel]: source.toLowerCase() }), matched: true };
    case "uppercase":
      return { after: labels.with({ [targetLabel]: source.toUpperCase() }), matched: true };
    case "hashmod":
      return {
        after: labels.with({ [targetLabel]: String(hashMod(source, config.modulus)) }),
        matched: true,
      };
    case "labelmap":
      return labelMap(config, labels);
    case "labeldrop":
    case "labelkeep": {
      const named = labels.pairs.map(([name]) => name).filter((name) => config.compiled.matches(name));
      const after = config.action === "labeldrop" ? labels.without(named) : labels.only(named);
      return { after, matched: named.length > 0 };
    }
  }
}

function replace(config: RelabelConfig, labels: Labels, source: string): Applied {
  const matcher = config.compiled.matcher(source);
  if (!matcher.matches()) return { after: labels, matched: false };
  const target = expandTemplate(config.targetLabel, matcher, config.compiled);
  if (target === "") return { after: labels, matched: true };
  const value = expandTemplate(config.replacement, matcher, config.compiled);
  return { after: labels.with({ [target]: value }), matched: true };
}

/** Copies labels whose names match to the names the replacement spells; a later copy wins. */
function labelMap(config: RelabelConfig, labels: Labels): Applied {
  const after = new Map(labels.pairs);
  let matched = false;
  for (const [name, value] of labels.pairs) {
    const matcher = config.compiled.matcher(name);
    if (!matcher.matches()) continue;
    matched = true;
    after.set(expandTemplate(config.replacement, matcher, config.compiled), value);
  }
  return { after: Labels.fromPairs(after), matched };
}

/** The last eight bytes of the MD5, big-endian, modulo `modulus`. */
export function hashMod(text: string, modulus: bigint): bigint {
  const bytes: number[] = [];
  appendUtf8(bytes, text);
  const digest = md5(bytes);
  return new DataView(digest.buffer).getBigUint64(8, false) % modulus;
}

/**
 * What is left of a target's labels after relabelling: `__meta_*` and `__tmp*` names go, and `instance`
 * falls back to the address.
 */
export function targetLabels(labels: Labels): Labels {
  const hidden = labels.pairs.map(([name]) => name).filter((name) => /^__(?:meta_|tmp)/.test(name));
  const left = labels.without(hidden);
  return left.has("instance") ? left : left.with({ instance: left.get("__address__") });
}
