import { readDuration } from "../components/format/format-time.ts";
import { t } from "../i18n/t.ts";
import { decodeQueries } from "./query-url.ts";
import { notify, openQuery } from "./session.ts";
import { getState, setState } from "./store.ts";

/** Opens the query a link carries: its text, tab and range. What cannot be read is named once. */
export function readLinkedQuery(params: string): void {
  const { queries, ignored, count, tooLong } = decodeQueries(params);
  for (const { index, bytes } of tooLong) notify(t("query.tooLong", { n: index + 1, bytes }), "warn");
  const [first] = queries;
  if (ignored.length > 0)
    notify(t("query.ignored", { count: ignored.length, list: `${ignored.join(", ")}.` }), "warn");
  if (first === undefined) return;
  if (count > 1) notify(t("query.tooManyPanels", { count }), "warn");
  const { range } = getState();
  setState({
    range: {
      durationMs:
        first.rangeInput === undefined
          ? range.durationMs
          : (readDuration(first.rangeInput) ?? range.durationMs),
      endMs: first.endMs,
    },
    queryTab: first.tab,
    showExemplars: first.showExemplars,
  });
  openQuery(first.expr);
}
