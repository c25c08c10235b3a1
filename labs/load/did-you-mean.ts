/** Edit distance (insert, delete, substitute), given up as soon as it must exceed `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitute, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}

/** The nearest of `candidates`: edit distance at most 2, else the longest shared prefix of at least 4. */
export function didYouMean(wrong: string, candidates: Iterable<string>): string | undefined {
  const text = wrong.slice(0, 200);
  let best: string | undefined;
  let bestDistance = 3;
  let bestPrefix = 3;
  let byPrefix: string | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(text, candidate, 2);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
    const prefix = sharedPrefix(text, candidate);
    if (prefix > bestPrefix) {
      byPrefix = candidate;
      bestPrefix = prefix;
    }
  }
  return best ?? byPrefix;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
