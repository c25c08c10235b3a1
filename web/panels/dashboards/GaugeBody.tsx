import { type DashboardPanel, reduce } from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import { levelAt, levelMark } from "./levels.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import type { PanelLine } from "./use-panel-data.ts";
import { valueText } from "./value-text.ts";

/** Most values one panel shows. */
const mostGauges = 40;

/** Smallest and largest value of the scale: as set, else what the lines reach. */
function scaleOf(
  panel: DashboardPanel,
  values: readonly (number | undefined)[],
): [low: number, high: number] {
  const known = values.flatMap((value) => (value === undefined || !Number.isFinite(value) ? [] : [value]));
  const low = panel.min ?? Math.min(0, ...known);
  const high = panel.max ?? Math.max(low + 1e-9, ...known);
  return high > low ? [low, high] : [low, low + 1];
}

function shareOf(value: number | undefined, [low, high]: readonly [number, number]): number {
  if (value === undefined || Number.isNaN(value)) return 0;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** Half circles for gauges, rows for bar gauges; both on one scale for all their values. */
export function GaugeBody({ panel, data }: BodyProps) {
  const lines = data.lines.slice(0, mostGauges);
  const values = lines.map((line) => reduce(line.values, panel.reducer));
  const scale = scaleOf(panel, values);
  const Item = panel.type === "gauge" ? Dial : Bar;
  return (
    <ul className={panel.type === "gauge" ? "dash-dials" : "dash-bars"}>
      {lines.map((line, i) => (
        <Item
          key={line.key}
          panel={panel}
          line={line}
          value={values[i]}
          scale={scale}
          named={lines.length > 1}
        />
      ))}
    </ul>
  );
}

interface ItemProps {
  panel: DashboardPanel;
  line: PanelLine;
  value: number | undefined;
  scale: readonly [number, number];
  named: boolean;
}

/** Length of the half circle of radius 40. */
const arc = Math.PI * 40;

function Dial({ panel, line, value, scale, named }: ItemProps) {
  const { level, color } = levelAt(value, panel.thresholds);
  const share = shareOf(value, scale);
  return (
    <li>
      <svg viewBox="0 0 100 56" aria-hidden="true" className="dash-dial">
        <path d="M10 50A40 40 0 0 1 90 50" stroke="var(--line)" strokeWidth="9" fill="none" />
        <path
          d="M10 50A40 40 0 0 1 90 50"
          stroke={color}
          strokeWidth="9"
          fill="none"
          strokeDasharray={`${(arc * share).toFixed(2)} ${arc.toFixed(2)}`}
        />
        {panel.thresholds.map(({ value: at }) => {
          if (at === undefined) return null;
          const angle = Math.PI * (1 - shareOf(at, scale));
          const [x, y] = [Math.cos(angle), -Math.sin(angle)];
          return (
            <line
              key={at}
              x1={50 + 34 * x}
              y1={50 + 34 * y}
              x2={50 + 46 * x}
              y2={50 + 46 * y}
              stroke="var(--ink-2)"
            />
          );
        })}
      </svg>
      <span className="dash-stat" style={{ color }}>
        <LevelMark level={level} /> {valueText(value, panel)}
      </span>
      <span className="t1 dim">
        {named ? `${line.name}, ` : ""}
        {t("dashboards.scale", { low: valueText(scale[0], panel), high: valueText(scale[1], panel) })}
      </span>
    </li>
  );
}

function Bar({ panel, line, value, scale }: ItemProps) {
  const { level, color } = levelAt(value, panel.thresholds);
  return (
    <li>
      <span className="dash-bar-name">{line.name}</span>
      <span className="dash-bar" aria-hidden="true">
        <span style={{ inlineSize: `${(shareOf(value, scale) * 100).toFixed(2)}%`, background: color }} />
      </span>
      <span className="num" style={{ color }}>
        <LevelMark level={level} /> {valueText(value, panel)}
      </span>
    </li>
  );
}

function LevelMark({ level }: { level: ReturnType<typeof levelAt>["level"] }) {
  if (level === "other") return null;
  return (
    <span className="dash-mark" role="img" aria-label={t(`dashboards.level-${level}`)}>
      {levelMark[level]}
    </span>
  );
}
