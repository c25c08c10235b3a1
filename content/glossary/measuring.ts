import type { GlossaryTerm } from "./term.ts";

/** How values come to be: metrics, their types, and the server that keeps them. */
export const measuring: readonly GlossaryTerm[] = [
  {
    id: "time-series",
    term: "Time series",
    words: ["series"],
    text: "Values with times, under one set of labels. Change a single label value and you have another series, with its own place in memory and on disk.",
    source: { title: "Prometheus: data model", url: "https://prometheus.io/docs/concepts/data_model/" },
  },
  {
    id: "label",
    term: "Label",
    words: ["label"],
    text: "A name and a value that tell one series from another, such as the pod or the status code. Labels are for what you group by; an id that never comes twice belongs in a log line or a span.",
    source: { title: "Prometheus: naming", url: "https://prometheus.io/docs/practices/naming/#labels" },
  },
  {
    id: "counter",
    term: "Counter",
    words: ["counter"],
    text: "A number that only rises, and starts again at 0 when its process does. Its height says little; its rate says how fast something happens.",
    source: {
      title: "Prometheus: metric types",
      url: "https://prometheus.io/docs/concepts/metric_types/#counter",
    },
  },
  {
    id: "gauge",
    term: "Gauge",
    words: ["gauge"],
    text: "A number that rises and falls, such as memory in use. You read it as it is; a rate of it means nothing.",
    source: {
      title: "Prometheus: metric types",
      url: "https://prometheus.io/docs/concepts/metric_types/#gauge",
    },
  },
  {
    id: "histogram",
    term: "Histogram",
    words: ["histogram"],
    text: "Counters of how many observations were at most this large, one for each bound, with their sum and their count. Unlike an average or a ready-made percentile, those of many pods can be added up.",
    source: {
      title: "Prometheus: histograms and summaries",
      url: "https://prometheus.io/docs/practices/histograms/",
    },
  },
  {
    id: "bucket",
    term: "Bucket",
    words: ["bucket"],
    text: "One counter of a histogram: observations up to its bound, the label `le`. Each bucket also counts all that the smaller ones count, so two neighbours are subtracted, never added.",
    source: {
      title: "Prometheus: histograms and summaries",
      url: "https://prometheus.io/docs/practices/histograms/",
    },
  },
  {
    id: "quantile",
    term: "Quantile, percentile",
    words: ["quantile", "percentile", "p99"],
    text: "The value that a share of all observations stays under: p99 is the latency that 99 of 100 requests beat. From a histogram it is an estimate, as exact as the bucket it falls in is narrow.",
    source: {
      title: "Prometheus: errors of quantile estimation",
      url: "https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation",
    },
  },
  {
    id: "exemplar",
    term: "Exemplar",
    words: ["exemplar"],
    text: "One real request kept beside a bucket's count, with the id of its trace. It leads from a spike in a chart to a request that was in it, without an id in any label.",
    source: {
      title: "OpenMetrics: exemplars",
      url: "https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#exemplars",
    },
  },
  {
    id: "scrape",
    term: "Scrape",
    words: ["scrape"],
    text: "Prometheus asks each target for its present values at a fixed interval and stores the answer. What happens and ends between two scrapes leaves a trace only in counters.",
    source: {
      title: "Prometheus: jobs and instances",
      url: "https://prometheus.io/docs/concepts/jobs_instances/",
    },
  },
  {
    id: "span",
    term: "Span, trace",
    words: ["span", "trace"],
    text: "A span is one piece of work with a start, an end and attributes; a trace is all spans of one request, each knowing its parent. A trace says where the time went in that request, never how many requests there were.",
    source: { title: "OpenTelemetry: traces", url: "https://opentelemetry.io/docs/concepts/signals/traces/" },
  },
];
