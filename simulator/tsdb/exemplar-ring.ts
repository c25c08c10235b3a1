import type { Labels } from "./labels.ts";
import type { Exemplar } from "./sample-source.ts";

/** What became of an exemplar; a server counts the refused ones. */
export type ExemplarResult = "ok" | "duplicate" | "out-of-order" | "labels-too-long";

/** OpenMetrics allows 128 characters in the names and values of an exemplar's labels together. */
const LONGEST_LABELS = 128;

/**
 * Prometheus keeps exemplars in one circular buffer per server: the newest push the oldest out, of whatever
 * series. Within a series they come in time order.
 */
export class ExemplarRing {
  private readonly ring: Exemplar[] = [];
  /** The exemplars kept of each series by its key, oldest first. */
  private readonly bySeries = new Map<string, Exemplar[]>();
  private readonly capacity: number;
  private next = 0;

  /** `capacity` is the number of exemplars kept, over all series. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /**
   * Keeps an exemplar. The newest of its series again: `duplicate`, as when a scrape finds nothing new. Before
   * the newest, or at its time with a smaller value: `out-of-order`.
   */
  add(exemplar: Exemplar): ExemplarResult {
    if (lengthOf(exemplar) > LONGEST_LABELS) return "labels-too-long";
    const { key } = exemplar.series;
    const newest = this.bySeries.get(key)?.at(-1);
    if (newest !== undefined) {
      if (newest.timeMs === exemplar.timeMs && sameContent(newest, exemplar)) return "duplicate";
      if (exemplar.timeMs < newest.timeMs) return "out-of-order";
      if (exemplar.timeMs === newest.timeMs && exemplar.value < newest.value) return "out-of-order";
    }
    const oldest = this.ring[this.next];
    if (oldest !== undefined) this.forget(oldest);
    this.ring[this.next] = exemplar;
    this.next = (this.next + 1) % this.capacity;
    const list = this.bySeries.get(key);
    if (list === undefined) this.bySeries.set(key, [exemplar]);
    else list.push(exemplar);
    return "ok";
  }

  /** Oldest first. */
  all(): readonly Exemplar[] {
    if (this.ring.length < this.capacity) return [...this.ring];
    return [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
  }

  /** Those of one series in `[fromMs, toMs]`, oldest first. */
  of(series: Labels, fromMs: number, toMs: number): readonly Exemplar[] {
    const list = this.bySeries.get(series.key) ?? [];
    return list.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
  }

  /** What falls out of the ring is always the oldest of its series. */
  private forget({ series }: Exemplar): void {
    const list = this.bySeries.get(series.key);
    list?.shift();
    if (list?.length === 0) this.bySeries.delete(series.key);
  }
}

function lengthOf({ labels }: Exemplar): number {
  let length = 0;
  for (const [name, value] of Object.entries(labels)) length += [...name].length + [...value].length;
  return length;
}

function sameContent(a: Exemplar, b: Exemplar): boolean {
  const names = Object.keys(a.labels);
  return (
    Object.is(a.value, b.value) &&
    names.length === Object.keys(b.labels).length &&
    names.every((name) => a.labels[name] === b.labels[name])
  );
}
