import { type ReactNode, useEffect, useId, useState } from "react";
import {
  formatDateTime,
  formatDuration,
  formatTime,
  readDuration,
  readTime,
} from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import { rangeEnds, setRange, zoomOut } from "../../session/time-range.ts";
import { useSession, useSessionShallow } from "../../session/use-session.ts";

const quick = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d"] as const;

/** The shared range: quick choices, a duration, an end. Bad input keeps the last good range and says why. */
export function RangeBar({
  stepMs,
  onHistory,
  children,
}: {
  stepMs: number;
  onHistory: ReactNode;
  children: ReactNode;
}) {
  const range = useSession((state) => state.range);
  const { fromMs, toMs } = useSessionShallow((state) => rangeEnds(state));
  const ready = toMs > 0;
  return (
    <div className="bar range-bar">
      <RangePicker durationMs={range.durationMs} endMs={range.endMs} />
      <span className="mono ink range-text">
        {ready ? `${formatTime(fromMs)} – ${formatTime(toMs)}` : ""}
      </span>
      <span className="dim range-step">{t("query.step", { step: formatDuration(stepMs) })}</span>
      <span className="sp" />
      <button type="button" className="btn quiet wide-only" aria-keyshortcuts="z" onClick={zoomOut}>
        {t("query.zoomOut")}
      </button>
      {onHistory}
      {children}
    </div>
  );
}

function RangePicker({ durationMs, endMs }: { durationMs: number; endMs: number | undefined }) {
  const id = useId();
  const world = useSession((state) => state.world);
  const nowMs = useSession((state) => Math.floor(state.clock.nowMs / 60_000) * 60_000);
  const [duration, setDuration] = useState(formatDuration(durationMs));
  const [end, setEnd] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => setDuration(formatDuration(durationMs)), [durationMs]);
  useEffect(() => setEnd(endMs === undefined ? "" : formatDateTime(endMs)), [endMs]);
  const close = (): void => document.getElementById(id)?.hidePopover();
  const apply = (): void => {
    const length = readDuration(duration);
    const at = end.trim() === "" ? undefined : readTime(end, nowMs);
    if (length === undefined) setProblem(t("query.badDuration", { text: duration }));
    else if (end.trim() !== "" && at === undefined) setProblem(t("query.badTime", { text: end }));
    else if (at !== undefined && world !== undefined && at < world.startMs) {
      setProblem(t("query.beforeWorld", { start: formatDateTime(world.startMs) }));
    } else {
      setProblem(undefined);
      setRange(length, at);
      close();
    }
  };
  return (
    <>
      <button
        type="button"
        className="btn mono range-button"
        popoverTarget={id}
        aria-label={`${t("query.range")}: ${formatDuration(durationMs)}`}
      >
        {formatDuration(durationMs)}
      </button>
      <div id={id} popover="auto" className="menu range-menu" role="dialog" aria-label={t("query.range")}>
        <div className="quick">
          {quick.map((text) => (
            <button
              key={text}
              type="button"
              className="mono"
              aria-pressed={readDuration(text) === durationMs && endMs === undefined}
              onClick={() => {
                setRange(readDuration(text) ?? durationMs, endMs);
                close();
              }}
            >
              {text}
            </button>
          ))}
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          <label>
            {t("query.range")}
            <input className="field" value={duration} onChange={(event) => setDuration(event.target.value)} />
          </label>
          <label>
            {t("query.end")}
            <input
              className="field"
              value={end}
              placeholder={t("query.endNow")}
              onChange={(event) => setEnd(event.target.value)}
            />
          </label>
          {problem === undefined ? null : (
            <p className="t1 crit" role="alert">
              {problem}
            </p>
          )}
          <div className="acts">
            <button type="submit" className="btn">
              {t("query.apply")}
            </button>
            {endMs === undefined ? null : (
              <button type="button" className="btn quiet" onClick={() => setRange(durationMs, undefined)}>
                {t("query.live")}
              </button>
            )}
          </div>
        </form>
      </div>
    </>
  );
}
