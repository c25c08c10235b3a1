import { t } from "../i18n/t.ts";
import { rangeEnds, setRange } from "../session/time-range.ts";
import { useSession, useSessionShallow } from "../session/use-session.ts";
import { formatDuration, formatTime, readDuration } from "./format/format-time.ts";

const quick = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d"] as const;

/** The shared time range in short: how long, from when to when, and the way back to now. */
export function RangeSelect({ toMs }: { toMs?: number }) {
  const range = useSession((state) => state.range);
  const ends = useSessionShallow((state) => rangeEnds(state));
  const end = toMs ?? ends.toMs;
  const current = formatDuration(range.durationMs);
  const choices: readonly string[] = quick.some((one) => one === current) ? quick : [current, ...quick];
  return (
    <span className="range-select">
      <select
        className="field"
        aria-label={t("query.range")}
        value={current}
        onChange={(event) => setRange(readDuration(event.target.value) ?? range.durationMs, range.endMs)}
      >
        {choices.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <span className="mono t1 dim">
        {end > 0 ? `${formatTime(end - range.durationMs)} – ${formatTime(end)}` : ""}
      </span>
      {range.endMs === undefined ? null : (
        <button type="button" className="btn quiet" onClick={() => setRange(range.durationMs, undefined)}>
          {t("query.live")}
        </button>
      )}
    </span>
  );
}
