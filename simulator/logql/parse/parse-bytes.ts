/** Factors of size suffixes as go-humanize reads them: powers of 1000 without the `i`, of 1024 with it. */
const powers = ["", "k", "m", "g", "t", "p"];

/** Bytes of a size such as `5kB`, `1.5MiB` or `20B`, as go-humanize's `ParseBytes`; undefined for other text. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)\s*(k|m|g|t|p)?(i)?(b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, number = "", prefix = "", binary] = match;
  const power = powers.indexOf(prefix.toLowerCase());
  if (binary !== undefined && power === 0) return undefined;
  return Math.trunc(Number(number) * (binary === undefined ? 1000 : 1024) ** power);
}
