import type { Finding } from "../finding.ts";
import { limits } from "./limits.ts";

/** Codes, behind `code-behaviour/`, of code that cannot be judged because of how it ran. */
export const runCodes = [
  "too-long",
  "import",
  "does-not-parse",
  "no-handler",
  "threw-at-load",
  "step-budget",
  "memory",
  "stack",
  "output",
] as const;

export type RunCode = (typeof runCodes)[number];

/** A finding about how the code ran. */
export function codeFinding(
  code: RunCode,
  message: string,
  params: Finding["params"] = {},
  at?: Finding["at"],
): Finding {
  return {
    code: `code-behaviour/${code}`,
    type: "essential",
    message,
    params,
    ...(at === undefined ? {} : { at }),
  };
}

const number = (value: number): string => value.toLocaleString("en-US");

/** What the source alone tells: its size, and modules, which do not exist here. */
export function refuseSource(source: string): Finding | undefined {
  const bytes = utf8Length(source);
  if (bytes > limits.sourceBytes) {
    const message = `${number(bytes)} bytes; the most is ${number(limits.sourceBytes)}.`;
    return codeFinding("too-long", message, { bytes, most: limits.sourceBytes });
  }
  const found = /^[ \t]*(import\b[^.\n]|(?:const|let|var)\b.*=\s*require\s*\()/m.exec(source);
  if (found === null) return undefined;
  const message = "This lab has no modules. Everything you need is already in scope; see the API list.";
  return codeFinding("import", message, {}, { start: found.index, end: found.index + found[0].length });
}

/** What QuickJS says about a text it cannot read, and how types are written here. */
export function parseFinding(
  source: string,
  name: string,
  message: string,
  line: number,
  column: number,
): Finding {
  const start = offsetOf(source, line, column);
  const typed =
    /\)\s*:\s*[A-Z]\w*|\b(?:const|let|var)\s+\w+\s*:|\(\s*\w+\s*:|^\s*(?:interface|type)\s+\w/m.test(source);
  const hint = typed
    ? " Types are not understood here: this is JavaScript. Write them as /** @type */ comments."
    : "";
  return codeFinding(
    "does-not-parse",
    `${name}: ${message}, line ${line}.${hint}`,
    { line, column },
    { start, end: start + 1 },
  );
}

function offsetOf(source: string, line: number, column: number): number {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const next = source.indexOf("\n", at);
    if (next < 0) break;
    at = next + 1;
  }
  return Math.min(at + Math.max(0, column - 1), Math.max(0, source.length - 1));
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
