/**
 * A command line as bash splits it: words with quotes and escapes, and pipes between commands. Nothing is
 * expanded: no variables, globs or substitutions. Of redirections only those that join or drop a stream exist.
 */

/** One command of a pipeline. */
export interface LexedCommand {
  readonly words: readonly string[];
  /** Where standard error goes: to the terminal, after standard output (`2>&1`), or nowhere. */
  readonly errors: "terminal" | "output" | "dropped";
  /** `>/dev/null`. */
  readonly outputDropped: boolean;
}

export type LexResult =
  | { readonly ok: true; readonly commands: readonly LexedCommand[] }
  | { readonly ok: false; readonly error: string };

type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "operator"; readonly text: string };

const operators = [
  "2>&1",
  "2>/dev/null",
  "2> /dev/null",
  ">/dev/null",
  "> /dev/null",
  "||",
  "&&",
  ">>",
  "|",
  ";",
  "&",
  ">",
  "<",
];

/** Splits a line. An error is bash's own where bash has one. */
export function lex(line: string): LexResult {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === " " || char === "\t" || char === "\n") {
      at++;
      continue;
    }
    if (char === "#") break;
    const operator = operators.find((text) => line.startsWith(text, at));
    if (operator !== undefined) {
      tokens.push({ kind: "operator", text: operator.replace(" ", "") });
      at += operator.length;
      continue;
    }
    const word = readWord(line, at);
    if (word.unclosed !== undefined) {
      return { ok: false, error: `bash: unexpected EOF while looking for matching \`${word.unclosed}'` };
    }
    tokens.push({ kind: "word", text: word.text });
    at = word.end;
  }
  return group(tokens);
}

function readWord(line: string, start: number): { text: string; end: number; unclosed?: string } {
  let text = "";
  let at = start;
  while (at < line.length) {
    const char = line.charAt(at);
    if (" \t\n|;&<>".includes(char)) break;
    if (char === "\\") {
      text += line.charAt(at + 1);
      at += 2;
    } else if (char === "'") {
      const close = line.indexOf("'", at + 1);
      if (close < 0) return { text, end: line.length, unclosed: "'" };
      text += line.slice(at + 1, close);
      at = close + 1;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(line, at + 1);
      if (quoted === undefined) return { text, end: line.length, unclosed: '"' };
      text += quoted.text;
      at = quoted.end;
    } else {
      text += char;
      at++;
    }
  }
  return { text, end: at };
}

function readDoubleQuoted(line: string, start: number): { text: string; end: number } | undefined {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    const next = line.charAt(at + 1);
    if (char === "\\" && next !== "" && '"\\$`'.includes(next)) {
      text += next;
      at++;
    } else {
      text += char;
    }
  }
  return undefined;
}

function group(tokens: readonly Token[]): LexResult {
  const commands: LexedCommand[] = [];
  let words: string[] = [];
  let errors: LexedCommand["errors"] = "terminal";
  let outputDropped = false;
  const close = () => {
    commands.push({ words, errors, outputDropped });
    words = [];
    errors = "terminal";
    outputDropped = false;
  };
  for (const token of tokens) {
    if (token.kind === "word") words.push(token.text);
    else if (token.text === "2>&1") errors = "output";
    else if (token.text === "2>/dev/null") errors = "dropped";
    else if (token.text === ">/dev/null") outputDropped = true;
    else if (token.text !== "|") return { ok: false, error: oneAtATime(token.text) };
    else if (words.length === 0) return { ok: false, error: "bash: syntax error near unexpected token `|'" };
    else close();
  }
  if (words.length === 0 && commands.length > 0)
    return { ok: false, error: "bash: syntax error: unexpected end of file" };
  if (words.length > 0) close();
  return { ok: true, commands };
}

function oneAtATime(operator: string): string {
  const files = operator.includes(">") || operator === "<";
  const reason = files
    ? "it does not redirect to or from files"
    : "it runs one command, or one pipe, at a time";
  return `this terminal does not know \`${operator}': ${reason}`;
}
