import { type Matcher, matcherTest, type SampleSource, type VectorSelector } from "../../simulator/index.ts";
import { metricName } from "./expression/walk.ts";
import type { MetricCatalogue } from "./metric-catalogue.ts";

/** Most values or labels named in one message. */
const mostNamed = 8;

/** Why a selector matches nothing in a whole world. */
export interface EmptySelector {
  readonly what: "unknown-metric" | "no-such-label" | "no-such-value";
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Why a selector matches nothing, ever: no such metric, no such label, no such value, asked in this order.
 * Undefined when it matches something, or when only the combination of its matchers is empty.
 */
export function whyEmpty(
  selector: VectorSelector,
  source: SampleSource,
  catalogue: MetricCatalogue,
  world: string,
  isExcused: (matcher: Matcher) => boolean = () => false,
): EmptySelector | undefined {
  const always = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  if (source.select(selector.matchers, ...always).length > 0) return undefined;
  const metric = metricName(selector);
  if (metric === undefined) return undefined;
  if (!catalogue.knows(metric)) {
    const near = catalogue.nearest(metric);
    const nearest = near === undefined ? "" : ` Nearest: \`${near}\`.`;
    return {
      what: "unknown-metric",
      message: `No exporter here emits \`${metric}\`.${nearest} In production this rule would stay silent for ever.`,
      params: { metric, near: near ?? "" },
    };
  }
  if (!catalogue.names.has(metric)) return undefined;
  for (const matcher of selector.matchers) {
    if (matcher.name === "__name__" || isExcused(matcher)) continue;
    const empty = emptyMatcher(metric, matcher, catalogue, world);
    if (empty !== undefined) return empty;
  }
  return undefined;
}

function emptyMatcher(
  metric: string,
  matcher: Matcher,
  catalogue: MetricCatalogue,
  world: string,
): EmptySelector | undefined {
  const labels = catalogue.labelsOf(metric);
  const test = matcherTest(matcher);
  const { name: label, value } = matcher;
  if (!labels.includes(label)) {
    if (test("")) return undefined;
    const has = list(labels);
    return {
      what: "no-such-label",
      message: `\`${metric}\` has no label \`${label}\` (it has ${has}).`,
      params: { metric, label, labels: has },
    };
  }
  const values = catalogue.valuesOf(metric, label);
  if (values.some(test)) return undefined;
  const never = matcher.op === "=" ? `never equals "${value}"` : `never matches "${value}"`;
  const seen = list(values);
  return {
    what: "no-such-value",
    message: `\`${label}\` of \`${metric}\` ${never} in “${world}”; values seen: ${seen}.`,
    params: { metric, label, value, values: seen },
  };
}

function list(names: readonly string[]): string {
  if (names.length <= mostNamed) return names.join(", ");
  return `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more`;
}
