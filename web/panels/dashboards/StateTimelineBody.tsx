import { formatShortTime, formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import { levelAt, levelMark } from "./levels.ts";
import type { BodyProps } from "./PanelFrame.tsx";
import { segmentsOf } from "./segments.ts";
import { valueText } from "./value-text.ts";

/** Rows one panel draws. */
const mostRows = 30;
/** A segment narrower than this share of the range carries no text. */
const smallest = 0.06;

/** A row for each line, cut where its value changes. */
export function StateTimelineBody({ panel, data, view }: BodyProps) {
  const { startMs, endMs } = view;
  const span = Math.max(1, endMs - startMs);
  return (
    <div className="dash-states">
      <ul>
        {data.lines.slice(0, mostRows).map((line) => (
          <li key={line.key}>
            <span className="dash-state-name" title={line.name}>
              {line.name}
            </span>
            <ol className="dash-state-row">
              {segmentsOf(line, data.stepMs, startMs, endMs).map(({ fromMs, toMs, value }) => {
                const { level, color } = levelAt(value, panel.thresholds);
                const text = valueText(value, panel);
                const said = t("dashboards.segment", {
                  value: text,
                  from: formatTime(fromMs),
                  to: formatTime(toMs),
                });
                return (
                  <li
                    key={fromMs}
                    title={said}
                    style={{
                      insetInlineStart: `${((fromMs - startMs) / span) * 100}%`,
                      inlineSize: `${((toMs - fromMs) / span) * 100}%`,
                      borderBlockEndColor: color,
                      background: `color-mix(in srgb, ${color} 16%, transparent)`,
                    }}
                  >
                    <span className="sr">{said}</span>
                    {(toMs - fromMs) / span < smallest ? null : (
                      <span aria-hidden="true">
                        {levelMark[level]} {text}
                      </span>
                    )}
                  </li>
                );
              })}
            </ol>
          </li>
        ))}
      </ul>
      <p className="dash-state-times t1 dim" aria-hidden="true">
        <span>{formatShortTime(startMs)}</span>
        <span>{formatShortTime(endMs)}</span>
      </p>
    </div>
  );
}
