import type { CSSProperties } from "react";
import { formatTime } from "../../components/format/format-time.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { type Order, showMs, type Trace, tracePod } from "./model.ts";

/** The traces of a search: when, how long, how it ended. */
export function TraceList({
  traces,
  order,
  onOrder,
  selected,
  full,
  onSelect,
}: {
  traces: readonly Trace[];
  order: Order;
  onOrder: (order: Order) => void;
  selected: string | undefined;
  full: boolean;
  onSelect: (trace: Trace) => void;
}) {
  const longest = traces.reduce((most, { durationMs }) => Math.max(most, durationMs), 1);
  return (
    <>
      <div className="trace-order">
        <span className="t1 dim" role="status">
          {full
            ? t("traces.countFull", { count: traces.length })
            : t("traces.count", { count: traces.length })}
        </span>
        <span className="sp" />
        {(["newest", "slowest"] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="btn quiet"
            aria-pressed={order === one}
            onClick={() => onOrder(one)}
          >
            {t(`traces.${one}`)}
          </button>
        ))}
      </div>
      <ul className="trace-rows">
        {traces.map((trace) => {
          const failed = trace.root.status === "error";
          const pod = tracePod(trace);
          return (
            <li key={trace.id}>
              <button
                type="button"
                className="trace-row"
                aria-current={trace.id === selected}
                onClick={() => onSelect(trace)}
              >
                <span className="mono">{formatTime(trace.startMs)}</span>
                <span className="trace-name">
                  {trace.root.name} <span className="dim t1">{pod.slice(pod.lastIndexOf("-") + 1)}</span>
                </span>
                <span className={failed ? "word crit" : "word dim"}>
                  {failed ? <Icon name="cross" /> : null}
                  {failed ? t("traces.error") : t("traces.ok")}
                </span>
                <span className="mono num ink">{showMs(trace.durationMs)}</span>
                <span
                  className={failed ? "trace-length failed" : "trace-length"}
                  style={{ "--share": `${(100 * trace.durationMs) / longest}%` } as CSSProperties}
                  aria-hidden="true"
                />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
