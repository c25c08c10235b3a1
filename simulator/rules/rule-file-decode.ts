import type { RuleFileError } from "./rule-file-error.ts";
import { DecodeFailure, GoDecoder } from "./yaml/decode.ts";
import { childOf, type YamlNode } from "./yaml/yaml-node.ts";

/** A rule as written, before its meaning is checked. Absent strings are empty, absent durations zero. */
export interface RuleNode {
  readonly node: YamlNode;
  readonly record: string;
  readonly alert: string;
  readonly expr: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface RuleGroupNode {
  readonly node: YamlNode;
  readonly name: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  readonly limit: number;
  readonly labels: ReadonlyMap<string, string>;
  readonly rules: readonly RuleNode[];
}

/** Go's names of the types one decoding fills; they appear in error texts. */
interface TypeNames {
  readonly root: string;
  readonly group: string;
  readonly rule: string;
}

const VALUES: TypeNames = {
  root: "rulefmt.RuleGroups",
  group: "rulefmt.RuleGroup",
  rule: "rulefmt.Rule",
};
const NODES: TypeNames = {
  root: "rulefmt.ruleGroups",
  group: "rulefmt.RuleGroupNode",
  rule: "rulefmt.RuleNode",
};

/**
 * Decodes a rule file twice, as Prometheus does: strictly for its values, then leniently for positions.
 * Type mismatches are therefore reported twice, with two type names; unknown fields once.
 */
export class RuleFileDecoder {
  readonly errors: RuleFileError[] = [];
  private readonly file: string;
  private readonly ignoreUnknown: boolean;

  constructor(file: string, ignoreUnknownFields: boolean) {
    this.file = file;
    this.ignoreUnknown = ignoreUnknownFields;
  }

  decode(root: YamlNode): readonly RuleGroupNode[] {
    const groups = this.pass(root, VALUES, !this.ignoreUnknown, false);
    this.pass(root, NODES, false, true);
    return groups;
  }

  private pass(root: YamlNode, types: TypeNames, strict: boolean, positions: boolean): RuleGroupNode[] {
    const decoder = new GoDecoder("v3", strict);
    let groups: RuleGroupNode[] = [];
    try {
      decoder.struct(root, types.root, {
        groups: (value) => {
          groups = decoder.list(value, `[]${types.group}`, (item) =>
            readGroup(decoder, item, types, positions),
          );
        },
      });
    } catch (failure) {
      if (!(failure instanceof DecodeFailure)) throw failure;
      this.add(failure.message, failure.message, failure.node);
      return [];
    }
    const text = decoder.errorText();
    const first = decoder.complaints[0];
    if (text !== undefined && first !== undefined) this.add(text, first.text, first.node);
    return groups;
  }

  private add(text: string, message: string, node: YamlNode): void {
    const { line, column } = node;
    this.errors.push({
      text: `${this.file}: ${text}`,
      message,
      line,
      column,
      group: undefined,
      rule: undefined,
    });
  }
}

function readGroup(decoder: GoDecoder, node: YamlNode, types: TypeNames, positions: boolean): RuleGroupNode {
  const group = {
    node,
    name: "",
    intervalMs: 0,
    queryOffsetMs: 0,
    limit: 0,
    labels: new Map<string, string>(),
    rules: [] as RuleNode[],
  };
  decoder.struct(node, types.group, {
    name: (value) => {
      group.name = decoder.string(value);
    },
    interval: (value) => {
      group.intervalMs = decoder.duration(value);
    },
    query_offset: (value) => {
      group.queryOffsetMs = decoder.duration(value);
    },
    limit: (value) => {
      group.limit = decoder.int(value);
    },
    labels: (value) => {
      group.labels = decoder.stringMap(value);
    },
    rules: (value) => {
      group.rules = decoder.list(value, `[]${types.rule}`, (item) =>
        readRule(decoder, item, types, positions),
      );
    },
  });
  return group;
}

function readRule(decoder: GoDecoder, node: YamlNode, types: TypeNames, positions: boolean): RuleNode {
  const rule = {
    node,
    record: "",
    alert: "",
    expr: "",
    forMs: 0,
    keepFiringForMs: 0,
    labels: new Map<string, string>(),
    annotations: new Map<string, string>(),
  };
  // The second decoding keeps these three as raw nodes, which accept anything.
  const text = (value: YamlNode) => (positions ? "" : decoder.string(value));
  decoder.struct(node, types.rule, {
    record: (value) => {
      rule.record = text(value);
    },
    alert: (value) => {
      rule.alert = text(value);
    },
    expr: (value) => {
      rule.expr = text(value);
    },
    for: (value) => {
      rule.forMs = decoder.duration(value);
    },
    keep_firing_for: (value) => {
      rule.keepFiringForMs = decoder.duration(value);
    },
    labels: (value) => {
      rule.labels = decoder.stringMap(value);
    },
    annotations: (value) => {
      rule.annotations = decoder.stringMap(value);
    },
  });
  return rule;
}

/** Position of a rule's key as promtool prints it: the value's line and column, or 0:0 without the key. */
export function valuePosition(rule: RuleNode, key: string): { line: number; column: number } {
  const value = childOf(rule.node, key);
  return value === undefined ? { line: 0, column: 0 } : { line: value.line, column: value.column };
}
