import type { RE2JS } from "re2js";
import { quoteGo } from "../../promql/parse/go-quote.ts";
import { compileRe2 } from "../../tsdb/regex.ts";
import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** The eleven things a relabelling rule can do. */
export const RELABEL_ACTIONS = [
  "replace",
  "keep",
  "drop",
  "keepequal",
  "dropequal",
  "hashmod",
  "labelmap",
  "labeldrop",
  "labelkeep",
  "lowercase",
  "uppercase",
] as const;

export type RelabelAction = (typeof RELABEL_ACTIONS)[number];

/** One relabelling rule with its defaults filled in. */
export interface RelabelConfig {
  /** Undefined when the rule names none. */
  readonly sourceLabels: readonly string[] | undefined;
  readonly separator: string;
  /** Pattern as written; it is matched as `^(?s:…)$`. */
  readonly regex: string;
  readonly compiled: RE2JS;
  /** Set when the rule brings its own pattern, equal to the default or not. */
  readonly hasRegex: boolean;
  readonly modulus: bigint;
  readonly targetLabel: string;
  readonly replacement: string;
  readonly action: RelabelAction;
}

/** Defaults of a rule. Source: model/relabel/relabel.go, `DefaultRelabelConfig`. */
const DEFAULTS = { separator: ";", regex: "(.*)", replacement: "$1", action: "replace" } as const;

/** Reads one entry of `relabel_configs` or `metric_relabel_configs`; throws `DecodeFailure` with Prometheus's text. */
export function readRelabelConfig(decoder: GoDecoder, node: YamlNode): RelabelConfig {
  const raw = {
    sourceLabels: undefined as readonly string[] | undefined,
    separator: DEFAULTS.separator as string,
    regex: undefined as string | undefined,
    modulus: 0n,
    targetLabel: "",
    replacement: DEFAULTS.replacement as string,
    action: DEFAULTS.action as RelabelAction,
  };
  const before = decoder.complaints.length;
  decoder.struct(node, "relabel.plain", {
    source_labels: (value) => {
      raw.sourceLabels = decoder.list(value, "model.LabelNames", (item) => decoder.string(item));
    },
    separator: (value) => {
      raw.separator = decoder.string(value);
    },
    regex: (value) => {
      raw.regex = decoder.string(value);
    },
    modulus: (value) => {
      raw.modulus = readModulus(decoder, value);
    },
    target_label: (value) => {
      raw.targetLabel = decoder.string(value);
    },
    replacement: (value) => {
      raw.replacement = decoder.string(value);
    },
    action: (value) => {
      raw.action = readAction(decoder.string(value), value);
    },
  });
  const regex = raw.regex ?? DEFAULTS.regex;
  const compiled = compileRe2(regex);
  if (typeof compiled === "string") throw new DecodeFailure(compiled, node);
  const config = { ...raw, regex, compiled, hasRegex: raw.regex !== undefined };
  // As in Go: what could not be read is told before what does not fit together.
  const error = decoder.complaints.length > before ? undefined : relabelConfigError(config);
  if (error !== undefined) throw new DecodeFailure(error, node);
  return config;
}

function readModulus(decoder: GoDecoder, node: YamlNode): bigint {
  if (node.kind === "scalar" && node.tag === "!!int" && /^[0-9]+$/.test(node.value))
    return BigInt(node.value);
  return BigInt(Math.max(decoder.int(node, "uint64"), 0));
}

function readAction(text: string, node: YamlNode): RelabelAction {
  const lower = text.toLowerCase();
  const action = RELABEL_ACTIONS.find((known) => known === lower);
  if (action === undefined) throw new DecodeFailure(`unknown relabel action ${quoteGo(text)}`, node);
  return action;
}

const NEEDS_TARGET: readonly RelabelAction[] = [
  "replace",
  "hashmod",
  "lowercase",
  "uppercase",
  "keepequal",
  "dropequal",
];
const PLAIN_TARGET: readonly RelabelAction[] = ["lowercase", "uppercase", "keepequal", "dropequal"];

/** Why Prometheus refuses a rule, in its words; undefined when it does not. */
export function relabelConfigError(config: RelabelConfig): string | undefined {
  const { action, targetLabel, replacement } = config;
  if (action === "hashmod" && config.modulus === 0n) {
    return "relabel configuration for hashmod requires non-zero modulus";
  }
  if (NEEDS_TARGET.includes(action) && targetLabel === "") {
    return `relabel configuration for ${action} action requires 'target_label' value`;
  }
  if (PLAIN_TARGET.includes(action) && replacement !== DEFAULTS.replacement) {
    return `'replacement' can not be set for ${action} action`;
  }
  if (action === "labelmap" && replacement === "") {
    return `${quoteGo(replacement)} is invalid 'replacement' for ${action} action`;
  }
  const { separator, modulus } = config;
  const plain = modulus === 0n && separator === DEFAULTS.separator && replacement === DEFAULTS.replacement;
  if ((action === "dropequal" || action === "keepequal") && (config.hasRegex || !plain)) {
    return `${action} action requires only 'source_labels' and \`target_label\`, and no other fields`;
  }
  if (action === "labeldrop" || action === "labelkeep") {
    if (config.sourceLabels !== undefined || targetLabel !== "" || !plain) {
      return `${action} action requires only 'regex', and no other fields`;
    }
  }
  return undefined;
}
