const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** Text of a Go string literal, quoted or raw, as `strconv.Unquote`; undefined when it is malformed. */
export function unquoteGo(literal: string): string | undefined {
  if (literal.startsWith("`")) return literal.slice(1, -1).replaceAll("\r", "");
  let malformed = false;
  const text = literal
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g,
      (_, x, short, long, octal, single) => {
        const hex: string | undefined = x ?? short ?? long;
        const code = hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16);
        if (!Number.isNaN(code)) {
          if (code > 0x10ffff) malformed = true;
          return code > 0x10ffff ? "" : String.fromCodePoint(code);
        }
        const simple = SIMPLE[single];
        if (simple === undefined) malformed = true;
        return simple ?? "";
      },
    );
  return malformed ? undefined : text;
}
