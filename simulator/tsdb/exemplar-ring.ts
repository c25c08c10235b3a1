import type { Exemplar } from "./sample-source.ts";

/** Prometheus keeps exemplars in one circular buffer per server: the newest push the oldest out. */
export class ExemplarRing {
  private readonly ring: Exemplar[] = [];
  private readonly capacity: number;
  private next = 0;

  /** `capacity` is the number of exemplars kept, over all series. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(exemplar: Exemplar): void {
    if (this.ring.length < this.capacity) this.ring.push(exemplar);
    else this.ring[this.next] = exemplar;
    this.next = (this.next + 1) % this.capacity;
  }

  /** Oldest first. */
  all(): readonly Exemplar[] {
    if (this.ring.length < this.capacity) return [...this.ring];
    return [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
  }
}
