/**
 * A jump between logs and traces: what to look for, and about when. It travels as the text that one
 * panel puts into another, so it is short and readable.
 */
export interface Jump {
  readonly text: string;
  readonly atMs: number | undefined;
}

/** `4f3a21… @1760537700000`. */
export function writeJump(text: string, atMs: number): string {
  return `${text} @${Math.round(atMs)}`;
}

/** Reads what `writeJump` wrote; any other text is looked for as it is. */
export function readJump(text: string): Jump {
  const match = /^(.*?)\s+@(\d{10,16})$/s.exec(text.trim());
  return match?.[1] === undefined
    ? { text: text.trim(), atMs: undefined }
    : { text: match[1], atMs: Number(match[2]) };
}
