import { useMemo } from "react";
import type { LogLine } from "../../../simulator/index.ts";
import { timeTicks, timeTickTexts } from "../../components/chart/time-axis.ts";
import { formatDuration, formatTime } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import { levels, volumeOf } from "./model.ts";

/** How many lines of each level came when; errors stand at the bottom, where they are compared best. */
export function Histogram({
  lines,
  fromMs,
  toMs,
  cut,
}: {
  lines: readonly LogLine[];
  fromMs: number;
  toMs: number;
  cut: boolean;
}) {
  const volume = useMemo(() => volumeOf(lines, fromMs, toMs, cut), [lines, fromMs, toMs, cut]);
  const span = volume.toMs - volume.fromMs;
  const ticks = timeTicks(volume.fromMs, volume.toMs, 6);
  const counts = levels.filter((level) => volume.totals[level] > 0);
  const words = counts
    .map((level) => t("logs.levelCount", { count: volume.totals[level], level }))
    .join(", ");
  const text = t("logs.volume", {
    words,
    from: formatTime(volume.fromMs),
    to: formatTime(volume.toMs),
    most: volume.highest,
    step: formatDuration(volume.stepMs),
  });
  return (
    <figure className="volume">
      <div className="volume-plot" role="img" aria-label={text}>
        {volume.buckets.map((bucket) => (
          <span key={bucket.fromMs} className="volume-bar" title={barTitle(bucket.fromMs, bucket.counts)}>
            {levels.map((level) =>
              bucket.counts[level] === 0 ? null : (
                <i
                  key={level}
                  className={`level-${level}`}
                  style={{ blockSize: `${(100 * bucket.counts[level]) / Math.max(1, volume.highest)}%` }}
                />
              ),
            )}
          </span>
        ))}
      </div>
      <div className="volume-axis" aria-hidden="true">
        {timeTickTexts(ticks).map((tick, i) => {
          const left = (100 * ((ticks[i] ?? 0) - volume.fromMs)) / span;
          return left > 96 ? null : (
            <span key={tick} style={{ left: `${left}%` }}>
              {tick}
            </span>
          );
        })}
      </div>
      <figcaption className="t1 dim">
        {counts.map((level) => (
          <span key={level} className="volume-key">
            <i className={`level-${level}`} aria-hidden="true" />
            {t("logs.levelCount", { count: volume.totals[level], level })}
          </span>
        ))}
        <span>{t("logs.perBar", { step: formatDuration(volume.stepMs) })}</span>
      </figcaption>
    </figure>
  );
}

function barTitle(fromMs: number, counts: Readonly<Record<string, number>>): string {
  const words = levels
    .filter((level) => (counts[level] ?? 0) > 0)
    .map((level) => `${level} ${counts[level]}`);
  return `${formatTime(fromMs)} ${words.join(", ")}`;
}
