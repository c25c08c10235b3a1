import { appendUtf8 } from "../../tsdb/utf8.ts";
import { xxHash64 } from "../../tsdb/xxhash64.ts";
import { type ApiBody, pointsOf, sameValue } from "./compare-answers.ts";
import type { GeneratedQuery } from "./generate-query.ts";

/** Values kept of one answer; which series and times it has is kept as a hash. */
const KEPT = 5;

/** One query with the digest of a real server's answer. */
export interface GoldenAnswer {
  readonly expr: string;
  /** Unix seconds: the time, or start, end and step. */
  readonly at: number | readonly [start: number, end: number, step: number];
  readonly digest: AnswerDigest;
}

/** `error` text, or type, number of points, hash of series and times, and some values at even distances. */
export type AnswerDigest =
  | string
  | readonly [type: string, points: number, hash: string, ...values: string[]];

/** The query of a golden answer. */
export function queryOf({ expr, at }: GoldenAnswer): GeneratedQuery {
  if (typeof at === "number") return { expr, time: at };
  const [start, end, step] = at;
  return { expr, start, end, step };
}

/** What is kept of an answer. */
export function digestOf(body: ApiBody): AnswerDigest {
  if (body.status === "error") return body.error ?? "";
  const points = pointsOf(body);
  const values = [...points.values()];
  const keys: number[] = [];
  for (const key of points.keys()) appendUtf8(keys, `${key}\n`);
  keys.pop();
  const kept = Array.from({ length: Math.min(KEPT, values.length) }, (_, i) => {
    const text = values[Math.floor((i * values.length) / Math.min(KEPT, values.length))] ?? "";
    return Number.isFinite(Number(text)) && text.length > 13
      ? String(Number(Number(text).toPrecision(12)))
      : text;
  });
  return [body.data?.resultType ?? "", values.length, xxHash64(Uint8Array.from(keys)).toString(36), ...kept];
}

/** Whether two digests stand for equal answers. */
export function sameDigest(a: AnswerDigest, b: AnswerDigest): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  const [type, count, hash, ...values] = a;
  const [otherType, otherCount, otherHash, ...others] = b;
  const equal = type === otherType && count === otherCount && hash === otherHash;
  return equal && values.every((value, i) => sameValue(value, others[i] ?? ""));
}
