import { Md5 } from "./md5.ts";
import { compareCodePoints } from "./tsdb/labels.ts";
import { emptyColumns } from "./tsdb/series-columns.ts";
import { openLedger } from "./world.ts";
import type { World } from "./world-types.ts";

const LOG_LINES = 1000;
const TRACES = 100;

/**
 * MD5 of everything a run has shown so far: every sample of every series, the newest 1,000 log lines, the
 * newest 100 traces, and the ledger. Two runs with the same hash are the same run, on any machine.
 */
export function telemetryHash(world: World): string {
  const md5 = new Md5();
  hashSeries(world, md5);
  const window = { fromMs: world.startMs, toMs: world.nowMs };
  for (const line of world.logs({ ...window, limit: LOG_LINES })) md5.text(canonicalJson(line));
  for (const trace of world.traces({ ...window, limit: TRACES })) md5.text(canonicalJson(trace));
  const ledger = openLedger(world);
  md5.text(canonicalJson(ledger.records()));
  for (const column of [ledger.totals.atMs, ledger.totals.requests, ledger.totals.failed]) {
    for (const value of column) md5.float64(value);
  }
  return md5.hex();
}

function hashSeries(world: World, md5: Md5): void {
  const columns = emptyColumns();
  for (const series of world.source.select([], world.startMs - 1, world.nowMs)) {
    md5.text(series.labels.key);
    series.read(world.startMs - 1, world.nowMs, columns);
    for (let i = 0; i < columns.count; i++) {
      md5.float64(columns.timesMs[i] ?? 0);
      // A stale marker is a bit here; its own byte pattern in a real server's chunks is a NaN.
      if (columns.stale[i] === 1) md5.text("stale");
      else md5.float64(columns.values[i] ?? 0);
    }
  }
}

/** JSON with the keys of every object in code-point order, so that no engine's own order matters. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => compareCodePoints(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}
