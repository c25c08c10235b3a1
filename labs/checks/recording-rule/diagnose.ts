import { parse, type RuleGroup } from "../../../simulator/index.ts";
import type { Finding } from "../../finding.ts";
import { finding } from "../check.ts";
import { whyEmpty } from "../empty-selector.ts";
import { charSpan } from "../expression/char-span.ts";
import { metricName, metricsOf, selectorsOf, walk } from "../expression/walk.ts";
import { catalogueOf } from "../metric-catalogue.ts";
import { expressionSpan } from "../rule-lint/locate.ts";
import type { ReadFailure } from "./compare-reads.ts";
import { differs, evidenceOf } from "./complaints.ts";
import { whyNotCombinable } from "./not-combinable.ts";
import {
  keptLabels,
  type RecordedWorld,
  type RecordingRule,
  recordingRules,
  seriesOf,
} from "./recorded-world.ts";

const kind = "recording-rule";
const growth: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);

/** What keeps a file from recording anything at all, before anybody reads it. */
export function unreadableRule(
  world: RecordedWorld,
  groups: readonly RuleGroup[],
  answer: string,
): Finding | undefined {
  const { hidden } = world;
  const catalogue = catalogueOf(hidden);
  const rules = recordingRules(groups).map(({ rule }) => rule);
  const at = (text: string) => {
    const span = expressionSpan(answer, text);
    return span === undefined ? {} : { at: span };
  };
  const taken = rules.find((rule) => catalogue.names.has(rule.record));
  if (taken !== undefined) {
    const message = `\`${taken.record}\` is scraped already: what is recorded under that name cannot be told from it. Give the recorded series a name of its own.`;
    return finding(kind, "name-taken", message, { params: { record: taken.record }, ...at(taken.record) });
  }
  if (world.error !== undefined) {
    const { text, rule } = world.error;
    return finding(kind, "evaluation-error", text, { params: { error: text, rule }, ...at(rule) });
  }
  const silent = rules.find((rule) => seriesOf(world, rule.record) === 0);
  if (silent === undefined) return undefined;
  const why = emptySelector(silent, rules, world);
  const message = `\`${silent.record}\` loads, and records nothing${why === undefined ? "." : `: ${why}`}`;
  return finding(kind, "no-series", message, { params: { record: silent.record }, ...at(silent.expr) });
}

function emptySelector(
  rule: RecordingRule,
  rules: readonly RecordingRule[],
  { hidden }: RecordedWorld,
): string | undefined {
  const { ast } = parse(rule.expr);
  if (ast === undefined) return undefined;
  const recorded = new Set(rules.map((one) => one.record));
  for (const { selector } of selectorsOf(ast)) {
    if (recorded.has(metricName(selector) ?? "")) continue;
    const empty = whyEmpty(selector, hidden.world.source, catalogueOf(hidden), hidden.title);
    if (empty !== undefined) return empty.message;
  }
  return undefined;
}

/** Why a read of the learner's series is not what the raw query says. */
export function diagnoseRule(
  failure: ReadFailure,
  subject: { readonly groups: readonly RuleGroup[]; readonly rule: RecordingRule; readonly group: RuleGroup },
  world: RecordedWorld,
): Finding {
  const { groups, rule } = subject;
  const rules = recordingRules(groups).map((one) => one.rule);
  const why = whyNotCombinable(rule, rules, failure.read, keptLabels(world, subject));
  if (why !== undefined) {
    return finding(kind, "not-reaggregable", why.message, {
      params: { record: rule.record, what: why.what },
      evidence: evidenceOf(failure),
    });
  }
  return differs(failure, hintFor(subject, rules));
}

function hintFor(
  { rule, group }: { readonly rule: RecordingRule; readonly group: RuleGroup },
  rules: readonly RecordingRule[],
): string | undefined {
  const { ast } = parse(rule.expr);
  if (ast === undefined) return undefined;
  const inGroup = new Set<unknown>(group.rules);
  const elsewhere = rules.find((one) => metricsOf(ast).has(one.record) && !inGroup.has(one));
  if (elsewhere !== undefined) {
    return `\`${elsewhere.record}\` is recorded by another group, at another moment of the interval. Rules of one group run in order, at one moment.`;
  }
  let grows = false;
  walk(ast, (node) => {
    if (node.kind === "call" && growth.has(node.func)) grows = true;
  });
  if (grows || [...metricsOf(ast)].some((name) => name.includes(":"))) return undefined;
  return "Counters fall to 0 when a process restarts, and a sum of counters hides which one did. Take the rate of each, then add up.";
}

/** Why a learner's query over given series is not what the raw query says. */
export function diagnoseQuery(failure: ReadFailure, answer: string): Finding {
  const { world, yours } = failure;
  const { ast } = parse(answer);
  if (yours.status === "error") {
    return finding(kind, "evaluation-error", yours.error, {
      params: { error: yours.error },
      ...(yours.at === undefined ? {} : { at: charSpan(answer, yours.at) }),
    });
  }
  const catalogue = catalogueOf(world.hidden, world.source);
  for (const { selector } of ast === undefined ? [] : selectorsOf(ast)) {
    const empty = whyEmpty(selector, world.source, catalogue, world.hidden.title);
    if (empty === undefined) continue;
    return finding(kind, "no-series", empty.message, {
      params: empty.params,
      at: charSpan(answer, selector.span),
    });
  }
  return differs(failure, undefined);
}
