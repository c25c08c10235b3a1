import type { EventKind, IncidentFacts, TimelineEvent } from "../../grader/incident-facts.ts";
import { secondsOfDay } from "../../grader/incident-facts.ts";
import type { PostmortemDocument, Row } from "./document.ts";
import { hasSeconds, readClock } from "./read-values.ts";

/** One row of the learner's timeline. */
export interface TimelineRow {
  readonly row: Row;
  readonly text: string;
  /** Seconds of the day; undefined when the cell holds no time. */
  readonly seconds: number | undefined;
  readonly exact: boolean;
  /** What the words say it is about; empty when they say nothing we know. */
  readonly kinds: readonly EventKind[];
  /** Alert rules the row names, in CamelCase as rules are. */
  readonly rules: readonly string[];
}

export interface TimelineMatch {
  readonly rows: readonly TimelineRow[];
  /** The event of each row, by index. */
  readonly events: readonly (TimelineEvent | undefined)[];
}

/** Rows further than this from their event do not match it (04 section 5, A6). */
const farthestSeconds = 120;

const words: readonly (readonly [EventKind, RegExp])[] = [
  ["escalation", /escalat|secondary|unacknowledged|unanswered|nobody answers|no answer/i],
  [
    "acknowledge",
    /\back|acknowledg|investigation (begins|starts|began)|begins? investigat|on-?call joins|picked up/i,
  ],
  [
    "close",
    /all[- ]clear|incident (is )?(closed|over|resolved)|closed|declared over|back to normal|stand down/i,
  ],
  [
    "recovery",
    /recover|restored|errors? (stop|end|are (gone|0|zero)|back to (0|zero))|impact ends?|last failed|healthy again|0 errors|last v[\d.]+ pod (is )?(gone|removed)|rollback (complete|finished|done)/i,
  ],
  [
    "mitigation",
    /roll(ed|s|ing)?[ -]?back|rollout undo|\bundo\b|mitigat|revert|restart|scale[ds]? |drain|cordon/i,
  ],
  ["page", /\bpage[ds]?\b|paging|notif|pager/i],
  ["alert", /alert|\bfires?\b|firing|fired|pending/i],
  [
    "diagnosis",
    /identif|diagnos|root cause|leak (is )?(found|seen|identified)|cause (is )?(found|known)|traced to|narrowed/i,
  ],
  [
    "symptom",
    /\boom\b|out of memory|first (failed|failure|error|5xx|symptom)|5xx|errors? (begin|start)|requests? (begin|start) (to )?fail|impact (begins?|starts?)|fail/i,
  ],
  ["change", /deploy|rollout|release|roll(s|ed)? out|ship|v\d+\.\d+|change/i],
];

/** Reads the rows of the Timeline table (or its `HH:MM text` bullets). */
export function readTimeline(document: PostmortemDocument): TimelineRow[] {
  const section = document.sections.timeline;
  if (section === undefined) return [];
  const rows = section.rows
    .map((row) => {
      const values = Object.values(row.cells);
      const time = row.cells.time ?? values[0] ?? "";
      const text = row.cells.event ?? values[1] ?? "";
      return toRow(row, time, text);
    })
    .filter((row) => row.text !== "" || row.seconds !== undefined);
  if (rows.length > 0) return rows.slice(0, 100);
  return section.items
    .filter((item) => readClock(item.text) !== undefined)
    .slice(0, 100)
    .map((item) => toRow({ cells: {}, raw: {}, at: item.at }, item.text, item.text.replace(/^\S+\s*/, "")));
}

function toRow(row: Row, time: string, text: string): TimelineRow {
  const kinds = words.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind);
  const rules = text.match(/\b(?:[A-Z][a-z0-9]+|GPU|SLO){2,}\b/g) ?? [];
  return { row, text, seconds: readClock(time), exact: hasSeconds(time), kinds, rules };
}

/** Seconds between a row and an event; a minute stamp stands for its whole minute. */
function distance(row: TimelineRow, eventSeconds: number): number {
  if (row.seconds === undefined) return Number.POSITIVE_INFINITY;
  const late = eventSeconds - row.seconds;
  if (!row.exact && late >= 0 && late < 60) return 0;
  return Math.abs(late);
}

/** May this row be about this event? Its words decide; a row without known words may be about any. */
function agrees(row: TimelineRow, event: TimelineEvent): boolean {
  if (event.rule !== undefined && row.rules.length > 0 && row.rules.some(isAlertName)) {
    if (!row.rules.includes(event.rule)) return false;
  }
  if (row.rules.some(isAlertName) && event.rule === undefined && onlyAlert(row)) return false;
  return row.kinds.length === 0 || event.kind === "detail" || row.kinds.includes(event.kind);
}

function onlyAlert(row: TimelineRow): boolean {
  return row.kinds.every((kind) => kind === "alert" || kind === "page");
}

function isAlertName(name: string): boolean {
  return !/^(GitHub|GitLab|PromQL|PyTorch|TensorFlow|JavaScript)$/.test(name);
}

/** Matches each row to at most one event so that the most rows match and their time distances sum to the least. */
export function matchTimeline(rows: readonly TimelineRow[], facts: IncidentFacts): TimelineMatch {
  const miss = 10_000;
  const cost = rows.map((row) =>
    facts.events.map((event) => {
      const away = distance(row, secondsOfDay(facts, event.atMs));
      if (away > farthestSeconds || !agrees(row, event)) return miss;
      // Equal distances go to the event whose kind the row names first, then to one that recall asks for.
      const rank = row.kinds.indexOf(event.kind);
      return away + (rank < 0 ? 5 : rank * 0.5) + (event.group === undefined ? 1 : 0);
    }),
  );
  const chosen = assign(cost);
  return {
    rows,
    events: rows.map((_, i) => {
      const j = chosen[i];
      if (j === undefined || (cost[i]?.[j] ?? miss) >= miss) return undefined;
      return facts.events[j];
    }),
  };
}

/**
 * Minimum-cost assignment of rows to columns (Hungarian method with potentials, O(n^2 m)). Rows may
 * outnumber columns; missing columns are padded with a high cost.
 */
export function assign(cost: readonly (readonly number[])[]): number[] {
  const n = cost.length;
  const m = Math.max(n, cost[0]?.length ?? 0);
  const at = (i: number, j: number): number => cost[i - 1]?.[j - 1] ?? 10_000;
  const u = new Array<number>(n + 1).fill(0);
  const v = new Array<number>(m + 1).fill(0);
  const rowOf = new Array<number>(m + 1).fill(0);
  const way = new Array<number>(m + 1).fill(0);
  for (let i = 1; i <= n; i++) {
    rowOf[0] = i;
    let j0 = 0;
    const least = new Array<number>(m + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Array<boolean>(m + 1).fill(false);
    do {
      used[j0] = true;
      const i0 = rowOf[j0] ?? 0;
      let delta = Number.POSITIVE_INFINITY;
      let j1 = 0;
      for (let j = 1; j <= m; j++) {
        if (used[j]) continue;
        const current = at(i0, j) - (u[i0] ?? 0) - (v[j] ?? 0);
        if (current < (least[j] ?? 0)) {
          least[j] = current;
          way[j] = j0;
        }
        if ((least[j] ?? 0) < delta) {
          delta = least[j] ?? 0;
          j1 = j;
        }
      }
      for (let j = 0; j <= m; j++) {
        if (used[j]) {
          const row = rowOf[j] ?? 0;
          u[row] = (u[row] ?? 0) + delta;
          v[j] = (v[j] ?? 0) - delta;
        } else least[j] = (least[j] ?? 0) - delta;
      }
      j0 = j1;
    } while ((rowOf[j0] ?? 0) !== 0);
    while (j0 !== 0) {
      const j1 = way[j0] ?? 0;
      rowOf[j0] = rowOf[j1] ?? 0;
      j0 = j1;
    }
  }
  const result = new Array<number>(n).fill(-1);
  for (let j = 1; j <= m; j++) {
    const row = rowOf[j] ?? 0;
    if (row > 0) result[row - 1] = j - 1;
  }
  return result;
}
