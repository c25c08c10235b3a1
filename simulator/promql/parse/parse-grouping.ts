import { fromByteText } from "./byte-text.ts";
import { quoteGo } from "./go-quote.ts";
import { unquoteLiteral } from "./string-literal.ts";
import { isAggregateOp, type TokenKind } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

/** Keywords that are also label names inside a grouping list. `without` is not one of them. */
const LABEL_KEYWORDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "identifier",
  "metricIdentifier",
  "bool",
  "by",
  "group_left",
  "group_right",
  "fill",
  "fill_left",
  "fill_right",
  "ignoring",
  "and",
  "or",
  "unless",
  "offset",
  "on",
  "start",
  "end",
  "atan2",
  "step",
  "range",
  "anchored",
  "smoothed",
  "max_of",
  "min_of",
]);

/** A label, or the end of the list: empty lists and trailing commas are legal. */
const startsLabel = (kind: TokenKind): boolean =>
  LABEL_KEYWORDS.has(kind) || isAggregateOp(kind) || kind === "string" || kind === ")";

const CONTEXT = "grouping opts";

/** Reads the label list of `by`, `without`, `on`, `ignoring`, `group_left` or `group_right`. */
export function parseGrouping(stream: TokenStream): string[] {
  const labels: string[] = [];
  if (!stream.readyOr((kind) => kind === "(", CONTEXT, '"("')) return labels;
  stream.shift();
  for (let expectLabel = true; !stream.aborted; ) {
    if (expectLabel) {
      expectLabel = false;
      if (!stream.readyOr(startsLabel, CONTEXT, "label")) continue;
      if (stream.accept(")") !== undefined) break;
      labels.push(readLabel(stream));
    } else if (stream.readyOr((kind) => kind === "," || kind === ")", CONTEXT, '"," or ")"')) {
      if (stream.accept(")") !== undefined) break;
      stream.shift();
      expectLabel = true;
    }
  }
  return labels;
}

const LONE_BYTE = /(?<![\uD800-\uDBFF])[\uDC80-\uDCFF]/;

function readLabel(stream: TokenStream): string {
  const token = stream.shift();
  const label = token.kind === "string" ? unquoteLiteral(token.text) : fromByteText(token.text);
  if (label === "" || LONE_BYTE.test(label)) {
    stream.report(token, `invalid label name for grouping: ${quoteGo(label)}`);
  }
  return label;
}
