import { useEffect, useMemo, useState } from "react";
import { formatTime } from "../../components/format/format-time.ts";
import { RangeSelect } from "../../components/RangeSelect.tsx";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { useHeldMs } from "../../components/use-held.ts";
import { t } from "../../i18n/t.ts";
import { readJump } from "../../session/jump.ts";
import { useAsk, useInsert, useSession, useSteadyMs } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { FilterBar } from "./FilterBar.tsx";
import { LineList } from "./LineList.tsx";
import { LogqlBar } from "./LogqlBar.tsx";
import { LogqlNumbers } from "./LogqlNumbers.tsx";
import "./logs.css";
import { Histogram } from "./Histogram.tsx";
import {
  everything,
  filterParams,
  isFiltering,
  type LogFilter,
  mostLines,
  mostTailLines,
  podOf,
  readLogsLink,
} from "./model.ts";

/** A jump to one moment looks this far to both sides of it, ms. */
const aroundMs = 60_000;

/** What the pods and the cluster wrote: filtered, counted by level, each line with its fields. */
export default function LogsPanel({ active }: PanelProps) {
  const world = useSession((state) => state.world);
  const route = useSession((state) => state.route);
  const { durationMs, endMs } = useSession((state) => state.range);
  const looking = useSession((state) => state.clock.viewMs !== undefined);
  const nowMs = useSteadyMs(1000, 500);
  const [filter, setFilter] = useState<LogFilter>(everything);
  const [tail, setTail] = useState(false);
  const [nearMs, setNearMs] = useState<number | undefined>(undefined);
  /** The LogQL query that ran; with none, the filter speaks. */
  const [ran, setRan] = useState("");

  const jumpTo = (next: LogFilter, atMs: number | undefined): void => {
    setRan("");
    setFilter(next);
    setTail(false);
    setNearMs(atMs);
  };
  useInsert("logs", (text) => {
    const jump = readJump(text);
    jumpTo({ ...everything, contains: jump.text }, jump.atMs);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is followed once, when the address changes
  useEffect(() => {
    if (route.page !== "panel" || route.panel !== "logs" || route.params === "") return;
    const link = readLogsLink(route.params);
    jumpTo(link.filter, link.atMs);
  }, [route]);

  // Lines hold still while they are read: a search is as of the moment it was made, unless tail is on.
  const following = tail && !looking && endMs === undefined;
  const scope = `${world?.scenario} ${world?.seed} ${looking ? nowMs : ""} ${JSON.stringify(filter)} ${ran}`;
  const [heldMs, refresh] = useHeldMs(nowMs, scope);
  const untilMs = endMs ?? (following ? nowMs : heldMs);
  const toMs = nearMs === undefined ? untilMs : Math.min(nearMs + aroundMs, Math.max(heldMs, nearMs));
  const fromMs = nearMs === undefined ? toMs - durationMs : nearMs - aroundMs;
  const limit = following ? mostTailLines : mostLines;
  const asked = useAsk(
    "logs/lines",
    "logs",
    active && toMs > 0 && ran === "" ? { fromMs, toMs, limit, ...filterParams(filter) } : undefined,
  );
  const answered = useAsk(
    "logs/logql",
    "logql",
    active && toMs > 0 && ran !== "" ? { expr: ran, startMs: fromMs, endMs: toMs, limit } : undefined,
  );
  const queried = ran === "" ? undefined : answered.value;
  const shown = ran === "" ? asked : answered;
  const lines = ran === "" ? asked.value : queried?.status === "lines" ? queried.lines : undefined;
  const cut = lines !== undefined && (queried?.status === "lines" ? queried.cut : lines.length >= limit);
  const newest = useMemo(() => [...(lines ?? [])].reverse(), [lines]);
  if (world === undefined) return <Empty text={t("logs.empty")} />;
  return (
    <div className="logs">
      <LogqlBar
        ran={ran}
        onRun={(text) => {
          setRan(text);
          refresh();
        }}
        problem={queried?.status === "error" ? queried : undefined}
      />
      {ran === "" ? <FilterBar filter={filter} onChange={setFilter} /> : null}
      <div className="bar logs-bar">
        {nearMs === undefined ? (
          <RangeSelect toMs={toMs} />
        ) : (
          <>
            <span className="mono t1 ink">{t("logs.around", { time: formatTime(nearMs) })}</span>
            <button type="button" className="btn quiet" onClick={() => setNearMs(undefined)}>
              {t("logs.wholeRange")}
            </button>
          </>
        )}
        <span className="sp" />
        <span className="t1 dim" role="status">
          {lines === undefined
            ? ""
            : cut
              ? t("logs.shownCut", { count: lines.length })
              : t("logs.shown", { count: lines.length })}
          {queried === undefined || queried.status === "error"
            ? ""
            : `${lines === undefined ? "" : " · "}${t("logs.read", { lines: queried.linesScanned, megabytes: (queried.bytesScanned / 1e6).toFixed(1) })}`}
        </span>
        {following || endMs !== undefined || looking ? null : (
          <button type="button" className="btn quiet" onClick={refresh}>
            {t("logs.refresh")}
          </button>
        )}
        <button
          type="button"
          className="btn"
          aria-pressed={following}
          disabled={looking || endMs !== undefined || nearMs !== undefined}
          title={t("logs.tailHelp")}
          onClick={() => {
            setTail(!following);
            refresh();
          }}
        >
          {following ? t("logs.pause") : t("logs.tail")}
        </button>
      </div>
      <div className={shown.slow ? "scroll stale" : "scroll"} aria-busy={shown.slow}>
        {shown.error !== undefined ? <Failed text={shown.error} /> : null}
        {queried?.status === "numbers" ? <LogqlNumbers series={queried.series} atMs={toMs} /> : null}
        {lines === undefined ? (
          shown.slow ? (
            <Loading lines={8} />
          ) : null
        ) : lines.length === 0 ? (
          <Empty
            text={
              ran !== "" ? t("logs.noneQuery") : isFiltering(filter) ? t("logs.noneFiltered") : t("logs.none")
            }
          >
            {ran === "" && isFiltering(filter) ? (
              <button type="button" className="btn" onClick={() => setFilter(everything)}>
                {t("logs.clear")}
              </button>
            ) : null}
          </Empty>
        ) : (
          <>
            <Histogram lines={lines} fromMs={fromMs} toMs={toMs} cut={cut} />
            <LineList
              lines={newest}
              filter={filter}
              onFilter={(next) => {
                setRan("");
                setFilter(next);
              }}
              onContext={(line) => jumpTo({ ...everything, pod: podOf(line) }, line.atMs)}
            />
            {cut ? (
              <p className="t1 dim logs-foot">
                {t("logs.cut", { count: limit, time: formatTime(lines[0]?.atMs ?? fromMs) })}
              </p>
            ) : null}
          </>
        )}
      </div>
    </div>
  );
}
