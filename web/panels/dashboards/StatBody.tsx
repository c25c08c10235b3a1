import { reduce } from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import { levelAt, levelMark } from "./levels.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import type { PanelLine } from "./use-panel-data.ts";
import { valueText } from "./value-text.ts";

/** Most values one stat panel shows. */
const mostStats = 12;

/** One large number for each line, coloured by its threshold, over a small picture of how it got there. */
export function StatBody({ panel, data, view }: BodyProps) {
  return (
    <ul className="dash-stats">
      {data.lines.slice(0, mostStats).map((line) => {
        const value = reduce(line.values, panel.reducer);
        const { level, color } = levelAt(value, panel.thresholds);
        return (
          <li key={line.key}>
            <span className="dash-stat" style={{ color }}>
              {level === "other" ? null : (
                <span className="dash-mark" role="img" aria-label={t(`dashboards.level-${level}`)}>
                  {levelMark[level]}
                </span>
              )}
              {valueText(value, panel)}
            </span>
            {data.lines.length > 1 ? <span className="t1 dim">{line.name}</span> : null}
            <Sparkline line={line} fromMs={view.startMs} toMs={view.endMs} />
          </li>
        );
      })}
    </ul>
  );
}

/** The line's shape alone: no axis, no scale from zero. */
function Sparkline({ line, fromMs, toMs }: { line: PanelLine; fromMs: number; toMs: number }) {
  const known = [...line.values].filter((value) => Number.isFinite(value));
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  let path = "";
  line.values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const x = (((line.timesMs[i] ?? 0) - fromMs) / Math.max(1, toMs - fromMs)) * 100;
    const y = span === 0 ? 10 : 19 - ((value - low) / span) * 18;
    path += `${path === "" ? "M" : "L"}${x.toFixed(2)} ${y.toFixed(2)}`;
  });
  return (
    <svg className="dash-spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
