import type { NotifyReason } from "../rule-types.ts";

/** What was last told to one receiver about one group: label keys of the alerts. */
interface Entry {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly atMs: number;
  readonly expiresMs: number;
}

/** Alertmanager forgets an entry after `--data.retention`, 120 h, or twice the repeat interval if sooner. */
const RETENTION_MS = 120 * 3_600_000;

/**
 * Alertmanager's notification log. Before a group is sent, the log decides whether anything is worth
 * telling. Source: notify/dedup_stage.go, `needsUpdate`.
 */
export class NotificationLog {
  private readonly entries = new Map<string, Entry>();

  /** Why a group should be sent now, or undefined when its receiver knows all of it. */
  reason(
    key: string,
    firing: ReadonlySet<string>,
    resolved: ReadonlySet<string>,
    settings: { readonly repeatIntervalMs: number; readonly sendResolved: boolean },
    nowMs: number,
  ): NotifyReason | undefined {
    const known = this.entries.get(key);
    const entry = known !== undefined && known.expiresMs > nowMs ? known : undefined;
    if (entry === undefined) return firing.size > 0 ? "first notification" : undefined;
    if (!isSubset(firing, entry.firing)) {
      return entry.firing.size === 0 ? "first notification" : "new alerts in group";
    }
    if (firing.size === 0) return entry.firing.size > 0 ? "all alerts resolved" : undefined;
    if (settings.sendResolved && !isSubset(resolved, entry.resolved)) return "new resolved alerts";
    return entry.atMs < nowMs - settings.repeatIntervalMs ? "repeat interval elapsed" : undefined;
  }

  /** Notes what was sent. */
  record(
    key: string,
    firing: ReadonlySet<string>,
    resolved: ReadonlySet<string>,
    repeatIntervalMs: number,
    nowMs: number,
  ): void {
    const expiresMs = nowMs + Math.min(2 * repeatIntervalMs, RETENTION_MS);
    this.entries.set(key, { firing, resolved, atMs: nowMs, expiresMs });
  }
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  for (const one of part) if (!whole.has(one)) return false;
  return true;
}
