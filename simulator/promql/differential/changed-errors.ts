/** Error texts that are other ones than in 2.42; what is refused and why has seldom changed, how it is said has. */
export interface ChangedError {
  /** The name `docs/promql-differences.md` lists it under. */
  readonly id: string;
  readonly since: string;
  /** Texts are without what stands before the position; `expected` is the older server's, "" for an answer. */
  readonly explains: (expr: string, expected: string, actual: string) => boolean;
}

/** Words of the language that were plain names; after `@`, start and end are old. */
const NEWER_WORDS =
  /(?<!@ )(?<![\w:])(fill\w*|step|start|end|range|min_of|max_of|anchored|smoothed|info)(?![\w:])/;

/** The changes that damaged queries run into, the narrow ones first. */
export const changedErrors: readonly ChangedError[] = [
  {
    id: "error-at-sign",
    since: "after 2.42",
    explains: (_, expected, actual) => expected.replace('"<Item 57385>" ', "") === actual,
  },
  {
    id: "error-without-position",
    since: "after 2.42",
    explains: (expr, expected, actual) =>
      /^\s*(#.*)?$/.test(expr) && expected.replace(/^\d+:\d+/, "unknown position") === actual,
  },
  {
    id: "error-unanchored-pattern",
    since: "after 2.42",
    explains: (_, expected, actual) =>
      expected.includes("error parsing regexp") && unanchored(expected) === quoted(actual),
  },
  {
    id: "error-order-of-duplicates",
    since: "after 2.42",
    explains: (_, expected, actual) =>
      expected.startsWith("found duplicate series") && sortedPairs(expected) === sortedPairs(actual),
  },
  {
    id: "error-numbers-and-durations",
    since: "2.54, 3.14",
    explains: (_, expected, actual) =>
      /duration|strconv|unexpected number|bad number|unexpected colon|in subquery or range|trailing commas/.test(
        expected,
      ) || /number or duration|'x', expected ':'/.test(actual),
  },
  {
    id: "error-utf8-names",
    since: "3.0",
    explains: (_, expected) =>
      /label matching, expected identifier|grouping opts, expected label|label name in label_|^invalid label name/.test(
        expected,
      ),
  },
  {
    id: "error-at-before-range",
    since: "after 2.42",
    explains: (_, expected, actual) =>
      expected === "" && actual.endsWith("no @ modifiers allowed before range"),
  },
  {
    id: "error-newer-words",
    since: "2.47 to 3.14",
    explains: (expr) => NEWER_WORDS.test(expr),
  },
];

/** A text with the series of its list in a fixed order. */
function sortedPairs(text: string): string {
  return text.replace(
    /\[(.*)\];/,
    (_, list: string) =>
      `[${list
        .split(/, (?=\{)/)
        .sort()
        .join(", ")}];`,
  );
}

/** What a message quotes at its end. */
function quoted(text: string): string {
  return /`(.*)`$/s.exec(text)?.[1] ?? "";
}

function unanchored(text: string): string {
  // Of a part of the pattern only the end may be an anchor.
  return quoted(text)
    .replace(/^\^\(\?:/, "")
    .replace(/\)\$$/, "");
}
