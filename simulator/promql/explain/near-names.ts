import { compareCodePoints } from "../../tsdb/labels.ts";

/** Longest text compared; beyond it names only count as near when one starts like the other. */
const MAX_LENGTH = 80;

/**
 * The names a mistyped one could mean, best first: few edits away, made of the same words, or sharing the
 * beginning.
 */
export function nearNames(wrong: string, names: Iterable<string>, limit = 3): readonly string[] {
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    const score = distance(wrong, name);
    if (score !== undefined) scored.push({ name, score });
  }
  scored.sort((a, b) => a.score - b.score || compareCodePoints(a.name, b.name));
  return scored.slice(0, limit).map(({ name }) => name);
}

/** Smaller is nearer; undefined when two names have nothing in common. */
function distance(wrong: string, name: string): number | undefined {
  if (wrong === name) return undefined;
  const a = wrong.toLowerCase();
  const b = name.toLowerCase();
  const allowed = Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
  const edits = editDistance(a, b, allowed);
  if (edits <= allowed) return edits;
  const shared = sharedWords(a, b);
  if (shared >= 0.5) return allowed + 1 + (1 - shared);
  const start = a.slice(0, 4);
  return a.length >= 4 && b.startsWith(start) ? allowed + 3 : undefined;
}

/** Share of the words of the longer name that both have; words are separated by `_`, `:` or `.`. */
function sharedWords(a: string, b: string): number {
  const left = new Set(a.split(/[_:.-]+/));
  const right = new Set(b.split(/[_:.-]+/));
  let both = 0;
  for (const word of left) if (right.has(word)) both++;
  return both / Math.max(left.size, right.size);
}

/** Insertions, deletions, substitutions and swaps of neighbours; anything above `limit` gives `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit || Math.max(a.length, b.length) > MAX_LENGTH) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
