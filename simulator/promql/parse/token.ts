import type { AggregateOp } from "./ast.ts";
import { fromByteText } from "./byte-text.ts";
import { quoteGo } from "./go-quote.ts";

/** A word or sign of PromQL. A keyword's kind is the keyword in lower case. */
export type TokenKind =
  | ("identifier" | "metricIdentifier" | "number" | "duration" | "string" | "lexError" | "endOfInput")
  | ("(" | ")" | "{" | "}" | "[" | "]" | "," | ":" | "=")
  | ("+" | "-" | "*" | "/" | "%" | "^" | "atan2" | "and" | "or" | "unless")
  | ("==" | "!=" | "<" | "<=" | ">" | ">=" | ">/" | "</" | "=~" | "!~" | "@")
  | ("by" | "without" | "on" | "ignoring" | "group_left" | "group_right")
  | ("fill" | "fill_left" | "fill_right" | "bool" | "offset" | "anchored" | "smoothed")
  | ("start" | "end" | "step" | "range" | "max_of" | "min_of")
  | AggregateOp;

/** One token with its byte offsets; `text` is the bytes it was read from, or the message of a `lexError`. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The aggregation operators; those with a parameter take it as their first argument. */
export const aggregateOps: ReadonlySet<string> = new Set<AggregateOp>([
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "count_values",
  "quantile",
  "limitk",
  "limit_ratio",
]);

const OPERATORS: ReadonlySet<string> = new Set(
  "+ - * / % ^ atan2 and or unless == != < <= > >= >/ </ =~ !~ @".split(" "),
);
const OPTION_WORDS: ReadonlySet<string> = new Set(
  "by without on ignoring group_left group_right fill fill_left fill_right bool offset anchored smoothed".split(
    " ",
  ),
);
const PREPROCESSORS = "start end step range max_of min_of".split(" ");

/** Keywords by their lower-case spelling; `inf` and `nan` are numbers. */
export const keywords: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>(
  [...OPERATORS, ...OPTION_WORDS, ...PREPROCESSORS, ...aggregateOps]
    .filter((word) => /^[a-z]/.test(word))
    .map((word): [string, TokenKind] => [word, word as TokenKind])
    .concat([
      ["inf", "number"],
      ["nan", "number"],
    ]),
);

/** Whether the token can stand for an aggregation operator. */
export function isAggregateOp(kind: TokenKind): kind is AggregateOp {
  return aggregateOps.has(kind);
}

const NOUNS: ReadonlyMap<TokenKind, string> = new Map([
  ["identifier", "identifier "],
  ["metricIdentifier", "metric identifier "],
  ["string", "string "],
  ["number", "number "],
  ["duration", "duration "],
]);

/** How Prometheus names a token it did not expect: `<op:+>`, `identifier "foo"`, `end of input`. */
export function describeToken(token: Token): string {
  const { kind, text } = token;
  if (kind === "endOfInput") return "end of input";
  if (OPTION_WORDS.has(kind)) return `<${text}>`;
  if (OPERATORS.has(kind)) return `<op:${text}>`;
  if (aggregateOps.has(kind)) return `<aggr:${text}>`;
  const noun = NOUNS.get(kind) ?? "";
  if (kind === "identifier" || kind === "metricIdentifier" || text.length <= 10) {
    return noun + quoteGo(fromByteText(text));
  }
  const shown = [...fromByteText(text)].slice(0, 10).join("");
  return `${noun}${quoteGo(shown)}...`;
}
