import { namesOn, valuesOn } from "../tsdb/label-listing.ts";
import { Labels } from "../tsdb/labels.ts";
import type { Matcher, SampleSource, SeriesHandle } from "../tsdb/sample-source.ts";
import { SeriesStore } from "../tsdb/store.ts";
import { appendTo } from "./append-to.ts";
import type { AppendSample } from "./rule-runner.ts";

/**
 * A finished source with a store of rule outputs laid over it, so that rules can be tried on telemetry
 * that was recorded without them. Series of the source that carry an output's name are hidden: they come
 * from other rules than the ones tried.
 */
export class OverlaySource implements SampleSource {
  /** What the rules wrote. */
  readonly outputs = new SeriesStore();
  private readonly base: SampleSource;
  private readonly hidden: ReadonlySet<string>;

  constructor(base: SampleSource, hiddenNames: ReadonlySet<string>) {
    this.base = base;
    this.hidden = hiddenNames;
  }

  readonly append: AppendSample = appendTo(this.outputs);

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    const base = this.visible(matchers, fromMs, toMs);
    const outputs = this.outputs.select(matchers, fromMs, toMs);
    if (outputs.length === 0) return base;
    if (base.length === 0) return outputs;
    return [...base, ...outputs].sort((a, b) => Labels.compare(a.labels, b.labels));
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return namesOn(this.select(matchers, fromMs, toMs));
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return valuesOn(this.select(matchers, fromMs, toMs), name);
  }

  generation(): number {
    return this.base.generation() + this.outputs.generation();
  }

  private visible(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    const named = matchers.find(({ name, op }) => name === "__name__" && op === "=");
    if (named !== undefined && !this.hidden.has(named.value)) return this.base.select(matchers, fromMs, toMs);
    const found = this.base.select(matchers, fromMs, toMs);
    return found.filter(({ labels }) => !this.hidden.has(labels.get("__name__")));
  }
}
