import { latencyBucketsSeconds } from "../cluster/state.ts";
import type { Labels } from "../tsdb/labels.ts";
import type { Exemplar } from "../tsdb/sample-source.ts";
import type { PodHistory } from "./request-history.ts";
import { type RequestContext, type SampledRequest, sampledRequests } from "./sampled-request.ts";

/** Exemplars a server keeps over all series; older ones are pushed out (as `SeriesStore` has it). */
const CAPACITY = 10_000;

/** One scrape of a serving pod that carried exemplars. */
interface Scrape {
  readonly atMs: number;
  readonly pod: PodHistory;
  /** Labels of the histogram's bucket series, `+Inf` last. */
  readonly buckets: readonly Labels[];
}

/**
 * The exemplars that scrapes brought along: per bucket, the newest sampled request since the scrape before.
 * Which scrapes there were is noted as they happen; the requests are looked up when somebody asks.
 */
export class ExemplarLog {
  private readonly scrapes: Scrape[] = [];
  private readonly found: Exemplar[] = [];
  private done = 0;
  private readonly context: RequestContext;
  private readonly scrapeSeconds: number;
  private readonly observeFailures: boolean;

  /** `observeFailures`: whether failed requests are observed in the latency histogram. */
  constructor(context: RequestContext, scrapeIntervalMs: number, observeFailures: boolean) {
    this.context = context;
    this.scrapeSeconds = scrapeIntervalMs / 1000;
    this.observeFailures = observeFailures;
  }

  note(scrape: Scrape): void {
    this.scrapes.push(scrape);
  }

  /** Oldest scrape first, within a scrape by bucket. */
  all(): readonly Exemplar[] {
    for (; this.done < this.scrapes.length; this.done++) {
      const scrape = this.scrapes[this.done];
      if (scrape !== undefined) this.found.push(...this.exemplarsOf(scrape));
    }
    if (this.found.length > CAPACITY) this.found.splice(0, this.found.length - CAPACITY);
    return this.found;
  }

  private exemplarsOf({ atMs, pod, buckets }: Scrape): Exemplar[] {
    const newest: (SampledRequest | undefined)[] = buckets.map(() => undefined);
    const end = Math.floor(atMs / 1000);
    for (let second = end - this.scrapeSeconds; second < end; second++) {
      for (const request of sampledRequests(pod, second, this.context)) {
        if (request.fact.outcome !== "ok" && !this.observeFailures) continue;
        newest[bucketOf(request.fact.latencySeconds)] = request;
      }
    }
    const exemplars: Exemplar[] = [];
    buckets.forEach((series, i) => {
      const request = newest[i];
      if (request === undefined) return;
      const labels = { trace_id: request.traceId };
      exemplars.push({ series, labels, timeMs: request.endMs, value: request.fact.latencySeconds });
    });
    return exemplars;
  }
}

/** Index of the smallest bucket that counts a latency; the last one is `+Inf`. */
function bucketOf(latencySeconds: number): number {
  let i = 0;
  while (i < latencyBucketsSeconds.length && latencySeconds > (latencyBucketsSeconds[i] ?? 0)) i++;
  return i;
}
