import type { SeriesHandle, WindowGrid } from "../../tsdb/sample-source.ts";
import type { VectorSelector } from "../parse/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Window } from "./window.ts";
import { borrowWindow, fillWindow } from "./window-columns.ts";

/** What is read of each series of a selector. */
interface RowSpan {
  readonly selector: VectorSelector;
  readonly handles: readonly SeriesHandle[];
  readonly from: number;
  readonly to: number;
  readonly useStarts: boolean;
  /** The parts of the span that matter, when most does not. */
  readonly windows: WindowGrid | undefined;
}

/**
 * Puts the samples of one series after the other into a window. Series of one scrape target have theirs at the
 * same instants, so of all but the first only the values need reading; `timesAsBefore` tells the window's user.
 */
export function rowLoader(ev: Evaluation, span: RowSpan): (row: number, window: Window) => number {
  const { selector, handles, from, to, useStarts, windows } = span;
  const columns = ev.scratchColumns();
  const borrows = !useStarts && windows === undefined;
  /** The series whose times `columns` holds, all of them and nothing else. */
  let whole: SeriesHandle | undefined;
  const read = (handle: SeriesHandle, window: Window): number => {
    const alike = whole !== undefined && handle.readAlike?.(whole, from, to, columns) === true;
    if (!alike) ev.read(selector, handle, from, to, columns, windows);
    const count = fillWindow(columns, window, useStarts);
    const kept = borrows && count === columns.count && window.histograms === undefined;
    window.timesAsBefore = alike && kept;
    whole = kept && count > 0 ? handle : undefined;
    return count;
  };
  return (row, window) => {
    const handle = handles[row];
    if (handle === undefined) return 0;
    const { times, first, end } = window;
    let count: number;
    if (borrows && borrowWindow(handle, from, to, window)) {
      count = window.end - window.first;
      window.timesAsBefore =
        row > 0 && window.times === times && window.first === first && window.end === end;
      whole = undefined;
    } else count = read(handle, window);
    ev.countRead(selector, count);
    return count;
  };
}
