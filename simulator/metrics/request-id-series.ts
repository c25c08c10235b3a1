import { latencyBucketsSeconds } from "../cluster/state.ts";
import type { MetricDefinition } from "./metric-definition.ts";
import type { HistogramSamples, Sample, SampleFactory } from "./sample.ts";

/** One answered request as a histogram with the label `request_id` sees it. */
export interface LabelledRequest {
  readonly requestId: string;
  readonly latencySeconds: number;
}

/** Digits of the id that the label carries: the lesson's `request_id[:8]`. */
const DIGITS = 8;

/**
 * The histogram of a release that made the request id a label. A client library keeps one child for each label
 * set it has ever seen, and no request is ever observed again under an old id: its buckets never rise.
 */
export class RequestIdSeries {
  private readonly factory: SampleFactory;
  private readonly metric: MetricDefinition;
  private readonly own: Readonly<Record<string, string>>;
  private readonly children = new Map<string, HistogramSamples>();
  private readonly all: Sample[] = [];

  constructor(factory: SampleFactory, metric: MetricDefinition, own: Readonly<Record<string, string>>) {
    this.factory = factory;
    this.metric = metric;
    this.own = own;
  }

  /** Every series so far, in the order of their requests. */
  get samples(): readonly Sample[] {
    return this.all;
  }

  /** Counts a request; two of four thousand million ids may agree, and then share their series. */
  observe({ requestId, latencySeconds }: LabelledRequest): void {
    const request_id = requestId.slice(0, DIGITS);
    let child = this.children.get(request_id);
    if (child === undefined) {
      const labels = { ...this.own, request_id };
      child = this.factory.histogram(this.metric, labels, latencyBucketsSeconds);
      this.children.set(request_id, child);
      this.all.push(...child.buckets, child.sum, child.count);
    }
    child.buckets.forEach((bucket, i) => {
      if (latencySeconds <= (latencyBucketsSeconds[i] ?? Number.POSITIVE_INFINITY)) bucket.value++;
    });
    child.sum.value += latencySeconds;
    child.count.value++;
  }
}
