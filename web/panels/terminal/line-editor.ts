/**
 * The line a person is typing at the prompt, as readline keeps it: text, caret, and a walk through the
 * history. Pure, so that every key can be tested.
 */
export interface Line {
  readonly text: string;
  /** Caret as a character index, 0..text.length. */
  readonly caret: number;
  /** Index into the history while walking it; undefined while typing a new line. */
  readonly at: number | undefined;
  /** What was typed before the walk began. */
  readonly typed: string;
}

export const emptyLine: Line = { text: "", caret: 0, at: undefined, typed: "" };

/** What a key asks the terminal to do besides editing. */
export type Effect = "submit" | "interrupt" | "complete" | "clear" | undefined;

/** Longest command line, in characters; a longer paste is cut. */
export const longestLine = 4_096;

/** Inserts text at the caret; line breaks of a paste become spaces so that nothing runs by itself. */
export function insert(line: Line, text: string): Line {
  const clean = [...text.replace(/[\r\n\t]+/g, " ")]
    .filter((char) => char >= " " && char !== "\u007f")
    .join("");
  const next = (line.text.slice(0, line.caret) + clean + line.text.slice(line.caret)).slice(0, longestLine);
  return { ...line, text: next, caret: Math.min(next.length, line.caret + clean.length), at: undefined };
}

const wordBefore = (text: string, caret: number): number => {
  let at = caret;
  while (at > 0 && text[at - 1] === " ") at--;
  while (at > 0 && text[at - 1] !== " ") at--;
  return at;
};

/** Applies one key in xterm's encoding. `history` is oldest first. */
export function pressKey(
  line: Line,
  key: string,
  history: readonly string[],
): { line: Line; effect: Effect } {
  const set = (text: string, caret: number): { line: Line; effect: Effect } => ({
    line: { text, caret, at: undefined, typed: "" },
    effect: undefined,
  });
  const move = (caret: number): { line: Line; effect: Effect } => ({
    line: { ...line, caret: Math.max(0, Math.min(line.text.length, caret)) },
    effect: undefined,
  });
  const { text, caret } = line;
  switch (key) {
    case "\r":
      return { line, effect: "submit" };
    case "\t":
      return { line, effect: "complete" };
    case "\u0003":
      return { line: emptyLine, effect: "interrupt" };
    case "\u000c":
      return { line, effect: "clear" };
    case "\u007f":
    case "\b":
      return caret === 0
        ? { line, effect: undefined }
        : set(text.slice(0, caret - 1) + text.slice(caret), caret - 1);
    case "\u001b[3~":
      return set(text.slice(0, caret) + text.slice(caret + 1), caret);
    case "\u001b[D":
    case "\u0002":
      return move(caret - 1);
    case "\u001b[C":
    case "\u0006":
      return move(caret + 1);
    case "\u001b[H":
    case "\u0001":
      return move(0);
    case "\u001b[F":
    case "\u0005":
      return move(text.length);
    case "\u001b[1;5D":
    case "\u001bb":
      return move(wordBefore(text, caret));
    case "\u001b[1;5C":
    case "\u001bf": {
      const after = /^ *[^ ]*/.exec(text.slice(caret))?.[0].length ?? 0;
      return move(caret + after);
    }
    case "\u0015":
      return set(text.slice(caret), 0);
    case "\u000b":
      return set(text.slice(0, caret), caret);
    case "\u0017": {
      const from = wordBefore(text, caret);
      return set(text.slice(0, from) + text.slice(caret), from);
    }
    case "\u001b[A":
    case "\u0010":
      return { line: walk(line, history, -1), effect: undefined };
    case "\u001b[B":
    case "\u000e":
      return { line: walk(line, history, 1), effect: undefined };
    default:
      return { line: key.startsWith("\u001b") ? line : insert(line, key), effect: undefined };
  }
}

function walk(line: Line, history: readonly string[], by: -1 | 1): Line {
  const typed = line.at === undefined ? line.text : line.typed;
  const from = line.at ?? history.length;
  const at = from + by;
  if (at < 0) return line;
  if (at >= history.length) return { text: typed, caret: typed.length, at: undefined, typed: "" };
  const text = history[at] ?? "";
  return { text, caret: text.length, at, typed };
}

/** Completes the last word: the longest common start, and the candidates when that adds nothing. */
export function completeLine(
  line: Line,
  candidates: readonly string[],
): { line: Line; list: readonly string[] } {
  const before = line.text.slice(0, line.caret);
  const word = /[^ ]*$/.exec(before)?.[0] ?? "";
  const fitting = candidates.filter((candidate) => candidate.startsWith(word));
  const [first] = fitting;
  if (first === undefined) return { line, list: [] };
  let common = first;
  for (const candidate of fitting) {
    while (!candidate.startsWith(common)) common = common.slice(0, -1);
  }
  const rest = common.slice(word.length) + (fitting.length === 1 && !/[/=]$/.test(common) ? " " : "");
  if (rest !== "") return { line: insert(line, rest), list: [] };
  return { line, list: fitting.length > 1 ? fitting : [] };
}
