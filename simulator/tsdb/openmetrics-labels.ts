/** Label pairs of one line of an exposition file and where they end; or what was expected where they went wrong. */
export type LabelScan =
  | { readonly pairs: readonly (readonly [string, string])[]; readonly end: number }
  | { readonly expected: string };

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:.]*/y;

/**
 * Reads `{a="b",c="d"}` from its opening brace. Since OpenMetrics 2 and Prometheus 3 names may be quoted, and
 * a quoted string alone is the metric's name.
 */
export function scanLabels(line: string, brace: number): LabelScan {
  const pairs: (readonly [string, string])[] = [];
  let at = skipBlanks(line, brace + 1);
  while (line.charAt(at) !== "}") {
    const pair = scanPair(line, at);
    if ("expected" in pair) return pair;
    pairs.push(...pair.pairs);
    at = skipBlanks(line, pair.end);
    if (line.charAt(at) === ",") at = skipBlanks(line, at + 1);
    else if (line.charAt(at) !== "}") return { expected: 'expected "," or "}" after label value' };
  }
  return { pairs, end: at + 1 };
}

function scanPair(line: string, start: number): LabelScan {
  let name: string;
  let at: number;
  const quoted = line.charAt(start) === '"';
  if (quoted) {
    const scanned = scanQuoted(line, start);
    if (scanned === undefined) return { expected: "expected closing quote of label name" };
    name = scanned.text;
    at = skipBlanks(line, scanned.end);
    if (line.charAt(at) !== "=") return { pairs: [["__name__", name]], end: at };
  } else {
    NAME.lastIndex = start;
    name = NAME.exec(line)?.[0] ?? "";
    if (name === "") return { expected: 'expected label name or "}"' };
    at = skipBlanks(line, start + name.length);
    if (line.charAt(at) !== "=") return { expected: 'expected "=" after label name' };
  }
  at = skipBlanks(line, at + 1);
  if (line.charAt(at) !== '"') return { expected: "expected label value in double quotes" };
  const value = scanQuoted(line, at);
  if (value === undefined) return { expected: "expected closing quote of label value" };
  return { pairs: [[name, value.text]], end: value.end };
}

function scanQuoted(line: string, quote: number): { text: string; end: number } | undefined {
  const close = line.indexOf('"', quote + 1);
  if (close < 0) return undefined;
  // Nearly every value is free of escapes.
  const plain = line.slice(quote + 1, close);
  if (!plain.includes("\\")) return { text: plain, end: close + 1 };
  let text = "";
  for (let at = quote + 1; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    if (char === "\\") {
      at++;
      text += unescapeChar(line.charAt(at));
    } else text += char;
  }
  return undefined;
}

function unescapeChar(char: string): string {
  if (char === "n") return "\n";
  return char === "\\" || char === '"' ? char : `\\${char}`;
}

/** HELP text with its escapes resolved. */
export function unescapeHelp(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, char: string) => unescapeChar(char));
}

/** The first position from `at` on that holds neither space nor tab. */
export function skipBlanks(line: string, at: number): number {
  let next = at;
  while (line.charCodeAt(next) === 32 || line.charCodeAt(next) === 9) next++;
  return next;
}
