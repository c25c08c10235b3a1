import { convertClassic } from "./classic-to-native.ts";
import { expandHistogram } from "./expand-histogram.ts";
import type { LoadCommand, LoadedSeries } from "./test-commands.ts";
import type { TestSample, TestStorage } from "./test-storage.ts";

/** Stores the samples of a `load`; returns what is wrong with them. */
export function runLoad(command: LoadCommand, storage: TestStorage): string | undefined {
  for (const series of command.series) {
    const samples = samplesOf(series, command.stepMs);
    const problem = typeof samples === "string" ? samples : storage.append(series.labels, samples);
    if (problem !== undefined) return problem;
  }
  return command.withNhcb ? convertClassic(command, storage) : undefined;
}

function samplesOf({ values, startOffsetsMs }: LoadedSeries, stepMs: number): TestSample[] | string {
  const samples: TestSample[] = [];
  for (const [index, value] of values.entries()) {
    if (value.kind === "omitted") continue;
    const timeMs = index * stepMs;
    const offset = startOffsetsMs?.[index];
    const startMs = offset === undefined ? undefined : timeMs + offset;
    if (value.kind !== "histogram") {
      samples.push({ timeMs, value: value.kind === "stale" ? "stale" : value.value, startMs });
      continue;
    }
    const histogram = expandHistogram(value);
    if (typeof histogram === "string") return histogram;
    samples.push({ timeMs, value: histogram, startMs });
  }
  return samples;
}
