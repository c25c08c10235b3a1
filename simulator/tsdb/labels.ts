/**
 * A Prometheus label set. Real servers intern these strings and sort by UTF-8 bytes, which equals
 * code-point order; JavaScript's `<` compares UTF-16 units and differs above U+D7FF.
 */
export class Labels {
  static readonly empty = new Labels([]);

  /** Name/value pairs sorted by name in code-point order; no empty values, no duplicate names. */
  readonly pairs: readonly (readonly [string, string])[];
  /** A string equal for two label sets exactly when they are equal. */
  readonly key: string;

  private constructor(pairs: readonly (readonly [string, string])[]) {
    this.pairs = pairs;
    let key = "";
    for (const [name, value] of pairs) key += `${name}\u0000${value}\u0001`;
    this.key = key;
  }

  /** Builds a label set; a label with an empty value is the same as an absent one and is dropped. */
  static of(record: Readonly<Record<string, string>>): Labels {
    return Labels.fromPairs(Object.entries(record));
  }

  /** Builds a label set from pairs in any order. Throws when a name occurs twice. */
  static fromPairs(pairs: Iterable<readonly [string, string]>): Labels {
    const kept = [...pairs].filter(([, value]) => value !== "");
    kept.sort((a, b) => compareCodePoints(a[0], b[0]));
    for (let i = 1; i < kept.length; i++) {
      if (kept[i]?.[0] === kept[i - 1]?.[0]) throw new Error(`label name "${kept[i]?.[0]}" is not unique`);
    }
    return new Labels(kept);
  }

  /** The label's value, or the empty string when it is absent, as in Prometheus. */
  get(name: string): string {
    for (const [candidate, value] of this.pairs) if (candidate === name) return value;
    return "";
  }

  has(name: string): boolean {
    return this.get(name) !== "";
  }

  /** A copy with labels set; an empty value removes the label. */
  with(changes: Readonly<Record<string, string>>): Labels {
    const map = new Map(this.pairs);
    for (const [name, value] of Object.entries(changes)) map.set(name, value);
    return Labels.fromPairs(map);
  }

  /** A copy without the named labels. */
  without(names: Iterable<string>): Labels {
    const drop = new Set(names);
    return new Labels(this.pairs.filter(([name]) => !drop.has(name)));
  }

  /** A copy with only the named labels. */
  only(names: Iterable<string>): Labels {
    const keep = new Set(names);
    return new Labels(this.pairs.filter(([name]) => keep.has(name)));
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.pairs);
  }

  /** Order of Prometheus's `labels.Compare`: pair by pair, name then value, shorter set first. */
  static compare(a: Labels, b: Labels): number {
    const length = Math.min(a.pairs.length, b.pairs.length);
    for (let i = 0; i < length; i++) {
      const [an, av] = a.pairs[i] ?? ["", ""];
      const [bn, bv] = b.pairs[i] ?? ["", ""];
      const byName = compareCodePoints(an, bn);
      if (byName !== 0) return byName;
      const byValue = compareCodePoints(av, bv);
      if (byValue !== 0) return byValue;
    }
    return a.pairs.length - b.pairs.length;
  }
}

/** Compares two strings by code point, which is also the order of their UTF-8 bytes. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
