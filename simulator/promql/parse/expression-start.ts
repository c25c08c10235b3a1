import { keywords, type TokenKind } from "./token.ts";

/** Keywords that are no metric names wherever they stand. */
const NEVER_METRIC: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "bool",
  "on",
  "ignoring",
  "group_left",
  "group_right",
  "atan2",
]);

const STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "identifier",
  "metricIdentifier",
  "number",
  "duration",
  "string",
  "(",
  "{",
  "+",
  "-",
  ...[...keywords.values()].filter((kind) => !NEVER_METRIC.has(kind)),
]);

/** Whether an expression can begin with this token. Most keywords can: they are legal metric names. */
export function startsExpression(kind: TokenKind): boolean {
  return STARTS.has(kind);
}
