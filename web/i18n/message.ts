/**
 * Messages of the page. A text may hold `{name}` and, for counts, `{name|one form|other form}`, in
 * which `#` is the number. Sentences are never glued together from parts.
 */
type Names<S extends string> = S extends `${string}{${infer Inside}}${infer Rest}`
  ? (Inside extends `${infer Name}|${string}` ? Name : Inside) | Names<Rest>
  : never;

/** The parameters a text needs; none for a text without braces. */
export type MessageArgs<S extends string> = [Names<S>] extends [never]
  ? []
  : [params: Readonly<Record<Names<S>, string | number>>];

/** Fills a text. A number is written without grouping, so it can be pasted into a tool. */
export function fillMessage(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([^{}]*)\}/g, (whole, inside: string) => {
    const [name = "", one, other] = inside.split("|");
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined || other === undefined) return String(value);
    return (Number(value) === 1 ? one : other).replaceAll("#", String(value));
  });
}
