import { CHUNK_LENGTH } from "./chunk-length.ts";
import type { TimesId, TimeTable } from "./time-table.ts";

const FIRST_CAPACITY = 16;

/**
 * The times of open chunks. All series of a scrape target are appended to at the same instants, so they share
 * one list: the first of them writes a time, the others find theirs already there. A series that misses a
 * scrape goes on with a list of its own.
 */
export class OpenTimes {
  /** Milliseconds; only the first `length` count. */
  list = new Float64Array(FIRST_CAPACITY);
  length = 0;
  /** The list that left this one last. */
  private branch: OpenTimes | undefined;
  private branchedAt = 0;
  private table: TimeTable | undefined;
  private id: TimesId = 0;

  /** Puts a time at index `at`, where `at` times come before it; returns the list it is in, this or another. */
  put(at: number, timeMs: number): OpenTimes {
    if (at < this.length) return this.list[at] === timeMs ? this : this.branchOff(at, timeMs);
    if (at === this.list.length) this.grow();
    this.list[at] = timeMs;
    this.length = at + 1;
    return this;
  }

  /** The number of a full list in a table of sealed ones. */
  idIn(table: TimeTable): TimesId {
    if (this.table === table) return this.id;
    this.table = table;
    this.id = table.intern(this.list);
    return this.id;
  }

  /** Whether the first `count` times are those of another list. */
  startsAs(other: OpenTimes, count: number): boolean {
    if (other === this) return true;
    if (other.length < count) return false;
    for (let i = 0; i < count; i++) if (this.list[i] !== other.list[i]) return false;
    return true;
  }

  private branchOff(at: number, timeMs: number): OpenTimes {
    const known = this.branch;
    if (known !== undefined && this.branchedAt === at && known.list[at] === timeMs) return known;
    const branch = new OpenTimes();
    branch.list = this.list.slice();
    branch.list[at] = timeMs;
    branch.length = at + 1;
    this.branch = branch;
    this.branchedAt = at;
    return branch;
  }

  private grow(): void {
    const larger = new Float64Array(Math.min(CHUNK_LENGTH, this.list.length * 4));
    larger.set(this.list);
    this.list = larger;
  }
}
