import type { Action } from "../../simulator/index.ts";

/**
 * A whole run as a link: seed and actions, never telemetry. Canonical JSON, deflated, base64url, with
 * the first eight hex digits of its SHA-256, so a link that was cut short is noticed.
 */
export interface SharedRun {
  readonly labId: string;
  readonly labHash: string;
  readonly seed: number;
  readonly actions: readonly Action[];
  /** Where the sender's clock stood, ms since the epoch. */
  readonly atMs: number;
  /** The sender's query, as in an address. */
  readonly view: string;
}

/** Format number this version writes and reads. */
const format = 1;
/** Longest link that is made, and the most it may unpack to (08 section 5). */
export const longestCode = 8192;
const longestUnpacked = 65_536;

/** Why a code could not be opened; each has its own sentence. */
export type RunProblem =
  | { readonly kind: "altered"; readonly found: string; readonly expected: string }
  | { readonly kind: "newer"; readonly format: number }
  | { readonly kind: "too-large" }
  | { readonly kind: "unreadable" };

export type DecodedRun = { readonly run: SharedRun } | { readonly problem: RunProblem };

export async function encodeRun(run: SharedRun): Promise<string> {
  const { strings, actions } = shareStrings(run.actions);
  const json = canonical({
    "nines-run": format,
    labId: run.labId,
    labHash: run.labHash,
    seed: run.seed,
    actions,
    strings,
    atMs: run.atMs,
    view: run.view,
  });
  const packed = await pump(
    new TextEncoder().encode(json),
    new CompressionStream("deflate-raw"),
    Number.POSITIVE_INFINITY,
  );
  const payload = toBase64Url(packed ?? new Uint8Array());
  return `n1.${payload}.${await checksum(payload)}`;
}

/** Reads a code from a link. Never throws. */
export async function decodeRun(code: string): Promise<DecodedRun> {
  const [version = "", payload = "", expected = ""] = code.split(".");
  const number = /^n(\d+)$/.exec(version)?.[1];
  if (number === undefined) return { problem: { kind: "unreadable" } };
  if (Number(number) > format) return { problem: { kind: "newer", format: Number(number) } };
  if (code.length > longestCode) return { problem: { kind: "too-large" } };
  const found = await checksum(payload);
  if (found !== expected) return { problem: { kind: "altered", found, expected } };
  try {
    const bytes = await pump(fromBase64Url(payload), new DecompressionStream("deflate-raw"), longestUnpacked);
    if (bytes === undefined) return { problem: { kind: "too-large" } };
    const run = readRun(JSON.parse(new TextDecoder().decode(bytes)));
    return run === undefined ? { problem: { kind: "unreadable" } } : { run };
  } catch {
    return { problem: { kind: "unreadable" } };
  }
}

/** Texts that occur twice are written once and referred to as `{"$": index}`. */
function shareStrings(actions: readonly Action[]): { strings: string[]; actions: unknown[] } {
  const counts = new Map<string, number>();
  const visit = (value: unknown): void => {
    if (typeof value === "string" && value.length > 12) counts.set(value, (counts.get(value) ?? 0) + 1);
    else if (value !== null && typeof value === "object")
      for (const item of Object.values(value)) visit(item);
  };
  visit(actions);
  const strings = [...counts].filter(([, count]) => count > 1).map(([text]) => text);
  const index = new Map(strings.map((text, i) => [text, i]));
  const pack = (value: unknown): unknown => {
    if (typeof value === "string") {
      const at = index.get(value);
      return at === undefined ? value : { $: at };
    }
    if (Array.isArray(value)) return value.map(pack);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
  };
  return { strings, actions: actions.map(pack) };
}

function readRun(value: unknown): SharedRun | undefined {
  if (!isRecord(value)) return undefined;
  const { labId, labHash, seed, actions, strings, atMs, view } = value;
  if (typeof labId !== "string" || typeof labHash !== "string" || typeof view !== "string") return undefined;
  if (typeof seed !== "number" || typeof atMs !== "number") return undefined;
  if (!Array.isArray(actions) || !Array.isArray(strings)) return undefined;
  const unpack = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(unpack);
    if (!isRecord(item)) return item;
    if (typeof item.$ === "number") return strings[item.$];
    return Object.fromEntries(
      Object.entries(item)
        .filter(([key]) => !forbidden.has(key))
        .map(([key, inner]) => [key, unpack(inner)]),
    );
  };
  const unpacked = actions.map(unpack);
  if (
    !unpacked.every(
      (action) => isRecord(action) && typeof action.atMs === "number" && typeof action.kind === "string",
    )
  ) {
    return undefined;
  }
  return { labId, labHash, seed, actions: unpacked as Action[], atMs, view };
}

/** Keys that could reach an object's prototype; refused anywhere in foreign JSON (08 section 4). */
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** JSON with sorted keys, so equal runs give equal codes. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** Streams bytes through a (de)compressor; undefined as soon as the output passes `most` bytes. */
async function pump(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const writer = through.writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  written.catch(() => {});
  const reader = through.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function checksum(payload: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(payload));
  return [...new Uint8Array(hash).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
