/** How well an entry fits what was typed; 0 when a word of it is in neither text. Higher is better. */
export function fitOf(typed: string, title: string, about: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const name = title.toLowerCase();
  const all = `${name} ${about.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return 0;
  const [first = ""] = words;
  if (name.startsWith(words.join(" "))) return 4;
  if (name.split(/[\s,_:(]+/).some((part) => part.startsWith(first))) return 3;
  return words.every((word) => name.includes(word)) ? 2 : 1;
}

/** The entries that fit, the best first; equal ones keep their order. Nothing typed finds everything. */
export function findWords<T>(
  typed: string,
  entries: readonly T[],
  texts: (entry: T) => readonly [title: string, about: string],
): readonly T[] {
  if (typed.trim() === "") return entries;
  const fits = entries.map((entry) => ({ entry, fit: fitOf(typed, ...texts(entry)) }));
  return fits
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ entry }) => entry);
}
