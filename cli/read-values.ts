import { readFileSync, statSync } from "node:fs";
import { Misuse } from "./command.ts";

/** Largest file the command line reads (docs: the command line, "Bad input"). */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Reads a text file; a missing or oversized one is a `Misuse`. */
export function readTextFile(path: string): string {
  let bytes: number;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Misuse(`${path}: not a file`, false);
    bytes = stat.size;
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`${path}: no such file`, false);
  }
  if (bytes > MAX_FILE_BYTES) throw new Misuse(`${path}: larger than 256 MiB`, false);
  return readFileSync(path, "utf8");
}

/** A seed: a whole number from 0 to 2^32 - 1. */
export function readSeed(text: string | undefined): number {
  if (text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff) return Number(text);
  throw new Misuse(
    text === undefined
      ? "--seed is missing"
      : `Seed must be a whole number from 0 to 4294967295, got "${text}".`,
  );
}

/** A moment: Unix seconds (a fraction is allowed) or RFC 3339. Returns milliseconds. */
export function readTime(flag: string, text: string | undefined): number {
  if (text === undefined) throw new Misuse(`--${flag} is missing`);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Misuse(`--${flag}: "${text}" is neither Unix seconds nor RFC 3339`);
  return ms;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A duration: seconds, or Prometheus's form such as `1h30m`. Returns milliseconds. */
export function readDuration(flag: string, text: string | undefined): number {
  if (text === undefined) throw new Misuse(`--${flag} is missing`);
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text))
    throw new Misuse(`--${flag}: "${text}" is not a duration; use 90s or 1h30m`);
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    ms += Number(amount) * (units[unit ?? ""] ?? 0);
  return ms;
}
