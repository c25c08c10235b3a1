import { quoteGo } from "../promql/parse/go-quote.ts";
import { compareCodePoints } from "../tsdb/labels.ts";
import { type RuleGroupNode, type RuleNode, valuePosition } from "./rule-file-decode.ts";
import type { RuleFileError } from "./rule-file-error.ts";
import { parseAlertTemplate } from "./template/alert-template.ts";

/** The first parse error of an expression, `LINE:COL: parse error: …`, or undefined. */
type ExpressionCheck = (expr: string) => string | undefined;

/**
 * Checks the meaning of decoded groups and returns promtool's errors in its order. Label and annotation
 * errors come in name order here; promtool's follow Go's random map order. Positions of group errors are
 * the group's own.
 */
export function validateGroups(
  groups: readonly RuleGroupNode[],
  file: string,
  check: ExpressionCheck,
): readonly RuleFileError[] {
  const errors: RuleFileError[] = [];
  const names = new Set<string>();
  for (const group of groups) {
    const { line, column } = group.node;
    const add = (message: string, positioned: boolean) => {
      const position = positioned ? `${line}:${column}: ` : "";
      const text = `${file}: ${position}${message}`;
      errors.push({ text, message, line, column, group: group.name, rule: undefined });
    };
    if (group.name === "") add("Groupname must not be empty", true);
    if (names.has(group.name)) add(`groupname: "${group.name}" is repeated in the same file`, true);
    for (const [name] of sorted(group.labels)) {
      if (!isLabelName(name)) add(`invalid label name: ${name}`, false);
    }
    names.add(group.name);
    group.rules.forEach((rule, index) => {
      errors.push(...new RuleChecker(rule, group.name, index + 1, file).run(check));
    });
  }
  return errors;
}

class RuleChecker {
  private readonly errors: RuleFileError[] = [];
  private readonly rule: RuleNode;
  private readonly group: string;
  private readonly number: number;
  private readonly file: string;

  constructor(rule: RuleNode, group: string, number: number, file: string) {
    this.rule = rule;
    this.group = group;
    this.number = number;
    this.file = file;
  }

  run(check: ExpressionCheck): readonly RuleFileError[] {
    const { rule } = this;
    if (rule.record !== "" && rule.alert !== "") {
      this.add("only one of 'record' and 'alert' must be set", ["record", "alert"]);
    }
    if (rule.record === "" && rule.alert === "") {
      this.add("one of 'record' or 'alert' must be set", ["record", "alert"]);
    }
    const parseError = rule.expr === "" ? undefined : check(rule.expr);
    if (rule.expr === "") this.add("field 'expr' must be set in rule", ["expr"]);
    else if (parseError !== undefined) this.add(`could not parse expression: ${parseError}`, ["expr"]);
    if (rule.record !== "") this.recording();
    for (const [name] of sorted(rule.labels)) {
      if (!isLabelName(name)) this.add(`invalid label name: ${name}`, [], "labels");
    }
    for (const [name] of sorted(rule.annotations)) {
      if (name === "") this.add(`invalid annotation name: ${name}`, [], "annotations");
    }
    if (rule.alert !== "") this.templates();
    return this.errors;
  }

  private recording(): void {
    const { rule } = this;
    if (rule.annotations.size > 0) this.add("invalid field 'annotations' in recording rule", ["record"]);
    if (rule.forMs !== 0) this.add("invalid field 'for' in recording rule", ["record"]);
    if (rule.keepFiringForMs !== 0) {
      this.add("invalid field 'keep_firing_for' in recording rule", ["record"]);
    }
    if (/[{}]/.test(rule.record)) {
      const text = `braces present in the recording rule name; should it be in expr?: ${rule.record}`;
      this.add(text, ["record"]);
    }
  }

  private templates(): void {
    const { alert, labels, annotations } = this.rule;
    for (const [kind, map] of [
      ["label", labels],
      ["annotation", annotations],
    ] as const) {
      for (const [name, text] of sorted(map)) {
        const error = parseAlertTemplate(alert, text);
        if (error !== undefined) this.add(`${kind} ${quoteGo(name)}: ${error}`, [], `${kind}s`);
      }
    }
  }

  /** `keys` are the values whose positions promtool prints; `near` only helps an editor's marker. */
  private add(message: string, keys: readonly string[], near?: string): void {
    const positions = keys.map((key) => valuePosition(this.rule, key));
    const printed = positions.map(({ line, column }) => `${line}:${column}: `).join("");
    const name = this.rule.alert === "" ? this.rule.record : this.rule.alert;
    const where = `group ${quoteGo(this.group)}, rule ${this.number}, ${quoteGo(name)}: `;
    const fallback = near === undefined ? this.rule.node : valuePosition(this.rule, near);
    const { line, column } = positions.find((position) => position.line > 0) ?? fallback;
    this.errors.push({
      text: `${this.file}: ${printed}${where}${message}`,
      message,
      line: line === 0 ? this.rule.node.line : line,
      column: column === 0 ? this.rule.node.column : column,
      group: this.group,
      rule: this.number,
    });
  }
}

/** Prometheus 3 allows every UTF-8 name except the metric name's own. */
function isLabelName(name: string): boolean {
  return name !== "" && name !== "__name__";
}

function sorted(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort((a, b) => compareCodePoints(a[0], b[0]));
}
