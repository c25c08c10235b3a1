import type { Notification } from "../rule-types.ts";

/** A page nobody acknowledges for this long goes to the secondary: 15 min. */
export const ESCALATE_AFTER_MS = 15 * 60_000;

/** One open page: everything a receiver is told of one group between first firing and all resolved. */
interface Page {
  readonly rule: string;
  readonly sentMs: number;
  acknowledgedMs: number | undefined;
  escalatedMs: number | undefined;
  resolvedMs: number | undefined;
}

/**
 * The on-call service behind pager receivers. Like PagerDuty it folds all notifications of one group into
 * one incident, which a person acknowledges and which escalates once when nobody does. Real policies have
 * more levels and repeat.
 */
export class Pager {
  private readonly open = new Map<string, Page>();
  private readonly delivered: { readonly notification: Notification; readonly page: Page | undefined }[] = [];
  private readonly waiting: Page[] = [];

  /** Takes a notification in. */
  deliver(notification: Notification): void {
    this.delivered.push({ notification, page: this.pageOf(notification) });
  }

  private pageOf(notification: Notification): Page | undefined {
    if (notification.channel !== "pager") return undefined;
    const key = `${notification.receiver}\u0000${notification.groupKey}`;
    const known = this.open.get(key);
    if (notification.status === "resolved") {
      if (known !== undefined) known.resolvedMs = notification.deliveredMs;
      this.open.delete(key);
      return known;
    }
    if (known !== undefined) return known;
    const page: Page = {
      rule: notification.rule,
      sentMs: notification.deliveredMs,
      acknowledgedMs: undefined,
      escalatedMs: undefined,
      resolvedMs: undefined,
    };
    this.open.set(key, page);
    this.waiting.push(page);
    return page;
  }

  /** A person acknowledges every open page of a rule. Returns how many there were. */
  acknowledge(rule: string, atMs: number): number {
    let count = 0;
    for (const page of this.open.values()) {
      if (page.rule !== rule || page.acknowledgedMs !== undefined || page.sentMs > atMs) continue;
      page.acknowledgedMs = atMs;
      count++;
    }
    return count;
  }

  /** When the next unacknowledged page escalates; +Infinity when none waits. */
  nextEventMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const page of this.waiting)
      if (isWaiting(page)) next = Math.min(next, page.sentMs + ESCALATE_AFTER_MS);
    return next;
  }

  /** Escalates what is due. */
  advance(nowMs: number): void {
    for (const page of this.waiting) {
      if (isWaiting(page) && page.sentMs + ESCALATE_AFTER_MS <= nowMs) {
        page.escalatedMs = page.sentMs + ESCALATE_AFTER_MS;
      }
    }
    const left = this.waiting.filter(isWaiting);
    this.waiting.length = 0;
    this.waiting.push(...left);
  }

  /** Everything delivered, oldest first, with acknowledgements and escalations as of now. */
  notifications(): Notification[] {
    return this.delivered.map(({ notification, page }) => {
      if (page === undefined) return notification;
      const { acknowledgedMs, escalatedMs } = page;
      return { ...notification, acknowledgedMs, escalatedMs };
    });
  }
}

function isWaiting(page: Page): boolean {
  return page.acknowledgedMs === undefined && page.escalatedMs === undefined && page.resolvedMs === undefined;
}
