import { Labels } from "../../tsdb/labels.ts";
import { withoutIdentity } from "./metric-identity.ts";

/**
 * The label sets of a block, one per row. Lists are immutable and keep what is derived from them, so a rule
 * that selects the same series every 15 s computes names, groups and match keys once. A real server does
 * that work again for every evaluation.
 */
export class SeriesList {
  /** The one row of a scalar. */
  static readonly scalar = new SeriesList([Labels.empty]);
  static readonly none = new SeriesList([]);

  readonly labels: readonly Labels[];
  /** 1 where name, type and unit must go before the result is handed out (delayed name removal). */
  readonly doomed: Uint8Array | undefined;
  private strippedList: SeriesList | undefined;
  private doomedList: SeriesList | undefined;
  private repeated: readonly (readonly number[])[] | undefined;

  constructor(labels: readonly Labels[], doomed?: Uint8Array) {
    this.labels = labels;
    this.doomed = doomed;
  }

  get length(): number {
    return this.labels.length;
  }

  /** The list after a function that changes the metric: names go now, or at the end when `delayed`. */
  withoutNames(delayed: boolean): SeriesList {
    if (!delayed) {
      this.strippedList ??= new SeriesList(this.labels.map(withoutIdentity));
      return this.strippedList;
    }
    this.doomedList ??= new SeriesList(this.labels, new Uint8Array(this.labels.length).fill(1));
    return this.doomedList;
  }

  /** Removes the names that were marked; returns the list itself when none was. */
  settled(): SeriesList {
    const { doomed } = this;
    if (doomed === undefined) return this;
    this.strippedList ??= new SeriesList(
      this.labels.map((labels, row) => (doomed[row] === 1 ? withoutIdentity(labels) : labels)),
    );
    return this.strippedList;
  }

  /** Groups of two or more rows with equal labels; almost always empty. */
  equalRows(): readonly (readonly number[])[] {
    this.repeated ??= findEqualRows(this.labels);
    return this.repeated;
  }

  /** A list of some of the rows, in the order given. */
  pick(rows: ArrayLike<number>): SeriesList {
    const labels: Labels[] = [];
    const doomed = this.doomed === undefined ? undefined : new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      labels.push(this.labels[row] ?? Labels.empty);
      if (doomed !== undefined) doomed[i] = this.doomed?.[row] ?? 0;
    }
    return new SeriesList(labels, doomed);
  }
}

function findEqualRows(labels: readonly Labels[]): readonly (readonly number[])[] {
  const first = new Map<string, number>();
  let groups: Map<string, number[]> | undefined;
  for (let row = 0; row < labels.length; row++) {
    const key = labels[row]?.key ?? "";
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, row);
      continue;
    }
    groups ??= new Map();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [other, row]);
    else group.push(row);
  }
  return groups === undefined ? [] : [...groups.values()];
}
