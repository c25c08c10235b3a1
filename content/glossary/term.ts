/** One term of the field, in our own words. */
export interface GlossaryTerm {
  /** Part of its address, `#/glossary/<id>`. */
  readonly id: string;
  readonly term: string;
  /** How labs write it, lower case; a word also stands for what begins with it. */
  readonly words: readonly string[];
  /** Two or three sentences: what it is, and what it is easily taken for. */
  readonly text: string;
  readonly source: { readonly title: string; readonly url: string };
}
