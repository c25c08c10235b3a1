import { useEffect, useRef } from "react";
import type { ChartGeometry } from "../../components/chart/Marks.tsx";
import { formatTime } from "../../components/format/format-time.ts";
import { formatValue, groupDigits } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";
import { writeJump } from "../../session/jump.ts";
import type { ExemplarData } from "../../session/protocol.ts";
import { insertInto, openPanel } from "../../session/session.ts";
import { exemplarDots, slowestFirst, traceOf } from "./exemplar-dots.ts";

/** Rows of the list; the dots on the chart are all that fit. */
const mostRows = 5;

/** One dot for each exemplar that has room. The list below the chart is the way by keyboard. */
export function ExemplarDots({
  geometry,
  exemplars,
}: {
  geometry: ChartGeometry;
  exemplars: readonly ExemplarData[];
}) {
  const dots = useRef<SVGGElement>(null);
  const latest = useRef(exemplars);
  latest.current = exemplars;
  useEffect(() => {
    const group = dots.current;
    // One listener for all dots; they are for the mouse, and the list below does the same by keyboard.
    const open = (event: MouseEvent): void => {
      const id = event.target instanceof Element ? event.target.getAttribute("data-trace") : null;
      const exemplar = latest.current.find((one) => traceOf(one) === id);
      if (exemplar !== undefined) openTrace(exemplar);
    };
    group?.addEventListener("click", open);
    return () => group?.removeEventListener("click", open);
  }, []);
  return (
    <g className="exemplars" ref={dots}>
      {exemplarDots(geometry, exemplars).map(({ x, y, exemplar, traceId }) => (
        <path
          key={`${traceId} ${exemplar.series.le}`}
          className="dot"
          d={`M${x} ${y - 4}l4 4l-4 4l-4 -4z`}
          data-trace={traceId}
        >
          <title>
            {t("query.exemplarTitle", { value: secondsOf(exemplar), time: formatTime(exemplar.timeMs) })}
          </title>
        </path>
      ))}
    </g>
  );
}

/** The slowest requests among the exemplars, each with the way to its trace. */
export function ExemplarList({ exemplars }: { exemplars: readonly ExemplarData[] }) {
  if (exemplars.length === 0) return <p className="t1 dim">{t("query.exemplarsNone")}</p>;
  return (
    <section className="exemplar-list" aria-label={t("query.exemplars")}>
      <p className="t1 dim">{t("query.exemplarsCount", { count: exemplars.length })}</p>
      <ul>
        {slowestFirst(exemplars, mostRows).map((exemplar) => (
          <li key={traceOf(exemplar)}>
            <span className="ink">{secondsOf(exemplar)}</span> <span>{formatTime(exemplar.timeMs)}</span>{" "}
            <button type="button" className="link mono" onClick={() => openTrace(exemplar)}>
              {t("query.exemplarOpen", { id: (traceOf(exemplar) ?? "").slice(0, 8) })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function secondsOf({ value }: ExemplarData): string {
  return groupDigits(formatValue(value, "seconds"));
}

function openTrace(exemplar: ExemplarData): void {
  insertInto("traces", writeJump(traceOf(exemplar) ?? "", exemplar.timeMs));
  openPanel("traces", "centre");
}
