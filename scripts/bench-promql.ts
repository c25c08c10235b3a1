import {
  Labels,
  LazyHistory,
  parseRuleFile,
  type QueryRequest,
  query,
  type SampleSource,
  SeriesStore,
  toApiJsonBytes,
} from "../simulator/index.ts";
import { appendTo } from "../simulator/rules/append-to.ts";
import { RuleManager } from "../simulator/rules/rule-manager.ts";

/** One family of the shared benchmark data, as its generator describes it. */
interface Family {
  readonly name: string;
  readonly suffix: string;
  readonly series: readonly {
    readonly target: number;
    readonly labels: string;
    readonly value: (secondsSinceStart: number) => number;
  }[];
}

/** The generator module beside the loader for the reference; times are Unix seconds. */
export interface Dataset {
  readonly START: number;
  readonly DAY: number;
  families(): readonly Family[];
  scrapeOffsetMs(target: number, step: number): number;
}

/** One query of the shared list; times and step in seconds. */
export interface BenchmarkQuery {
  readonly id: string;
  readonly expr: string;
  readonly time?: number;
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/** Times of one query in milliseconds, in the shape the shared comparison reads. */
export interface QueryTimes {
  readonly id: string;
  /** From expression text to the bytes of the API's body. */
  readonly medianMs: number;
  readonly minMs: number;
  readonly coldMs: number;
  /** The evaluation alone: what a panel waits for. */
  readonly columnsMs: number;
  readonly samples: number;
  readonly series: number;
  readonly bytes: number;
}

/** Scrape interval of the data set in seconds. */
const STEP = 15;
const MAX_SAMPLES = 500_000_000;

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Fills a store with `days` of the shared data: the same samples the reference loads from text. */
export function fillStore(dataset: Dataset, days: number, families = dataset.families()): SeriesStore {
  const store = new SeriesStore();
  const endMs = (dataset.START + days * dataset.DAY) * 1000;
  for (const family of families) {
    for (const { target, labels, value } of family.series) {
      const ref = store.series(readLabels(`${family.name}${family.suffix}`, labels));
      const offsetMs = dataset.scrapeOffsetMs(target, STEP);
      for (let ms = offsetMs; dataset.START * 1000 + ms < endMs; ms += STEP * 1000) {
        store.append(ref, dataset.START * 1000 + ms, value(ms / 1000));
      }
    }
  }
  return store;
}

/** Bytes a sample by family, labels, index and unused memory included. */
export function bytesByFamily(dataset: Dataset, days: number): readonly (readonly [string, number])[] {
  return dataset.families().map((family) => {
    const { totalBytes, samples } = fillStore(dataset, days, [family]).storage();
    return [`${family.name}${family.suffix}`, totalBytes / samples];
  });
}

/** What a store of one size costs; times in milliseconds. */
export interface GrowthRow {
  readonly samples: number;
  readonly fillPerSecond: number;
  readonly bytesPerSample: number;
  readonly instantMs: number;
  readonly hourMs: number;
  readonly wholeMs: number;
  readonly tickMs: number;
}

/** Fills a store with about `samples` samples of the data and asks the same four things of it. */
export function growthRow(dataset: Dataset, samples: number): GrowthRow {
  const perDay = dataset.families().reduce((sum, { series }) => sum + series.length, 0) * (86_400 / STEP);
  const days = samples / perDay;
  const started = now();
  const store = fillStore(dataset, days);
  const filled = now();
  const { totalBytes } = store.storage();
  const end = Math.floor((dataset.START + days * dataset.DAY) / 60) * 60;
  const expr = "sum by(job)(rate(model_requests_total[5m]))";
  const step = Math.ceil((days * 86_400) / 720);
  const start = end - Math.floor(days * 86_400);
  const time = (one: Omit<BenchmarkQuery, "id" | "expr">) =>
    timeQuery(store, { id: "growth", expr, ...one }, 5).medianMs;
  return {
    samples: store.sampleCount,
    fillPerSecond: store.sampleCount / ((filled - started) / 1000),
    bytesPerSample: totalBytes / store.sampleCount,
    instantMs: time({ time: end }),
    hourMs: time({ start: end - 3600, end, step: 15 }),
    wholeMs: time({ start, end, step }),
    tickMs: timeRules(store, end),
  };
}

function readLabels(name: string, text: string): Labels {
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)].map(
    ([, key = "", value = ""]): readonly [string, string] => [key, value],
  );
  return Labels.fromPairs([["__name__", name], ...pairs]);
}

function requestOf({ expr, time, start = 0, end = 0, step = 1 }: BenchmarkQuery): QueryRequest {
  if (time !== undefined) return { expr, timeMs: time * 1000 };
  return { expr, startMs: start * 1000, endMs: end * 1000, stepMs: step * 1000 };
}

/** The body the API would send for a query. */
export function answer(store: SeriesStore, one: BenchmarkQuery): Uint8Array {
  return toApiJsonBytes(query(store, requestOf(one), { maxSamples: MAX_SAMPLES }), (one.time ?? 0) * 1000);
}

/** Times one query `reps` times over a filled store. */
export function timeQuery(store: SampleSource, one: BenchmarkQuery, reps: number): QueryTimes {
  const request = requestOf(one);
  const whole: number[] = [];
  const columns: number[] = [];
  let row = { samples: 0, series: 0, bytes: 0 };
  for (let run = 0; run < reps; run++) {
    const started = now();
    const result = query(store, request, { maxSamples: MAX_SAMPLES });
    const evaluated = now();
    const bytes = toApiJsonBytes(result, (one.time ?? 0) * 1000).length;
    whole.push(now() - started);
    columns.push(evaluated - started);
    if (result.status === "error") throw new Error(`${one.id}: ${result.error}`);
    row = { samples: result.samplesRead, series: result.series.length, bytes };
  }
  return {
    id: one.id,
    medianMs: median(whole),
    minMs: Math.min(...whole),
    coldMs: whole[0] ?? Number.NaN,
    columnsMs: median(columns),
    ...row,
  };
}

/** Times in milliseconds of a panel over weeks that nobody stored: the first look, and one more. */
export interface HistoryTimes {
  readonly series: number;
  readonly samples: number;
  readonly firstMs: number;
  readonly againMs: number;
  readonly cachedBytes: number;
}

/** The p99 of 30 days at 720 steps over the data set's buckets as a lazy history. */
export function timeHistory(dataset: Dataset): HistoryTimes {
  const family = dataset.families().find(({ suffix }) => suffix === "_bucket");
  const series = (family?.series ?? []).map((one) => ({
    ...one,
    labels: readLabels(`${family?.name}${family?.suffix}`, one.labels),
  }));
  const originMs = dataset.START * 1000;
  const stepMs = STEP * 1000;
  const days = 30;
  const history = new LazyHistory({
    fromMs: originMs,
    toMs: originMs + days * dataset.DAY * 1000,
    pieceMs: 6 * 3_600_000,
    anywhere: true,
    series,
    produce(number, fromMs, toMs, into) {
      const one = series[number];
      if (one === undefined) return;
      const offsetMs = originMs + dataset.scrapeOffsetMs(one.target, STEP);
      const room = Math.ceil((toMs - fromMs) / stepMs) + 1;
      if (into.timesMs.length < room) {
        into.timesMs = new Float64Array(room);
        into.values = new Float64Array(room);
        into.stale = new Uint8Array(room);
      }
      const first = Math.floor((fromMs - offsetMs) / stepMs) + 1;
      for (let ms = offsetMs + first * stepMs; ms <= toMs; ms += stepMs) {
        into.timesMs[into.count] = ms;
        into.values[into.count++] = one.value((ms - originMs) / 1000);
      }
    },
  });
  const end = dataset.START + days * dataset.DAY;
  const panel = {
    id: "history",
    expr: `histogram_quantile(0.99, sum by(job,le)(rate(${family?.name}_bucket[5m])))`,
    start: end - days * dataset.DAY + 3600,
    end,
    step: 3600,
  };
  const { coldMs: firstMs, samples } = timeQuery(history, panel, 1);
  const { medianMs: againMs } = timeQuery(history, panel, 5);
  return { series: series.length, samples, firstMs, againMs, cachedBytes: history.cachedBytes };
}

/** Median time in milliseconds of one tick of 50 rules over the store's series. */
export function timeRules(store: SeriesStore, atSeconds: number): number {
  const rules = Array.from({ length: 50 }, (_, i) =>
    i % 5 === 4
      ? `  - alert: Slow${i}\n    expr: histogram_quantile(0.99, sum by (job, le) (rate(model_latency_seconds_bucket[5m]))) > ${i}\n    for: 5m`
      : `  - record: requests:rate${i}\n    expr: sum by (job) (rate(model_requests_total{status=~"${i % 2 === 0 ? "2" : "5"}.."}[${5 + i}m]))`,
  );
  const { groups } = parseRuleFile(
    `groups:\n- name: bench\n  interval: 15s\n  rules:\n${rules.join("\n")}\n`,
    "bench.yml",
  );
  const manager = new RuleManager();
  manager.load(groups, atSeconds * 1000 - 600_000);
  const append = appendTo(new SeriesStore());
  const taken: number[] = [];
  for (let tick = 0; tick < 40; tick++) {
    const atMs = manager.nextEvaluationMs();
    const started = now();
    manager.evaluate(atMs, store, append);
    taken.push(now() - started);
  }
  return median(taken);
}
