/** The candidate nearest to a mistyped word: at most two edits away, or sharing its first four letters. */
export function didYouMean(wrong: string, candidates: Iterable<string>): string | undefined {
  const text = wrong.slice(0, 100).toLowerCase();
  let nearest: string | undefined;
  let fewest = 3;
  let sameStart: string | undefined;
  for (const candidate of candidates) {
    const edits = editDistance(text, candidate.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
    if (text.length >= 4 && candidate.toLowerCase().startsWith(text.slice(0, 4))) sameStart ??= candidate;
  }
  return nearest ?? sameStart;
}

/** Insertions, deletions and substitutions between two words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
