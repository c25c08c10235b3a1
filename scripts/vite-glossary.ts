import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { glossary } from "../content/glossary/index.ts";
import { labFolders } from "../labs/index.ts";
import { vocabulary } from "../simulator/index.ts";
import type { MetricEntry, TermEntry } from "../web/glossary/glossary-data.ts";
import { labsOfTerm } from "../web/glossary/labs-of-term.ts";

const listId = "virtual:glossary";

/** `virtual:glossary`: the terms with the labs that name them, and every metric of the simulated cluster. */
export function glossaryPlugin(root: string): Plugin {
  return {
    name: "nines-glossary",
    resolveId: (id) => (id === listId ? `\0${id}` : undefined),
    load(id) {
      if (id !== `\0${listId}`) return undefined;
      const folder = join(root, "content", "labs");
      const shipped = new Set<string>(labFolders);
      const texts = new Map(
        readdirSync(folder)
          .map((name) => ({ name, slug: name.replace(/\.md$/, "") }))
          .filter(({ slug }) => shipped.has(slug))
          .map(({ name, slug }) => [slug.replace(/^\d+-/, ""), readFileSync(join(folder, name), "utf8")]),
      );
      const terms = glossary.map((term): TermEntry => {
        const { words: _words, ...shown } = term;
        return { ...shown, labs: labsOfTerm(term, texts) };
      });
      const metrics = vocabulary
        .map(({ name, type, unit, help, labels }): MetricEntry => ({ name, type, unit, help, labels }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return `export const terms = ${JSON.stringify(terms)};\nexport const metrics = ${JSON.stringify(metrics)};\n`;
    },
  };
}
