import type { Labels } from "./labels.ts";
import { matcherLiterals, matcherTest } from "./matchers.ts";
import type { Matcher } from "./sample-source.ts";

/**
 * The inverted index of a time series database: for every label name and value the ascending list of
 * series that carry it. A real server keeps the same lists in its head block and, packed, in each index
 * file; a selector is answered by intersecting them.
 */
export class Postings {
  private readonly byName = new Map<string, Map<string, number[]>>();
  private readonly removed = new Set<number>();
  private count = 0;

  /** Adds the next series; references are handed out in ascending order starting at 0. */
  add(labels: Labels): number {
    const ref = this.count++;
    for (const [name, value] of labels.pairs) this.listOf(name, value).push(ref);
    return ref;
  }

  /** Number of series that carry this label value. */
  countOf(name: string, value: string): number {
    return this.byName.get(name)?.get(value)?.length ?? 0;
  }

  /** Takes series out of every list; their references stay reserved. */
  remove(gone: ReadonlyMap<number, Labels>): void {
    const clean = new Set<readonly number[]>();
    for (const [ref, labels] of gone) {
      this.removed.add(ref);
      for (const [name, value] of labels.pairs) {
        const values = this.byName.get(name);
        const list = values?.get(value);
        if (list === undefined || clean.has(list)) continue;
        const kept = list.filter((other) => !gone.has(other));
        clean.add(kept);
        if (kept.length > 0) values?.set(value, kept);
        else values?.delete(value);
        if (values?.size === 0) this.byName.delete(name);
      }
    }
  }

  /** Puts a removed series back in its place. */
  restore(ref: number, labels: Labels): void {
    if (!this.removed.delete(ref)) return;
    for (const [name, value] of labels.pairs) {
      const list = this.listOf(name, value);
      const after = list.findIndex((other) => other > ref);
      list.splice(after < 0 ? list.length : after, 0, ref);
    }
  }

  private listOf(name: string, value: string): number[] {
    let values = this.byName.get(name);
    if (values === undefined) {
      values = new Map();
      this.byName.set(name, values);
    }
    let list = values.get(value);
    if (list === undefined) {
      list = [];
      values.set(value, list);
    }
    return list;
  }

  private values(name: string): ReadonlyMap<string, readonly number[]> {
    return this.byName.get(name) ?? EMPTY;
  }

  /** References of the series that satisfy every matcher, ascending. */
  match(matchers: readonly Matcher[]): Uint32Array {
    const included: Uint32Array[] = [];
    const excluded: Uint32Array[] = [];
    for (const matcher of matchers) {
      const test = matcherTest(matcher);
      if (test("")) {
        // The label may be absent, so the lists of the values that fail are taken away instead.
        const lost = this.collect(matcher.name, (value) => !test(value));
        if (lost.length > 0) excluded.push(lost);
        continue;
      }
      const literals = matcherLiterals(matcher);
      const list =
        literals === undefined
          ? this.collect(matcher.name, test)
          : this.collectLiterals(matcher.name, literals);
      if (list.length === 0) return new Uint32Array(0);
      included.push(list);
    }
    included.sort((a, b) => a.length - b.length);
    let result = included[0] ?? this.all();
    for (let i = 1; i < included.length; i++) result = intersect(result, included[i] ?? result);
    for (const list of excluded) result = subtract(result, list);
    return result;
  }

  private all(): Uint32Array {
    const all = Uint32Array.from({ length: this.count }, (_, i) => i);
    return this.removed.size === 0 ? all : all.filter((ref) => !this.removed.has(ref));
  }

  private collect(name: string, test: (value: string) => boolean): Uint32Array {
    const lists: (readonly number[])[] = [];
    for (const [value, list] of this.values(name)) if (test(value)) lists.push(list);
    return union(lists);
  }

  private collectLiterals(name: string, literals: readonly string[]): Uint32Array {
    const values = this.values(name);
    const lists: (readonly number[])[] = [];
    for (const literal of literals) {
      const list = values.get(literal);
      if (list !== undefined) lists.push(list);
    }
    return union(lists);
  }
}

const EMPTY: ReadonlyMap<string, readonly number[]> = new Map();

/** A series has one value per name, so the lists are disjoint and a merge is a plain sort. */
function union(lists: readonly (readonly number[])[]): Uint32Array {
  if (lists.length === 1) return Uint32Array.from(lists[0] ?? []);
  let length = 0;
  for (const list of lists) length += list.length;
  const merged = new Uint32Array(length);
  let at = 0;
  for (const list of lists) {
    merged.set(list, at);
    at += list.length;
  }
  return merged.sort();
}

function intersect(small: Uint32Array, large: Uint32Array): Uint32Array {
  const kept = new Uint32Array(small.length);
  let count = 0;
  let at = 0;
  for (const ref of small) {
    at = gallop(large, ref, at);
    if (large[at] === ref) kept[count++] = ref;
  }
  return kept.subarray(0, count);
}

function subtract(from: Uint32Array, list: Uint32Array): Uint32Array {
  const kept = new Uint32Array(from.length);
  let count = 0;
  let at = 0;
  for (const ref of from) {
    at = gallop(list, ref, at);
    if (list[at] !== ref) kept[count++] = ref;
  }
  return kept.subarray(0, count);
}

/** First index at or after `from` whose value is at least `wanted`: doubling steps, then bisection. */
function gallop(list: Uint32Array, wanted: number, from: number): number {
  let step = 1;
  let low = from;
  while (low + step < list.length && (list[low + step] ?? 0) < wanted) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, list.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
