import {
  Labels,
  parseRuleFile,
  type QueryRequest,
  query,
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
export function fillStore(dataset: Dataset, days: number): SeriesStore {
  const store = new SeriesStore();
  const endMs = (dataset.START + days * dataset.DAY) * 1000;
  for (const family of dataset.families()) {
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
export function timeQuery(store: SeriesStore, one: BenchmarkQuery, reps: number): QueryTimes {
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
