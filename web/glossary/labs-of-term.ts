import type { GlossaryTerm } from "../../content/glossary/term.ts";

/** How often each text names a term; texts that never do are left out, those that do most come first. */
export function labsOfTerm(term: GlossaryTerm, texts: ReadonlyMap<string, string>): string[] {
  const found = [...texts].flatMap(([lab, text]): [lab: string, count: number][] => {
    const count = countOf(term.words, text.toLowerCase());
    return count === 0 ? [] : [[lab, count]];
  });
  return found.sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "en")).map(([lab]) => lab);
}

/** A word counts where no letter stands before it: `slo` is not in `closer`. */
function countOf(words: readonly string[], text: string): number {
  let count = 0;
  for (const word of words) {
    // Three letters would also begin other words: `slo` is not in `slow`.
    const whole = word.length <= 3;
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      const after = text.slice(at + word.length, at + word.length + 2);
      const open = /[a-z]/.test(text[at - 1] ?? "") || (whole && /^(?!s\b)[a-z]/.test(after));
      if (!open) count++;
    }
  }
  return count;
}
