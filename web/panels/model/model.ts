import type { ChartSeries } from "../../components/chart/chart-types.ts";
import type { ModelPoint } from "../../session/model-runner.ts";

/** The container's limit in MiB (02 section 9). */
export const limitMiB = 256;

/** `12.3`: bytes in MiB. */
export function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

/** `94.9 %`: a share in percent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** One figure of the process over time. */
export function lineOf(
  name: string,
  points: readonly ModelPoint[],
  read: (point: ModelPoint) => number,
): ChartSeries {
  return {
    key: name,
    name,
    timesMs: Float64Array.from(points, (point) => point.atMs),
    values: Float64Array.from(points, read),
  };
}
