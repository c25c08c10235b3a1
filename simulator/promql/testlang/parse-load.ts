import { parseDuration } from "../parse/duration.ts";
import type { LoadCommand, LoadedSeries } from "./test-commands.ts";
import type { TestLines } from "./test-lines.ts";

const LOAD = /^load(_with_nhcb)?\s+(.+?)$/;
/** `metric{labels}@st OFFSETS`: when the counters of the next line's samples started. */
const START_LINE = /^(\S+)@st[ \t]+(.*)$/;

/** Reads a `load` block whose first line is `line`. */
export function parseLoad(lines: TestLines, line: string): LoadCommand {
  const head = LOAD.exec(line);
  if (head === null) return lines.fail("invalid load command. (load[_with_nhcb] <step:duration>)");
  const number = lines.number;
  const stepMs = lines.duration(head[2] ?? "", "step");
  // A series written twice in one block counts as its last line.
  const series = new Map<string, LoadedSeries>();
  let starts: { key: string; offsets: (number | undefined)[] } | undefined;
  for (let next = lines.nextOfBlock(); next !== undefined; next = lines.nextOfBlock()) {
    const startLine = START_LINE.exec(next);
    if (startLine !== null) {
      if (starts !== undefined) lines.fail("@st line has no following sample line");
      const { labels } = lines.series(`${startLine[1]} _`);
      starts = { key: labels.key, offsets: parseStarts(lines, startLine[2] ?? "") };
      continue;
    }
    const { labels, values } = lines.series(next);
    if (starts !== undefined && starts.key !== labels.key) {
      lines.fail("@st metric does not match the following sample line metric");
    }
    if (starts !== undefined && starts.offsets.length !== values.length) {
      lines.fail(`@st line has ${starts.offsets.length} values but sample line has ${values.length}`);
    }
    series.set(labels.key, { labels, values, startOffsetsMs: starts?.offsets });
    starts = undefined;
  }
  if (starts !== undefined) lines.fail("@st line has no following sample line");
  return {
    kind: "load",
    line: number,
    stepMs,
    withNhcb: head[1] !== undefined,
    series: [...series.values()],
  };
}

function parseStarts(lines: TestLines, text: string): (number | undefined)[] {
  const offsets: (number | undefined)[] = [];
  for (const item of text.split(/\s+/)) {
    if (item !== "") offsets.push(...parseStartItem(lines, item));
  }
  return offsets;
}

const OFFSET = "([+-]?\\d+[a-wyzA-Z]*)";
const START_ITEM = new RegExp(`^${OFFSET}(?:([+-])${OFFSET})?(?:x(\\d+))?$`);

/** `_`, `_x3`, `-1m`, `-1mx3` or `-1m-30sx3`; the last two give one value more than their count. */
function parseStartItem(lines: TestLines, item: string): (number | undefined)[] {
  const absent = /^_(?:x([1-9]\d*))?$/.exec(item);
  if (absent !== null) return new Array(Number(absent[1] ?? 1)).fill(undefined);
  const parts = START_ITEM.exec(item);
  const [, base = "", sign, step, times] = parts ?? [];
  if (parts === null || (step !== undefined && times === undefined)) {
    return lines.fail(`invalid @st sequence: invalid ST item "${item}"`);
  }
  const first = signedDuration(lines, base);
  const growth = step === undefined ? 0 : signedDuration(lines, step) * (sign === "-" ? -1 : 1);
  return Array.from({ length: Number(times ?? 0) + 1 }, (_, i) => first + i * growth);
}

function signedDuration(lines: TestLines, text: string): number {
  const parsed = parseDuration(text.replace(/^[+-]/, ""));
  if ("error" in parsed) return lines.fail(`invalid @st sequence: ${parsed.error}`);
  return text.startsWith("-") ? -parsed.ms : parsed.ms;
}
