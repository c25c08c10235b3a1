import { outcomeOf, type RequestBatch, userOf } from "../cluster/requests.ts";

/**
 * Which people met an error. The requests of a bad second are not stored: their keys are, and the users
 * behind them are worked out when somebody asks, each batch once.
 */
export class FailureLog {
  private readonly users: { readonly total: number; readonly longDocumentSenders: number };
  private readonly batches: RequestBatch[] = [];
  private readonly hurt: Uint8Array;
  private counted = 0;
  private distinct = 0;

  constructor(users: { readonly total: number; readonly longDocumentSenders: number }) {
    this.users = users;
    this.hurt = new Uint8Array(users.total);
  }

  add(batch: RequestBatch): void {
    this.batches.push(batch);
  }

  /** Distinct users with at least one failed request so far. */
  affectedUsers(): number {
    for (; this.counted < this.batches.length; this.counted++) {
      const batch = this.batches[this.counted];
      if (batch !== undefined) this.countUsers(batch);
    }
    return this.distinct;
  }

  private countUsers(batch: RequestBatch): void {
    for (let index = 0; index < batch.count; index++) {
      if (outcomeOf(batch, index) === "ok") continue;
      const user = userOf(batch, index, this.users);
      if (this.hurt[user] === 0) {
        this.hurt[user] = 1;
        this.distinct++;
      }
    }
  }
}
