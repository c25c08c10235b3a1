import { compareCodePoints, Labels } from "../labels.ts";
import type { Matcher, SampleSource, SeriesHandle } from "../sample-source.ts";
import { JoinedSeries } from "./joined-series.ts";

/**
 * A history in front of a live store, as one source: samples up to the seam come from the history, later ones
 * from the store, and a series that is in both reads as one. A real server joins its blocks on disk with its
 * head in the same way.
 */
export class LayeredSource implements SampleSource {
  private readonly past: SampleSource;
  private readonly live: SampleSource;
  private readonly seamMs: number;
  /** Joined lists by the two they were joined from, so that equal selections stay the same array. */
  private readonly joined = new WeakMap<
    readonly SeriesHandle[],
    WeakMap<readonly SeriesHandle[], readonly SeriesHandle[]>
  >();

  /** Of `past`, only samples at or before `seamMs` are read, of `live` only later ones. */
  constructor(past: SampleSource, live: SampleSource, seamMs: number) {
    this.past = past;
    this.live = live;
    this.seamMs = seamMs;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    if (fromMs >= this.seamMs) return this.live.select(matchers, fromMs, toMs);
    const past = this.past.select(matchers, fromMs, Math.min(toMs, this.seamMs));
    if (toMs <= this.seamMs) return past;
    const live = this.live.select(matchers, this.seamMs, toMs);
    let byLive = this.joined.get(past);
    if (byLive === undefined) {
      byLive = new WeakMap();
      this.joined.set(past, byLive);
    }
    let list = byLive.get(live);
    if (list === undefined) {
      list = this.join(past, live);
      byLive.set(live, list);
    }
    return list;
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    const past = this.past.labelNames(matchers, fromMs, Math.min(toMs, this.seamMs));
    const live = this.live.labelNames(matchers, Math.max(fromMs, this.seamMs), toMs);
    return union(past, live);
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    const past = this.past.labelValues(name, matchers, fromMs, Math.min(toMs, this.seamMs));
    const live = this.live.labelValues(name, matchers, Math.max(fromMs, this.seamMs), toMs);
    return union(past, live);
  }

  generation(): number {
    return this.past.generation() + this.live.generation();
  }

  /** Merges two lists in label order. */
  private join(past: readonly SeriesHandle[], live: readonly SeriesHandle[]): readonly SeriesHandle[] {
    const list: SeriesHandle[] = [];
    let p = 0;
    let l = 0;
    while (p < past.length || l < live.length) {
      const before = past[p];
      const now = live[l];
      const order =
        before === undefined ? 1 : now === undefined ? -1 : Labels.compare(before.labels, now.labels);
      if (order <= 0) p++;
      if (order >= 0) l++;
      list.push(new JoinedSeries(order <= 0 ? before : undefined, order >= 0 ? now : undefined, this.seamMs));
    }
    return list;
  }
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(compareCodePoints);
}
