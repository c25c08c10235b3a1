import type { Labels } from "../../tsdb/labels.ts";
import { quoteGo } from "../parse/go-quote.ts";

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A label set as error texts show it: `{__name__="up", job="node"}`; unusual names are quoted. */
export function labelsText(labels: Labels): string {
  const parts = labels.pairs.map(
    ([name, value]) => `${PLAIN_NAME.test(name) ? name : quoteGo(name)}=${quoteGo(value)}`,
  );
  return `{${parts.join(", ")}}`;
}
