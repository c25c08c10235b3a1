import { type CSSProperties, type KeyboardEvent, useRef } from "react";
import { timeTicks, timeTickTexts } from "../../components/chart/time-axis.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import type { ChangeMark } from "../../session/protocol.ts";
import { distinctLabels, type Lane, type Page, reached, type Segment, shortValue } from "./model.ts";

/** Most rows that are drawn; a rule without aggregation can have hundreds of instances. */
const mostLanes = 60;

/** Distance of the lanes from the sides, px: a chart beneath sets it to its own plot. */
export interface Inset {
  readonly start: number;
  readonly end: number;
}

/**
 * One row per alert instance on a common axis: pending is hatched and says P, firing is solid and says
 * F, resolved is an outline and says R. Ticks are pages, the accent line a deploy.
 */
export function Timeline({
  lanes,
  fromMs,
  toMs,
  pages,
  changes,
  severityOf,
  selected,
  onSelect,
  inset = { start: 0, end: 0 },
}: {
  lanes: readonly Lane[];
  fromMs: number;
  toMs: number;
  pages: readonly Page[];
  changes: readonly ChangeMark[];
  severityOf: (lane: Lane) => string;
  selected: string | undefined;
  onSelect: (key: string) => void;
  inset?: Inset;
}) {
  const list = useRef<HTMLUListElement>(null);
  const percent = (ms: number): number => (100 * (ms - fromMs)) / Math.max(1, toMs - fromMs);
  const deploys = changes.filter(
    ({ channel, atMs }) => channel === "deploy" && atMs >= fromMs && atMs <= toMs,
  );
  const ticks = timeTicks(fromMs, toMs, 5);
  const texts = timeTickTexts(ticks);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>("button.lane") ?? [])];
    const { activeElement } = document;
    const at = activeElement instanceof HTMLButtonElement ? buttons.indexOf(activeElement) : -1;
    if (step === 0 || at === -1) return;
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
  };
  const style = { "--inset-start": `${inset.start}px`, "--inset-end": `${inset.end}px` } as CSSProperties;
  return (
    <div className="lanes" style={style}>
      <ul ref={list} onKeyDown={move}>
        {lanes.slice(0, mostLanes).map((lane) => (
          <li key={lane.key}>
            <button
              type="button"
              className="lane"
              aria-pressed={lane.key === selected}
              onClick={() => onSelect(lane.key)}
            >
              <span className="lane-head">
                <span className="lane-name">
                  {lane.rule}
                  {distinctLabels(lane, lanes)
                    .slice(0, 2)
                    .map(([name, value]) => (
                      <span key={name} className="dim mono t1" title={`${name}="${value}"`}>
                        {" "}
                        {shortValue(value)}
                      </span>
                    ))}
                </span>
                <span className={`word ${tones[lane.state]}`}>
                  {stateWord(lane.state)}
                  {lane.state === "inactive" || severityOf(lane) === "" ? "" : `, ${severityOf(lane)}`}
                </span>
              </span>
              <span className="lane-bar" aria-hidden="true">
                {deploys.map((change) => (
                  <i key={change.id} className="lane-deploy" style={{ left: `${percent(change.atMs)}%` }} />
                ))}
                {lane.segments.map((segment) => (
                  <SegmentBar key={segment.fromMs} segment={segment} percent={percent} />
                ))}
                {pages
                  .filter((page) => page.deliveredMs >= fromMs && reached(page, lane))
                  .map((page) => (
                    <i
                      key={page.key}
                      className="lane-tick"
                      style={{ left: `${percent(page.deliveredMs)}%` }}
                    />
                  ))}
              </span>
              <span className="sr">{laneText(lane, pages)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="lanes-axis" aria-hidden="true">
        {ticks.map((at, i) => (
          <span key={at} className={percent(at) > 95 ? "at-end" : ""} style={{ left: `${percent(at)}%` }}>
            {texts[i]}
          </span>
        ))}
      </div>
      {lanes.length > mostLanes ? (
        <p className="t1 dim">{t("alerts.lanesShown", { shown: mostLanes, all: lanes.length })}</p>
      ) : null}
    </div>
  );
}

const tones = { inactive: "dim", pending: "warn", firing: "crit" } as const;
const letters = { pending: "P", firing: "F", resolved: "R" } as const;

function SegmentBar({ segment, percent }: { segment: Segment; percent: (ms: number) => number }) {
  const left = Math.max(0, percent(segment.fromMs));
  const right = Math.min(100, percent(segment.toMs));
  if (right < 0 || left > 100 || right < left) return null;
  return (
    <span className={`seg ${segment.kind}`} style={{ left: `${left}%`, width: `${right - left}%` }}>
      <b>{letters[segment.kind]}</b>
    </span>
  );
}

function stateWord(state: Lane["state"]): string {
  if (state === "firing") return t("alerts.firing");
  return state === "pending" ? t("alerts.pending") : t("alerts.inactive");
}

/** The row in words: every segment with its times, then the pages. */
function laneText(lane: Lane, pages: readonly Page[]): string {
  const parts = lane.segments.map(({ kind, fromMs, toMs, open }) => {
    const params = { from: formatTime(fromMs), to: formatTime(toMs) };
    if (kind === "resolved") return t("alerts.resolvedAt", params);
    const what = kind === "firing" ? t("alerts.firing") : t("alerts.pending");
    return open ? t("alerts.sinceText", { what, ...params }) : t("alerts.fromToText", { what, ...params });
  });
  const count = pages.filter((page) => reached(page, lane)).length;
  if (count > 0) parts.push(t("alerts.pagesText", { count }));
  return parts.join("; ");
}
