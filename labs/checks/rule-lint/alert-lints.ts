import { type Expr, parse, type RuleGroup } from "../../../simulator/index.ts";
import { conjuncts, isFilter, measured } from "../expression/rewrite.ts";
import { metricName, plainDurationMs, selectorsOf, unwrap, walk } from "../expression/walk.ts";
import { showMs } from "../show-time.ts";
import type { Complaint, Lint, LintCode } from "./subject.ts";

/** Groups evaluated less often leave gaps: a selector looks back 5 min. */
const slowestIntervalMs = 5 * 60_000;
/** A value that changes at every evaluation. */
const changingValue = /\$value|\.Value\b/;
/** Windows of at least this length carry their own patience. */
const patientWindowMs = 30 * 60_000;
const averaging = /^(rate|increase|avg_over_time|sum_over_time)$/;
const regexSyntax = /[\\^$.*+?()[\]{}|]/;

/** An alert that any result fires, whatever its value. */
export const comparison: Lint = ({ rule, ast }) => {
  if (rule.kind !== "alerting" || compares(ast)) return [];
  const message = "Nothing is compared, so any result fires this alert, 0 included.";
  return [{ code: "comparison", type: "essential", message, at: ast.span }];
};

/** Functions and operators that return something only when something is wrong. */
function compares(expr: Expr): boolean {
  let found = false;
  walk(expr, (node) => {
    if (isFilter(node)) found = true;
    if (node.kind === "binary" && node.op === "unless") found = true;
    if (node.kind === "call" && (node.func === "absent" || node.func === "absent_over_time")) found = true;
  });
  return found || selectorsOf(expr).length === 0;
}

/** Labels that change at every evaluation make every sample a new alert. */
export const template: Lint = ({ rule }) => {
  if (rule.kind !== "alerting") return [];
  return Object.entries(rule.labels).flatMap(([name, text]): Complaint[] => {
    if (!changingValue.test(text)) return [];
    const message = `Label \`${name}\` changes at every evaluation, so “for: ${showMs(rule.forMs)}” is never reached. Put it in an annotation.`;
    return [{ code: "template", type: "essential", message, params: { label: name } }];
  });
};

export const interval: Lint = ({ group }) => {
  if (group.intervalMs <= slowestIntervalMs) return [];
  const every = showMs(group.intervalMs);
  const message = `Group “${group.name}” is evaluated every ${every}; above 5 min a series that ends in between is never seen.`;
  return [{ code: "interval", type: "essential", message, params: { interval: every } }];
};

/** Two rules of one kind, name and label set: their alerts would be one. */
export const duplicate: Lint = ({ rule, groups }) => {
  const id = (one: typeof rule): string =>
    JSON.stringify([
      one.kind,
      one.kind === "alerting" ? one.alert : one.record,
      one.expr,
      Object.entries(one.labels).sort(),
    ]);
  const same = groups.flatMap((group) => group.rules).filter((one) => id(one) === id(rule));
  if (same.length < 2 || same[0] !== rule) return [];
  return [
    { code: "duplicate", type: "essential", message: `This rule is in the file ${same.length} times.` },
  ];
};

export const severity: Lint = ({ rule, params }) => {
  if (rule.kind !== "alerting") return [];
  const value = rule.labels.severity;
  if (value === undefined) {
    if (params.require?.includes("severity") !== true) return [];
    const message = "Without a `severity` label nobody knows whether to wake up.";
    return [{ code: "severity", type: "actionable", message }];
  }
  if (params.severity === undefined || params.severity.includes(value) || value.includes("{{")) return [];
  const known = params.severity.join(", ");
  const message = `severity “${value}” reaches nobody here; routes exist for ${known}.`;
  return [{ code: "severity", type: "actionable", message, params: { severity: value, known } }];
};

const why: Readonly<Record<"summary" | "runbook_url", string>> = {
  summary: "whoever is woken reads it first",
  runbook_url: "it says what to do next",
};

export const annotation: Lint = ({ rule, params }) => {
  if (rule.kind !== "alerting") return [];
  return (params.require ?? []).flatMap((name): Complaint[] => {
    if (name === "severity" || (rule.annotations[name] ?? "").trim() !== "") return [];
    const message = `No annotation \`${name}\`: ${why[name]}.`;
    return [{ code: "annotation", type: "actionable", message, params: { annotation: name } }];
  });
};

export const waits: Lint = ({ rule, ast, groups }) => {
  if (rule.kind !== "alerting" || rule.forMs > 0 || isPatient(ast, groups)) return [];
  const message = "Without `for` one odd sample pages. A few evaluations of patience cost little.";
  return [{ code: "for", type: "actionable", message }];
};

/**
 * Some part of the condition averages over half an hour or more, itself or through a recording rule of the
 * same file: one odd sample cannot lift it. The window pairs of burn-rate alerts go without `for`
 * (Site Reliability Workbook, chapter 5).
 */
function isPatient(ast: Expr, groups: readonly RuleGroup[]): boolean {
  const recorded = new Map<string, string>();
  for (const rule of groups.flatMap((group) => group.rules)) {
    if (rule.kind === "recording") recorded.set(rule.record, rule.expr);
  }
  return conjuncts(ast).some((part) => isFilter(part) && averages(measured(part), recorded));
}

/** Every series of the expression is averaged over a long window. Recorded names are followed once each. */
function averages(expr: Expr, recorded: ReadonlyMap<string, string>): boolean {
  const found = selectorsOf(expr);
  return (
    found.length > 0 &&
    found.every(({ selector, ancestors }) => {
      const window = ancestors.at(-1);
      const call = ancestors.at(-2);
      if (window?.kind === "matrixSelector" && call?.kind === "call") {
        return averaging.test(call.func) && (plainDurationMs(window.range) ?? 0) >= patientWindowMs;
      }
      const name = metricName(selector) ?? "";
      const source = recorded.get(name);
      if (source === undefined) return false;
      const { ast } = parse(source);
      const others = new Map([...recorded].filter(([one]) => one !== name));
      return ast !== undefined && averages(ast, others);
    })
  );
}

/** A ratio below a bar: 0/0 is NaN, and no comparison with NaN is true. */
export const notANumber: Lint = ({ ast }) => {
  const found = conjuncts(ast).find(
    (part) => isFilter(part) && (part.op === "<" || part.op === "<=") && divides(part.lhs),
  );
  if (found === undefined) return [];
  const message =
    "With nothing to divide the ratio is NaN, and NaN is below no bar: at zero traffic this stays silent.";
  return [{ code: "nan", type: "actionable", message, at: found.span }];
};

function divides(expr: Expr): boolean {
  const bare = unwrap(expr);
  return bare.kind === "binary" && bare.op === "/" && bare.matching !== undefined;
}

export const regexp: Lint = ({ ast }) =>
  selectorsOf(ast).flatMap(({ selector }) =>
    selector.matchers.flatMap((matcher): Complaint[] => {
      if (matcher.op !== "=~" && matcher.op !== "!~") return [];
      const params = { label: matcher.name, value: matcher.value };
      const anchored = /^\^|\$$/.test(matcher.value);
      if (!anchored && regexSyntax.test(matcher.value)) return [];
      const message = anchored
        ? `Patterns match the whole value here; “${matcher.value}” needs no ^ or $.`
        : `“${matcher.value}” is no pattern; \`${matcher.op === "=~" ? "=" : "!="}\` says the same and is found faster.`;
      return [{ code: "regexp", type: "actionable", message, params, at: selector.span }];
    }),
  );

export const selector: Lint = ({ ast, catalogue }) => {
  const first = selectorsOf(ast).find(({ selector: one }) => {
    const scoped = one.matchers.some(({ name }) => /^(job|namespace|exported_namespace)$/.test(name));
    return !scoped && one.name !== undefined && catalogue.names.has(one.name);
  });
  if (first === undefined) return [];
  const metric = first.selector.name ?? "";
  const message = `\`${metric}\` is selected from every job; name the job or namespace you mean, or a staging copy will page.`;
  return [{ code: "selector", type: "actionable", message, params: { metric }, at: first.selector.span }];
};

export const shape: Lint = ({ rule, ast }) => {
  if (rule.kind !== "alerting") return [];
  const complaints: Complaint[] = [];
  const add = (code: LintCode, message: string, node: Expr): void => {
    if (!complaints.some((one) => one.code === code))
      complaints.push({ code, type: "actionable", message, at: node.span });
  };
  walk(ast, (node) => {
    if (node.kind === "aggregate" && /^(topk|bottomk|limitk)$/.test(node.op)) {
      add(
        "fragile",
        `Which series \`${node.op}\` returns changes from one evaluation to the next, and each change starts \`for\` anew.`,
        node,
      );
    }
    if (node.kind === "call" && node.func === "irate") {
      add("irate", "`irate` looks at the last two samples only; one dip resets `for`. Use `rate`.", node);
    }
    if (node.kind === "call" && node.func === "absent" && !hasEqualMatcher(node.args[0])) {
      add(
        "absent-labels",
        "`absent()` takes its labels from `=` matchers only; this alert will say nothing about where.",
        node,
      );
    }
  });
  return complaints;
};

function hasEqualMatcher(expr: Expr | undefined): boolean {
  return (
    expr !== undefined &&
    selectorsOf(expr).some(({ selector: one }) =>
      one.matchers.some(({ name, op }) => name !== "__name__" && op === "="),
    )
  );
}

/** Recording rules are named `level:metric:operations`. */
export const name: Lint = ({ rule }) => {
  if (rule.kind !== "recording" || /^[a-z_][a-z0-9_]*:[a-z0-9_]+:[a-z0-9_]+$/.test(rule.record)) return [];
  const message = `\`${rule.record}\` should read level:metric:operations, for example job:http_requests:rate5m.`;
  return [{ code: "name", type: "actionable", message, params: { record: rule.record } }];
};
