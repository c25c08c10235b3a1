import type { LedgerWriter, PageEntry } from "./ledger/ledger-writer.ts";
import type { Notification } from "./rules/rule-types.ts";

/** Writes every page that reached a person into the ledger, and what became of it. */
export class PageRecorder {
  private readonly ledger: LedgerWriter;
  /** Ledger entries by the place of their notification among all delivered. */
  private readonly pages = new Map<number, PageEntry>();
  /** Incidents of the paging service that are open: notifications of the same group join them. */
  private readonly open = new Set<string>();
  private taken = 0;

  constructor(ledger: LedgerWriter) {
    this.ledger = ledger;
  }

  /** Follows the list of all notifications so far, which only grows and whose pages get answers. */
  follow(notifications: readonly Notification[]): void {
    for (; this.taken < notifications.length; this.taken++) {
      const notification = notifications[this.taken];
      if (notification !== undefined) this.take(notification);
    }
    for (const [index, entry] of this.pages) {
      entry.acknowledgedMs = notifications[index]?.acknowledgedMs;
      entry.escalatedMs = notifications[index]?.escalatedMs;
    }
  }

  private take(notification: Notification): void {
    if (notification.channel !== "pager") return;
    const { rule, receiver, firedAtMs, deliveredMs, groupKey, status } = notification;
    const incident = `${receiver}\u0000${groupKey}`;
    if (status === "resolved") this.open.delete(incident);
    if (status === "resolved" || this.open.has(incident)) return;
    this.open.add(incident);
    const entry = this.ledger.page(deliveredMs, {
      rule,
      receiver,
      firedMs: firedAtMs,
      deliveredMs,
      acknowledgedMs: undefined,
      escalatedMs: undefined,
    });
    this.pages.set(this.taken, entry);
  }
}
