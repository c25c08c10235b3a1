import { create } from "zustand";

/** One command and what it printed. */
export interface Entry {
  readonly id: number;
  readonly line: string;
  readonly output: string;
  readonly exitCode: number;
}

/** Lines of output kept over all entries. */
const keptLines = 10_000;
/** Characters one command may print before its output is cut. */
const longestOutput = 262_144;

interface Transcript {
  readonly entries: readonly Entry[];
  readonly history: readonly string[];
  readonly busy: boolean;
}

/** What the terminal printed in this page; it outlives the panel, so changing tabs loses nothing. */
export const useTranscript = create<Transcript>(() => ({ entries: [], history: [], busy: false }));

let nextId = 1;

/** Adds one finished command and forgets the oldest ones beyond 10,000 lines. */
export function addEntry(line: string, output: string, exitCode: number): void {
  const shown =
    output.length > longestOutput
      ? `${output.slice(0, longestOutput)}\n… output cut at 256 kB; pipe it through head or grep\n`
      : output;
  const { entries } = useTranscript.getState();
  const next = [...entries, { id: nextId++, line, output: shown, exitCode }];
  let lines = 0;
  let first = next.length;
  while (first > 0 && lines <= keptLines) {
    first--;
    lines += (next[first]?.output.split("\n").length ?? 0) + 1;
  }
  useTranscript.setState({ entries: next.slice(lines > keptLines ? first + 1 : first) });
}

/** Remembers a line for Up; the same line twice in a row counts once. Keeps 500. */
export function remember(line: string): void {
  const { history } = useTranscript.getState();
  if (history.at(-1) !== line) useTranscript.setState({ history: [...history.slice(-499), line] });
}

export function clearTranscript(): void {
  useTranscript.setState({ entries: [] });
}

export function setBusy(busy: boolean): void {
  useTranscript.setState({ busy });
}
