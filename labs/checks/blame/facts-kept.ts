/** A fact that a rewrite must keep, and other ways to write it. */
export interface KeptFact {
  readonly fact: string;
  readonly also?: readonly string[] | undefined;
}

/**
 * Facts that a text no longer holds. Times may be given to the second, counts as words up to twenty, and
 * minutes in any of their short forms; case, emphasis and kinds of spaces and dashes say nothing.
 */
export function lostFacts(text: string, facts: readonly KeptFact[]): readonly KeptFact[] {
  const plain = normalised(text);
  return facts.filter(({ fact, also }) => ![fact, ...(also ?? [])].some((form) => holds(plain, form)));
}

/** Words of a text that belong to none of the facts. */
export function wordsBeside(text: string, facts: readonly KeptFact[]): number {
  const forms = facts.flatMap(({ fact, also }) => [fact, ...(also ?? [])]).map(normalised);
  const rest = forms
    .sort((a, b) => b.length - a.length)
    .reduce((left, form) => left.replaceAll(form, " "), normalised(text));
  return rest.split(/[^\p{L}]+/u).filter((word) => word.length > 1).length;
}

function holds(plain: string, form: string): boolean {
  const wanted = normalised(form).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const seconds = /\d:\d\d$/.test(form) ? "(?::\\d\\d)?" : "";
  return new RegExp(`(?<![\\p{L}\\d]|\\d[.:,])${wanted}${seconds}(?![\\p{L}\\d]|[.:,]\\d)`, "u").test(plain);
}

const words =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
const word = new RegExp(`\\b(${words.join("|")})\\b`, "g");

function normalised(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[*_`]/g, "")
    .replace(word, (one) => String(words.indexOf(one) + 1))
    .replace(/[-‐‑–—\s]+/g, " ")
    .replace(/(\d) ?(?:minutes?|mins?)\b/g, "$1 min")
    .trim();
}
