/**
 * The best `size` of many values, kept as a server keeps them: a binary heap with the worst of the kept at the
 * top. Which of several equal values stay depends on this and nothing else, so the heap is moved like Go's.
 */
export class ValueHeap {
  /** The kept items in heap order. */
  readonly items: number[] = [];
  private readonly values: number[] = [];
  private readonly size: number;
  private readonly sign: 1 | -1;

  /** Keeps the `size` largest values, or the smallest. NaN gives way to any number. */
  constructor(size: number, keep: "largest" | "smallest") {
    this.size = size;
    this.sign = keep === "largest" ? 1 : -1;
  }

  /** Offers an item; it stays when there is room or the worst kept one is worse. */
  offer(item: number, value: number): void {
    const signed = this.sign * value;
    const count = this.items.length;
    if (count < this.size) {
      this.items.push(item);
      this.values.push(signed);
      this.up(count);
      return;
    }
    const worst = this.values[0] as number;
    if (!(worst < signed || (Number.isNaN(worst) && !Number.isNaN(signed)))) return;
    this.items[0] = item;
    this.values[0] = signed;
    this.down();
  }

  /** The kept items, best first; equal ones in heap order, NaN at the end. */
  sorted(): readonly number[] {
    const places = this.items.map((_, at) => at);
    const value = (at: number): number => this.values[at] as number;
    places.sort((a, b) => {
      const x = value(a);
      const y = value(b);
      if (Number.isNaN(x) || Number.isNaN(y)) return (Number.isNaN(x) ? 1 : 0) - (Number.isNaN(y) ? 1 : 0);
      return x === y ? 0 : x < y ? 1 : -1;
    });
    return places.map((at) => this.items[at] as number);
  }

  private worse(a: number, b: number): boolean {
    const value = this.values[a] as number;
    return Number.isNaN(value) || value < (this.values[b] as number);
  }

  private swap(a: number, b: number): void {
    const { items, values } = this;
    [items[a], items[b]] = [items[b] as number, items[a] as number];
    [values[a], values[b]] = [values[b] as number, values[a] as number];
  }

  private up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.worse(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  private down(): void {
    const count = this.items.length;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && this.worse(child + 1, child)) child++;
      if (!this.worse(child, at)) break;
      this.swap(child, at);
      at = child;
    }
  }
}
