import { appendUtf8 } from "../tsdb/utf8.ts";
import { xxHash64 } from "../tsdb/xxhash64.ts";

/**
 * When a rule group runs: at multiples of its interval plus an offset of its own, so that the groups of a
 * server do not all run at once. The offset is the hash of the labels {file, name} modulo the interval in
 * nanoseconds, cut to milliseconds here. Source: rules/group.go, `EvalTimestamp`.
 */
export function slotOffsetMs(file: string, name: string, intervalMs: number): number {
  const bytes = [...sized("file"), ...sized(file), ...sized("name"), ...sized(name)];
  const nanoseconds = xxHash64(Uint8Array.from(bytes)) % BigInt(intervalMs * 1_000_000);
  return Number(nanoseconds / 1_000_000n);
}

/** The last slot at or before `nowMs`. */
export function slotAtOrBefore(nowMs: number, offsetMs: number, intervalMs: number): number {
  return Math.floor((nowMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
}

/** Prometheus's label layout: length, then bytes; one byte below 255, else 255 and three more. */
function sized(text: string): number[] {
  const bytes: number[] = [];
  appendUtf8(bytes, text);
  const size = bytes.length;
  const head = size < 255 ? [size] : [255, size & 255, (size >> 8) & 255, (size >> 16) & 255];
  return [...head, ...bytes];
}
