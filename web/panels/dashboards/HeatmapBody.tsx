import { useEffect, useMemo, useRef, useState } from "react";
import { useChartTheme } from "../../components/chart/theme.ts";
import { timeTicks, timeTickTexts } from "../../components/chart/time-axis.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { formatNumber } from "../../components/format/format-value.ts";
import { t } from "../../i18n/t.ts";
import { type HeatMap, type HeatRow, heatMap } from "./heat.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import { valueText } from "./value-text.ts";

/** Space for bounds at the left and times below, px. */
const left = 72;
const below = 20;

/** Moments across, buckets up, the darker the more; what is under the pointer stands above in words. */
export function HeatmapBody({ panel, data, view, heightPx }: BodyProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const theme = useChartTheme();
  const [width, setWidth] = useState(0);
  const [over, setOver] = useState<{ column: number; row: number } | undefined>(undefined);
  const map = useMemo(() => heatMap(data.lines), [data.lines]);
  const height = Math.max(80, heightPx - 34);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { startMs, endMs } = view;
  const plot = { width: Math.max(1, width - left), height: height - below };
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || width === 0) return;
    const scale = devicePixelRatio;
    context.canvas.width = Math.round(plot.width * scale);
    context.canvas.height = Math.round(plot.height * scale);
    context.scale(scale, scale);
    context.fillStyle = theme.accent;
    const rowHeight = plot.height / Math.max(1, map.rows.length);
    const columnWidth = (plot.width * data.stepMs) / Math.max(1, endMs - startMs);
    map.rows.forEach(({ values }, r) => {
      values.forEach((value, i) => {
        if (!(value > 0)) return;
        // The eye sees shares of light, not of counts: the root keeps rare buckets visible.
        context.globalAlpha = 0.06 + 0.94 * Math.sqrt(value / map.largest);
        const x = (((map.timesMs[i] ?? 0) - startMs) / (endMs - startMs)) * plot.width;
        context.fillRect(
          x - columnWidth,
          plot.height - (r + 1) * rowHeight,
          columnWidth + 0.5,
          rowHeight - 0.5,
        );
      });
    });
  }, [map, theme, width, plot.width, plot.height, startMs, endMs, data.stepMs]);

  const bound = (row: HeatRow): string =>
    row.bound === undefined
      ? row.name
      : row.bound === Number.POSITIVE_INFINITY
        ? "+Inf"
        : valueText(row.bound, panel);
  const read = (event: React.PointerEvent): void => {
    const rect = event.currentTarget.getBoundingClientRect();
    const at = startMs + ((event.clientX - rect.left) / rect.width) * (endMs - startMs);
    const column = map.timesMs.findIndex((time) => time >= at);
    const row = Math.floor((1 - (event.clientY - rect.top) / rect.height) * map.rows.length);
    setOver(column === -1 || map.rows[row] === undefined ? undefined : { column, row });
  };
  const ticks = timeTicks(startMs, endMs, Math.max(2, Math.floor(plot.width / 90)));
  const texts = timeTickTexts(ticks);
  const skip = Math.ceil((map.rows.length * 16) / plot.height);
  const shown = over === undefined ? undefined : map.rows[over.row];
  return (
    <div className="dash-heat" ref={box}>
      <p className="t1 dim dash-heat-readout">
        {over === undefined || shown === undefined
          ? newest(map, bound)
          : t("dashboards.heatCell", {
              time: formatTime(map.timesMs[over.column] ?? 0),
              upTo: bound(shown),
              value: formatNumber(shown.values[over.column] ?? Number.NaN),
            })}
      </p>
      <div className="dash-heat-plot" style={{ blockSize: height }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${panel.title}. ${newest(map, bound)}`}
          style={{ insetInlineStart: left, inlineSize: plot.width, blockSize: plot.height }}
          onPointerMove={read}
          onPointerLeave={() => setOver(undefined)}
        />
        <div aria-hidden="true">
          {map.rows.map((row, r) =>
            r % Math.max(1, skip) === 0 ? (
              <span
                key={row.name}
                className="dash-heat-bound t1 dim"
                style={{
                  inlineSize: left - 6,
                  insetBlockEnd: below + ((r + 0.5) / map.rows.length) * plot.height - 7,
                }}
              >
                {bound(row)}
              </span>
            ) : null,
          )}
          {ticks.map((at, i) => (
            <span
              key={at}
              className="dash-heat-time t1 dim"
              style={{ insetInlineStart: left + ((at - startMs) / (endMs - startMs)) * plot.width }}
            >
              {texts[i]}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

/** Where most of the newest column lies. */
function newest(map: HeatMap, bound: (row: HeatRow) => string): string {
  const column = map.timesMs.length - 1;
  const most = map.rows.reduce<HeatRow | undefined>(
    (best, row) => ((row.values[column] ?? 0) > (best?.values[column] ?? 0) ? row : best),
    undefined,
  );
  if (most === undefined) return t("dashboards.heatNothing");
  return t("dashboards.heatNewest", { time: formatTime(map.timesMs[column] ?? 0), upTo: bound(most) });
}
