import { compareCodePoints, type Labels } from "./labels.ts";

/** What a listing needs to know of a series. */
interface Labelled {
  readonly labels: Labels;
}

/** Label names that occur on any of the series, in code point order, as `/api/v1/labels` lists them. */
export function namesOn(series: Iterable<Labelled>): string[] {
  const names = new Set<string>();
  for (const { labels } of series) {
    for (const [name] of labels.pairs) names.add(name);
  }
  return [...names].sort(compareCodePoints);
}

/** Values of one label on the series that carry it, in code point order, as `/api/v1/label/…/values` lists them. */
export function valuesOn(series: Iterable<Labelled>, name: string): string[] {
  const values = new Set<string>();
  for (const { labels } of series) {
    if (labels.has(name)) values.add(labels.get(name));
  }
  return [...values].sort(compareCodePoints);
}
