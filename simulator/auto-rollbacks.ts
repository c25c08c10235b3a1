import type { AutoRollback } from "./cluster/world-effects.ts";
import type { Notification } from "./rules/rule-types.ts";

/** Automations that roll a release back some time after a page of one rule was delivered, each once. */
export class AutoRollbacks {
  private readonly waiting: readonly AutoRollback[];
  private readonly started = new Set<AutoRollback>();
  private readonly due: { readonly alert: string; readonly atMs: number }[] = [];

  constructor(automations: readonly AutoRollback[]) {
    this.waiting = automations;
  }

  /** When the next one acts, milliseconds; +Infinity when none is due. */
  get nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { atMs } of this.due) next = Math.min(next, atMs);
    return next;
  }

  /** Takes up newly delivered notifications. */
  follow(delivered: readonly Notification[]): void {
    for (const automation of this.waiting) {
      if (this.started.has(automation)) continue;
      const page = delivered.find(
        ({ rule, status, channel }) =>
          rule === automation.alert && status === "firing" && channel === "pager",
      );
      if (page === undefined) continue;
      this.started.add(automation);
      this.due.push({ alert: automation.alert, atMs: page.deliveredMs + automation.delayMs });
    }
  }

  /** The alerts whose rollback is due at `nowMs`; each is returned once. */
  take(nowMs: number): string[] {
    const ready = this.due.filter(({ atMs }) => atMs <= nowMs);
    for (const one of ready) this.due.splice(this.due.indexOf(one), 1);
    return ready.map(({ alert }) => alert);
  }
}
