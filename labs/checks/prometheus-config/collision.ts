import type { ScrapedSeries } from "./scraped-world.ts";

/** Series that became one: the server stores one of them and rejects the others' samples. */
export interface Collision {
  readonly first: ScrapedSeries;
  /** Labels that told them apart before. */
  readonly labels: readonly string[];
  /** Series too many, in the whole world. */
  readonly count: number;
  /** They come from different targets. */
  readonly across: boolean;
}

/** The first series that shares its new labels with another one alive at the same time. */
export function collisionIn(series: readonly ScrapedSeries[]): Collision | undefined {
  const byLabels = new Map<string, ScrapedSeries[]>();
  let found: readonly [ScrapedSeries, ScrapedSeries] | undefined;
  let count = 0;
  for (const one of series) {
    const others = byLabels.get(one.after.key);
    if (others === undefined) {
      byLabels.set(one.after.key, [one]);
      continue;
    }
    const twin = others.find((other) => one.fromMs < other.toMs && other.fromMs < one.toMs);
    others.push(one);
    if (twin === undefined) continue;
    count++;
    found ??= [twin, one];
  }
  if (found === undefined) return undefined;
  const [a, b] = found;
  const names = new Set([...a.before.pairs, ...b.before.pairs].map(([name]) => name));
  const labels = [...names].filter((name) => a.before.get(name) !== b.before.get(name)).sort();
  return { first: a, labels, count, across: a.before.get("instance") !== b.before.get("instance") };
}
