import type { Labels } from "../../tsdb/labels.ts";
import type { Matcher, SampleColumns, SampleSource, SeriesHandle } from "../../tsdb/sample-source.ts";
import { SeriesStore } from "../../tsdb/store.ts";
import type { FloatHistogram } from "../histogram/float-histogram.ts";

/** What the store of a lab does not keep: when counters started, by sample time. */
interface Extras {
  readonly startsMs: Map<number, number>;
}

/** A sample of a `.test` file. */
export interface TestSample {
  readonly timeMs: number;
  readonly value: number | FloatHistogram | "stale";
  readonly startMs: number | undefined;
}

/**
 * Where the samples of a `.test` file live: the store that labs use, with start times beside it, since no
 * simulated exporter sends them.
 */
export class TestStorage implements SampleSource {
  private readonly store = new SeriesStore();
  private readonly extras = new Map<string, Extras>();
  private readonly wrapped = new WeakMap<readonly SeriesHandle[], readonly SeriesHandle[]>();

  /** Adds samples in time order; the error is upstream's when one is out of order or contradicts another. */
  append(labels: Labels, samples: readonly TestSample[]): string | undefined {
    const ref = this.store.series(labels);
    for (const { timeMs, value, startMs } of samples) {
      const result =
        value === "stale"
          ? this.store.appendStale(ref, timeMs)
          : typeof value === "number"
            ? this.store.append(ref, timeMs, value)
            : this.store.appendHistogram(ref, timeMs, value);
      if (result === "out-of-order") return "out of order sample";
      if (result === "duplicate") return "duplicate sample for timestamp";
      if (startMs !== undefined) this.extrasOf(labels).startsMs.set(timeMs, startMs);
    }
    return undefined;
  }

  private extrasOf(labels: Labels): Extras {
    const known = this.extras.get(labels.key);
    if (known !== undefined) return known;
    const extras: Extras = { startsMs: new Map() };
    this.extras.set(labels.key, extras);
    return extras;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SeriesHandle[] {
    const handles = this.store.select(matchers, fromMs, toMs);
    const known = this.wrapped.get(handles);
    if (known !== undefined) return known;
    const made = handles.map((handle) => new TestSeries(handle, this.extrasOf(handle.labels)));
    this.wrapped.set(handles, made);
    return made;
  }

  labelNames(matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return this.store.labelNames(matchers, fromMs, toMs);
  }

  labelValues(name: string, matchers: readonly Matcher[], fromMs: number, toMs: number): string[] {
    return this.store.labelValues(name, matchers, fromMs, toMs);
  }

  generation(): number {
    return this.store.generation();
  }
}

class TestSeries implements SeriesHandle {
  readonly labels: Labels;
  private readonly inner: SeriesHandle;
  private readonly extras: Extras;

  constructor(inner: SeriesHandle, extras: Extras) {
    this.labels = inner.labels;
    this.inner = inner;
    this.extras = extras;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    this.inner.read(fromMs, toMs, into);
    const { startsMs } = this.extras;
    const times = into.timesMs.subarray(0, into.count);
    into.startsMs = startsMs.size === 0 ? undefined : times.map((time) => startsMs.get(time) ?? 0);
  }
}
