import { quoteGo } from "./go-quote.ts";
import { parseNumber } from "./number-literal.ts";

/** The parts of a native histogram as a test writes them, between `{{` and `}}`. Missing parts are zero. */
export interface HistogramDescription {
  readonly schema: number;
  readonly sum: number;
  readonly count: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly customValues: readonly number[];
  /** Absolute counts of consecutive buckets, the first at `offset`. */
  readonly buckets: readonly number[];
  readonly offset: number;
  readonly negativeBuckets: readonly number[];
  readonly negativeOffset: number;
  readonly counterResetHint: CounterResetHint;
  /** Whether the hint was written; only then does a test compare it. */
  readonly hintGiven: boolean;
}

export type CounterResetHint = "unknown" | "reset" | "not_reset" | "gauge";

const HINTS: readonly CounterResetHint[] = ["unknown", "reset", "not_reset", "gauge"];

/** Kinds of value a key takes. */
type Form = "int" | "number" | "set" | "hint";

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["schema", "int"],
  ["sum", "number"],
  ["count", "number"],
  ["z_bucket", "number"],
  ["z_bucket_w", "number"],
  ["custom_values", "set"],
  ["buckets", "set"],
  ["offset", "int"],
  ["n_buckets", "set"],
  ["n_offset", "int"],
  ["counter_reset_hint", "hint"],
]);

const ITEM = /^([a-z_A-Z]+)(?::(\[[^\]]*\]|\S*))?/;

/** Parses `schema:0 sum:3 buckets:[1 2]`; the result is the error's text when it is wrong. */
export function parseHistogramDescription(text: string): HistogramDescription | string {
  const numbers = new Map<string, number>();
  const sets = new Map<string, readonly number[]>();
  let hint: CounterResetHint | undefined;
  const seen = new Set<string>();
  for (let rest = text.trimStart(); rest !== ""; rest = rest.trimStart()) {
    const item = ITEM.exec(rest);
    if (item === null) return `histogram description incomplete unexpected: '${rest.charAt(0)}'`;
    const [whole, word = "", value] = item;
    const key = word.toLowerCase();
    const form = FORMS.get(key);
    if (form === undefined) return `bad histogram descriptor found: ${quoteGo(word)}`;
    if (value === undefined) return "missing `:` for histogram descriptor";
    if (seen.has(key)) return `duplicate key "${key}" in histogram`;
    seen.add(key);
    const parsed = parseValue(form, value);
    if (parsed === undefined) return `error parsing ${key}: ${value}`;
    if (typeof parsed === "number") numbers.set(key, parsed);
    else if (typeof parsed === "string") hint = parsed;
    else sets.set(key, parsed);
    rest = rest.slice(whole.length);
  }
  const number = (key: string): number => numbers.get(key) ?? 0;
  return {
    schema: number("schema"),
    sum: number("sum"),
    count: number("count"),
    zeroCount: number("z_bucket"),
    zeroThreshold: number("z_bucket_w"),
    customValues: sets.get("custom_values") ?? [],
    buckets: sets.get("buckets") ?? [],
    offset: number("offset"),
    negativeBuckets: sets.get("n_buckets") ?? [],
    negativeOffset: number("n_offset"),
    counterResetHint: hint ?? "unknown",
    hintGiven: hint !== undefined,
  };
}

function parseValue(form: Form, text: string): number | readonly number[] | CounterResetHint | undefined {
  if (form === "hint") return HINTS.find((hint) => hint === text.toLowerCase());
  if (form === "int") return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (form === "number") return signedNumber(text);
  if (!/^\[.*\]$/.test(text)) return undefined;
  const numbers: number[] = [];
  for (const part of text.slice(1, -1).split(/\s+/)) {
    const value = part === "" ? undefined : signedNumber(part);
    if (part !== "" && value === undefined) return undefined;
    if (value !== undefined) numbers.push(value);
  }
  return numbers.length === 0 ? undefined : numbers;
}

function signedNumber(text: string): number | undefined {
  const parsed = parseNumber(text.replace(/^[+-]/, ""));
  if ("error" in parsed) return undefined;
  return text.startsWith("-") ? -parsed.value : parsed.value;
}
