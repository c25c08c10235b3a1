import { matcherTest } from "../../tsdb/matchers.ts";
import type { Matcher, MetricMetadata, SampleSource, SeriesHandle } from "../../tsdb/sample-source.ts";
import { emptyColumns } from "../../tsdb/series-columns.ts";
import type { VectorSelector } from "../parse/ast.ts";
import type { EmptyParams, EmptyReason } from "./empty-diagnosis.ts";
import { nearNames } from "./near-names.ts";
import type { SelectionWindow } from "./selection-window.ts";

/** Most labels or values listed. */
const LISTED = 10;
const EVER = Number.NEGATIVE_INFINITY;

/** Why a selector found no sample. */
export interface SelectorDiagnosis {
  readonly reason: EmptyReason;
  readonly params: EmptyParams;
}

/**
 * Why a selector has no sample in its window; undefined when it has. `metadata` names metrics that exporters
 * declare although no series of theirs exists yet; they count as near names.
 */
export function diagnoseSelector(
  source: SampleSource,
  selector: VectorSelector,
  window: SelectionWindow,
  metadata?: ReadonlyMap<string, MetricMetadata>,
): SelectorDiagnosis | undefined {
  const { fromMs, toMs } = window;
  const matching = source.select(selector.matchers, EVER, toMs);
  if (matching.some((series) => hasLiveSample(series, fromMs, toMs))) return undefined;
  const nameMatchers = selector.matchers.filter(({ name }) => name === "__name__");
  const named = selector.name === undefined ? {} : { metric: selector.name };
  if (nameMatchers.length > 0 && source.select(nameMatchers, EVER, toMs).length === 0) {
    return {
      reason: "never-existed",
      params: { ...named, ...neverExisted(source, selector, toMs, metadata) },
    };
  }
  const last = newestSample(matching, toMs);
  if (last !== undefined) return { reason: "ended", params: { ...named, ...last } };
  const missing = missingMatcher(source, selector.matchers, nameMatchers, toMs);
  return missing === undefined
    ? { reason: "no-result", params: named }
    : { reason: missing.reason, params: { ...named, ...missing.params } };
}

function neverExisted(
  source: SampleSource,
  selector: VectorSelector,
  toMs: number,
  metadata: ReadonlyMap<string, MetricMetadata> | undefined,
): EmptyParams {
  const [later] = source.select(selector.matchers, toMs, Number.POSITIVE_INFINITY);
  const wanted = selector.name ?? selector.matchers.find(({ name }) => name === "__name__")?.value ?? "";
  const names = new Set([...source.labelValues("__name__", [], EVER, toMs), ...(metadata?.keys() ?? [])]);
  const near = nearNames(wanted, names);
  if (later === undefined) return { near };
  const columns = emptyColumns();
  later.read(toMs, Number.POSITIVE_INFINITY, columns);
  return { near, firstMs: columns.timesMs[0] ?? toMs };
}

function hasLiveSample(series: SeriesHandle, fromMs: number, toMs: number): boolean {
  const columns = emptyColumns();
  series.read(fromMs, toMs, columns);
  // An instant selector takes the newest sample only, and a stale marker there means that there is none.
  return columns.count > 0 && columns.stale[columns.count - 1] !== 1;
}

/** The newest sample of any series up to a time, stale markers left aside. */
function newestSample(
  series: readonly SeriesHandle[],
  toMs: number,
): { lastMs: number; stale: boolean } | undefined {
  let newest: { lastMs: number; stale: boolean } | undefined;
  for (const one of series) {
    const last = lastSample(one, toMs);
    if (last !== undefined && last.lastMs > (newest?.lastMs ?? EVER)) newest = last;
  }
  return newest;
}

const HOUR_MS = 3_600_000;
/** How far back to look, one after the other, so that a long series is not read whole for its end. */
const REACHES = [HOUR_MS, 24 * HOUR_MS, 30 * 24 * HOUR_MS, Number.POSITIVE_INFINITY];

function lastSample(series: SeriesHandle, toMs: number): { lastMs: number; stale: boolean } | undefined {
  const columns = emptyColumns();
  for (const reach of REACHES) {
    series.read(toMs - reach, toMs, columns);
    for (let i = columns.count - 1; i >= 0; i--) {
      if (columns.stale[i] === 1) continue;
      return { lastMs: columns.timesMs[i] ?? 0, stale: i < columns.count - 1 };
    }
  }
  return undefined;
}

/** The matcher that keeps nothing: first one whose label is unknown, then one whose value is. */
function missingMatcher(
  source: SampleSource,
  matchers: readonly Matcher[],
  nameMatchers: readonly Matcher[],
  toMs: number,
): SelectorDiagnosis | undefined {
  const labels = source.labelNames(nameMatchers, EVER, toMs).filter((name) => name !== "__name__");
  const wanted = matchers.filter((matcher) => matcher.name !== "__name__" && !matcherTest(matcher)(""));
  for (const { name, op, value } of wanted) {
    if (labels.includes(name)) continue;
    const params = { label: name, op, value, near: nearNames(name, labels), known: labels.slice(0, LISTED) };
    return { reason: "unknown-label", params };
  }
  for (const matcher of matchers) {
    if (matcher.name === "__name__") continue;
    // Values are looked for beside the other matchers: each may exist and only the combination not.
    const others = matchers.filter((other) => other !== matcher);
    const values = source.labelValues(matcher.name, others, EVER, toMs);
    const alone = source.labelValues(matcher.name, nameMatchers, EVER, toMs);
    const candidates = values.length > 0 ? values : alone;
    if (candidates.length === 0 || candidates.some((value) => matcherTest(matcher)(value))) continue;
    return { reason: "unknown-value", params: valueParams(matcher, candidates) };
  }
  return undefined;
}

function valueParams({ name, op, value }: Matcher, values: readonly string[]): EmptyParams {
  return { label: name, op, value, near: nearNames(value, values), known: values.slice(0, LISTED) };
}
