/** The `LINE:COL` of a byte offset, both from 1, as Prometheus prints it behind annotations. */
export function textPosition(text: string, offset: number): string {
  if (text === "") return "unknown position";
  if (offset < 0) return "invalid position";
  let line = 1;
  let lineStart = 0;
  let at = 0;
  for (const char of text) {
    if (at >= offset) break;
    const code = char.codePointAt(0) ?? 0;
    at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (char === "\n") {
      line++;
      lineStart = at;
    }
  }
  return at < offset ? "invalid position" : `${line}:${offset - lineStart + 1}`;
}
