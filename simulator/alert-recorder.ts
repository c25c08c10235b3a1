import type { AlertEntry, LedgerWriter } from "./ledger/ledger-writer.ts";
import type { AlertTransition } from "./rules/rule-types.ts";

/** Writes the life of every alert into the ledger: when it became pending, fired and ended. */
export class AlertRecorder {
  private readonly ledger: LedgerWriter;
  private readonly active = new Map<string, AlertEntry>();
  private taken = 0;

  constructor(ledger: LedgerWriter) {
    this.ledger = ledger;
  }

  /** Takes up the transitions that are new since the last call; the list only grows. */
  follow(transitions: readonly AlertTransition[]): void {
    for (; this.taken < transitions.length; this.taken++) {
      const transition = transitions[this.taken];
      if (transition !== undefined) this.take(transition);
    }
  }

  private take({ rule, labels, atMs, from, to }: AlertTransition): void {
    const key = `${rule}\u0000${labels.key}`;
    let entry = this.active.get(key);
    if (entry === undefined || from === "inactive") {
      entry = this.ledger.alert(atMs, {
        rule,
        labels: labels.toRecord(),
        pendingMs: atMs,
        firingMs: undefined,
        resolvedMs: undefined,
      });
      this.active.set(key, entry);
    }
    if (to === "firing") entry.firingMs = atMs;
    if (to === "inactive") {
      entry.resolvedMs = atMs;
      this.active.delete(key);
    }
  }
}
