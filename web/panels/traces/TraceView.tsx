import { type KeyboardEvent, useRef, useState } from "react";
import { formatDateTime } from "../../components/format/format-time.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { writeJump } from "../../session/jump.ts";
import { insertInto, notify, openPanel } from "../../session/session.ts";
import { axisOffsets, type SpanRow, showMs, type Trace } from "./model.ts";
import { SpanDetail } from "./SpanDetail.tsx";

/** One trace as a waterfall. Arrow keys move between spans; the chosen span shows its attributes. */
export function TraceView({ trace, onClose }: { trace: Trace; onClose: () => void }) {
  const { rows, root, id, durationMs } = trace;
  const worst = rows.findLastIndex(({ span }) => span.status === "error");
  const [at, setAt] = useState(Math.max(0, worst));
  const list = useRef<HTMLUListElement>(null);
  const current = rows[at];
  const move = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, at, rows.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(next);
    list.current?.querySelectorAll<HTMLButtonElement>("button.span")[next]?.focus();
  };
  return (
    <section className="scroll trace-view" aria-label={t("traces.traceTitle", { id: id.slice(0, 8) })}>
      <header>
        <button type="button" className="btn quiet trace-back" onClick={onClose}>
          <Icon name="chevron" /> {t("traces.back")}
        </button>
        <h3>
          {root.name}{" "}
          <span className={root.status === "error" ? "word crit" : "word dim"}>
            {t("traces.headline", { status: root.status, duration: showMs(durationMs) })}
          </span>
        </h3>
        <p className="t1 dim">
          <span className="mono trace-id">{id}</span>{" "}
          {t("traces.began", {
            time: formatDateTime(trace.startMs),
            count: rows.length,
            errors: trace.errors,
          })}
        </p>
        <div className="acts">
          <button
            type="button"
            className="btn"
            onClick={() => {
              insertInto("logs", writeJump(id, trace.startMs));
              openPanel("logs", "centre");
            }}
          >
            {t("traces.logs")}
          </button>
          <button
            type="button"
            className="btn quiet"
            onClick={() => {
              insertInto("postmortem", citation(trace), "append");
              notify(t("traces.cited"));
            }}
          >
            {t("traces.cite")}
          </button>
        </div>
      </header>
      <div className="waterfall">
        <Axis durationMs={durationMs} />
        <ul ref={list} onKeyDown={move} aria-label={t("traces.spans")}>
          {rows.map((row, i) => (
            <li key={row.span.spanId}>
              <button
                type="button"
                className={`span ${row.span.status}${row.critical ? " critical" : ""}`}
                tabIndex={i === at ? 0 : -1}
                aria-current={i === at}
                aria-label={spanText(row)}
                onClick={() => setAt(i)}
              >
                <span className="span-name" style={{ paddingInlineStart: row.depth * 14 }}>
                  {row.span.status === "error" ? <Icon name="cross" className="crit" /> : null}
                  {row.span.name}
                </span>
                <span className="span-lane" aria-hidden="true">
                  <Bar row={row} totalMs={durationMs} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p className="t1 dim waterfall-note">{t("traces.criticalNote")}</p>
      </div>
      {current === undefined ? null : <SpanDetail row={current} />}
    </section>
  );
}

/** A bar at its time, with its duration beside it, where there is room. */
function Bar({ row, totalMs }: { row: SpanRow; totalMs: number }) {
  const left = (100 * row.startMs) / Math.max(totalMs, 1e-9);
  const width = (100 * row.durationMs) / Math.max(totalMs, 1e-9);
  const [place, style] =
    left + width < 78
      ? ["after", { left: `${left + width}%` }]
      : left > 20
        ? ["before", { right: `${100 - left}%` }]
        : ["inside", { right: `${100 - left - width}%` }];
  return (
    <>
      <i className="span-bar" style={{ left: `${left}%`, width: `${width}%` }} />
      <span className={`span-time ${place}`} style={style}>
        {showMs(row.durationMs)}
      </span>
    </>
  );
}

function Axis({ durationMs }: { durationMs: number }) {
  return (
    <div className="waterfall-axis" aria-hidden="true">
      {axisOffsets(durationMs, 5).map((offset) => (
        <span key={offset} style={{ left: `${(100 * offset) / Math.max(durationMs, 1e-9)}%` }}>
          {offset === 0 ? "0" : showMs(offset)}
        </span>
      ))}
    </div>
  );
}

function spanText({ span, startMs, durationMs, critical }: SpanRow): string {
  const text = t("traces.spanText", {
    name: span.name,
    duration: showMs(durationMs),
    start: showMs(startMs),
    status: span.status,
  });
  const size = span.attributes["batch.size"];
  const batch = size === undefined ? "" : `, ${t("traces.batchText", { size })}`;
  return `${text}${batch}${critical ? `, ${t("traces.criticalText")}` : ""}`;
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowDown") return Math.min(count - 1, at + 1);
  if (key === "ArrowUp") return Math.max(0, at - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}

function citation({ id, root, durationMs, startMs }: Trace): string {
  const time = formatDateTime(startMs).slice(11);
  return `[${root.name} ${showMs(durationMs)}, ${root.status}, at ${time}](#/trace/${id})`;
}
