import type { TracedWindow, WindowDetail } from "../../../simulator/index.ts";
import { formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";

const [width, height, pad] = [320, 72, 8];

/** Samples in and beside a window: filled inside, hollow outside; the dashed edge is the excluded one. */
export function WindowPicture({ detail, window }: { detail: WindowDetail; window: TracedWindow }) {
  const { fromMs, toMs } = detail;
  const margin = (toMs - fromMs) * 0.15;
  const left = Math.min(fromMs - margin, window.before?.timeMs ?? fromMs);
  const right = Math.max(toMs + margin, window.after?.timeMs ?? toMs);
  const outside = [window.before, window.after].filter((sample) => sample !== undefined);
  const values = [...window.values, ...outside.map(({ value }) => value)].filter(Number.isFinite);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const x = (ms: number): number => pad + ((ms - left) / (right - left)) * (width - 2 * pad);
  const y = (value: number): number =>
    high > low ? height - pad - ((value - low) / (high - low)) * (height - 2 * pad) : height / 2;
  const label = t("nodeTrace.windowPicture", {
    inside: String(window.timesMs.length),
    from: formatTime(fromMs),
    to: formatTime(toMs),
  });
  return (
    <svg className="window-picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <rect x={x(fromMs)} y={0} width={x(toMs) - x(fromMs)} height={height} />
      <line className="open-edge" x1={x(fromMs)} x2={x(fromMs)} y1={0} y2={height} />
      <line x1={x(toMs)} x2={x(toMs)} y1={0} y2={height} />
      {window.timesMs.map((timeMs, i) => {
        const value = window.values[i] ?? Number.NaN;
        return Number.isFinite(value) ? <circle key={timeMs} cx={x(timeMs)} cy={y(value)} r={3} /> : null;
      })}
      {outside.map(({ timeMs, value }) =>
        Number.isFinite(value) ? (
          <circle key={timeMs} className="out" cx={x(timeMs)} cy={y(value)} r={3} />
        ) : null,
      )}
    </svg>
  );
}
