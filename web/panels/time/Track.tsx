import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from "react";
import { timeTicks, timeTickTexts } from "../../components/chart/time-axis.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import type { SeriesData } from "../../session/query-data.ts";
import { lookAt } from "../../session/session.ts";
import { useAsk, useClock, useSession, useSessionShallow, useSteadyMs } from "../../session/use-session.ts";
import { placeLabels, type TrackMark, trackMarks, trackSpan } from "./track.ts";

const width = 1000;
/** One scrape, ms: what an arrow key moves. */
const scrapeMs = 15_000;

/** The run at a glance: error ratio as a ribbon, events as shapes, the live edge, the playhead. Drag to look back. */
export function Track() {
  const world = useSession((state) => state.world);
  const clock = useClock();
  const { changes, notifications, actions } = useSessionShallow((state) => ({
    changes: state.live.changes,
    notifications: state.live.notifications,
    actions: state.actions,
  }));
  const marks = useMemo(() => trackMarks(changes, notifications, actions), [changes, notifications, actions]);
  const box = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const span = world === undefined ? undefined : trackSpan(world, clock.nowMs);
  const ribbon = useErrorRibbon(span);
  if (world === undefined || span === undefined) return <div className="track" />;
  const { fromMs, toMs } = span;
  const x = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * width;
  const view = clock.viewMs ?? clock.nowMs;

  const scrub = (event: PointerEvent): void => {
    const area = box.current?.getBoundingClientRect();
    if (area === undefined || !dragging.current) return;
    lookAt(fromMs + ((event.clientX - area.left) / area.width) * (toMs - fromMs));
  };
  const key = (event: KeyboardEvent): void => {
    const by = scrapeMs * (event.shiftKey ? 10 : 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: view - by,
      ArrowRight: view + by,
      Home: fromMs,
      End: clock.nowMs,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    lookAt(next);
  };
  const trackPx = box.current?.clientWidth ?? width;
  const ticks = timeTicks(fromMs, toMs, Math.min(8, Math.floor(trackPx / 56)));
  return (
    <div
      className="track"
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={t("time.track")}
      aria-valuemin={fromMs}
      aria-valuemax={clock.nowMs}
      aria-valuenow={view}
      aria-valuetext={t("time.trackValue", { time: formatTime(view), now: formatTime(clock.nowMs) })}
      onKeyDown={key}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={scrub}
      onPointerUp={() => {
        dragging.current = false;
      }}
    >
      <svg viewBox={`0 0 ${width} 34`} preserveAspectRatio="none" aria-hidden="true">
        <path className="ribbon" d={ribbonPath(ribbon, x)} />
        <line className="base" x1="0" x2={width} y1="33.5" y2="33.5" />
        <line className="past" x1="0" x2={x(clock.nowMs)} y1="33.5" y2="33.5" />
      </svg>
      {placeLabels(
        marks.map((mark) => ({ mark, left: x(mark.atMs) / width, word: wordOf(mark) })),
        trackPx,
      ).map(({ mark, left, word, side }) => (
        <span
          key={`${mark.kind} ${mark.atMs} ${mark.text}`}
          className={`tmark ${mark.kind} ${side ?? ""}`}
          style={{ insetInlineStart: `${left * 100}%` }}
        >
          {side === undefined ? null : <em>{word}</em>}
        </span>
      ))}
      <span className="playhead" style={{ insetInlineStart: `${x(view) / (width / 100)}%` }} />
      {clock.viewMs === undefined ? null : (
        <span className="live-edge" style={{ insetInlineStart: `${x(clock.nowMs) / (width / 100)}%` }} />
      )}
      <div className="track-ticks" aria-hidden="true">
        {timeTickTexts(ticks).map((text, i) => (
          <span key={text} style={{ insetInlineStart: `${x(ticks[i] ?? 0) / (width / 100)}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Triangle, square, hollow square or stroke; a word beside it where it needs one. */
function wordOf(mark: TrackMark): string {
  switch (mark.kind) {
    case "deploy":
      return t("time.deploy", { to: mark.text });
    case "page":
      return t("time.page", { time: formatTime(mark.atMs) });
    case "escalated":
      return t("time.escalated");
    case "ack":
      return t("time.ack");
    case "action":
      return "";
  }
}

/** Share of requests that fail, over the track, from telemetry. */
function useErrorRibbon(span: { fromMs: number; toMs: number } | undefined): SeriesData | undefined {
  const endMs = useSteadyMs(30_000, 1000);
  const nowMs = useSession((state) => state.clock.nowMs);
  const end = Math.floor(Math.max(endMs, nowMs - 60_000) / 30_000) * 30_000;
  const expr =
    '(sum(rate(http_requests_total{status=~"5.."}[2m])) or vector(0)) / sum(rate(http_requests_total[2m]))';
  const start = span === undefined ? 0 : Math.ceil(span.fromMs / 30_000) * 30_000;
  const stepMs =
    span === undefined
      ? 30_000
      : Math.max(30_000, Math.ceil((span.toMs - span.fromMs) / 300 / 15_000) * 15_000);
  const asked = useAsk(
    "time/errors",
    "query",
    span === undefined || end <= start
      ? undefined
      : { request: { expr, startMs: start, endMs: end, stepMs } },
  );
  return asked.value?.status === "success" ? asked.value.series[0] : undefined;
}

function ribbonPath(series: SeriesData | undefined, x: (ms: number) => number): string {
  if (series === undefined || series.timesMs.length === 0) return "";
  let top = 0;
  for (const value of series.values) if (value > top) top = value;
  // A calm cluster shows a flat line, not noise blown up to full height.
  const scale = 24 / Math.max(top, 0.02);
  let path = "";
  let last = 0;
  for (let i = 0; i < series.timesMs.length; i++) {
    const value = series.values[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    last = x(series.timesMs[i] ?? 0);
    path += `${path === "" ? `M${last.toFixed(1)} 33.5L` : "L"}${last.toFixed(1)} ${(33.5 - value * scale).toFixed(1)}`;
  }
  return path === "" ? "" : `${path}L${last.toFixed(1)} 33.5Z`;
}
