import type { Labels } from "../../tsdb/labels.ts";
import { type AlertMatcher, matchesAll } from "./matcher.ts";

/** A time in which matching alerts are not notified. Times are milliseconds since the epoch. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly AlertMatcher[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly createdBy: string;
  readonly comment: string;
}

export type SilenceState = "pending" | "active" | "expired";

export type SilenceResult =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly error: string };

/** Alertmanager's silences. Real ids are random UUIDs; these are numbered. */
export class Silences {
  private readonly byId = new Map<string, Silence>();
  private made = 0;

  /** Adds a silence, or says why not in Alertmanager's words. */
  add(silence: Omit<Silence, "id">, nowMs: number): SilenceResult {
    const error = refusal(silence, nowMs);
    if (error !== undefined) return { ok: false, error };
    const id = `silence-${++this.made}`;
    this.byId.set(id, { ...silence, id, startsAtMs: Math.max(silence.startsAtMs, nowMs) });
    return { ok: true, id };
  }

  /**
   * Changes a silence. New matchers, or another start once it has begun, expire it and make a new one; other
   * changes keep its id.
   */
  update(id: string, change: Omit<Silence, "id">, nowMs: number): SilenceResult {
    const old = this.byId.get(id);
    if (old === undefined) return { ok: false, error: "silence not found" };
    const state = silenceState(old, nowMs);
    const sameStart = state === "pending" || change.startsAtMs === old.startsAtMs;
    if (state === "expired" || !sameStart || !sameMatchers(old.matchers, change.matchers)) {
      const added = this.add(change, nowMs);
      if (added.ok && state !== "expired") this.expire(id, nowMs);
      return added;
    }
    const error = refusal(change, nowMs);
    if (error !== undefined) return { ok: false, error };
    this.byId.set(id, { ...change, id });
    return { ok: true, id };
  }

  /** Ends a silence now. */
  expire(id: string, nowMs: number): SilenceResult {
    const silence = this.byId.get(id);
    if (silence === undefined) return { ok: false, error: "silence not found" };
    if (silenceState(silence, nowMs) === "expired") {
      return { ok: false, error: `silence ${id} already expired` };
    }
    const startsAtMs = Math.min(silence.startsAtMs, nowMs);
    this.byId.set(id, { ...silence, startsAtMs, endsAtMs: nowMs });
    return { ok: true, id };
  }

  /** Every silence made, oldest first. */
  all(): readonly Silence[] {
    return [...this.byId.values()];
  }

  /** The active silence that hides an alert, if any. */
  hiding(labels: Labels, nowMs: number): Silence | undefined {
    for (const silence of this.byId.values()) {
      if (silenceState(silence, nowMs) === "active" && matchesAll(silence.matchers, labels)) return silence;
    }
    return undefined;
  }
}

export function silenceState(silence: Silence, nowMs: number): SilenceState {
  if (nowMs < silence.startsAtMs) return "pending";
  return nowMs < silence.endsAtMs ? "active" : "expired";
}

function refusal(silence: Omit<Silence, "id">, nowMs: number): string | undefined {
  if (silence.matchers.every((matcher) => matcher.matches(""))) {
    return "at least one matcher must not match the empty string";
  }
  if (silence.endsAtMs < silence.startsAtMs) return "end time must not be before start time";
  if (silence.endsAtMs < nowMs) return "end time can't be in the past";
  return undefined;
}

function sameMatchers(a: readonly AlertMatcher[], b: readonly AlertMatcher[]): boolean {
  const text = (matchers: readonly AlertMatcher[]) =>
    matchers.map(({ name, op, value }) => `${name}\u0000${op}\u0000${value}`).join("\u0001");
  return text(a) === text(b);
}
