import { define, definitionOf, type MetricDefinition } from "./metric-definition.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";

/** The monitoring server about itself, and what it adds to every scrape and every alerting rule. */

const SOURCE = "https://github.com/prometheus/prometheus";
const SERVERS = 3;
const self = { level: "observability", job: "prometheus" } as const;
const rows = (file: string, table: Parameters<typeof define>[1]) =>
  define({ ...self, labels: [], source: `${SOURCE}/blob/main/${file}` }, table);

export const prometheusDefinitions: readonly MetricDefinition[] = [
  ...rows("tsdb/head.go", [
    ["prometheus_tsdb_head_series", "gauge", "1", SERVERS, "Total number of series in the head block."],
    [
      "prometheus_tsdb_head_series_created_total",
      "counter",
      "1",
      SERVERS,
      "Total number of series created in the head",
    ],
    [
      "prometheus_tsdb_head_series_removed_total",
      "counter",
      "1",
      SERVERS,
      "Total number of series removed in the head",
    ],
    [
      "prometheus_tsdb_head_samples_appended_total",
      "counter",
      "1",
      SERVERS,
      "Total number of appended samples.",
    ],
  ]),
  ...rows("rules/group.go", [
    ["prometheus_rule_evaluations_total", "counter", "1", SERVERS, "The total number of rule evaluations."],
    [
      "prometheus_rule_evaluation_failures_total",
      "counter",
      "1",
      SERVERS,
      "The total number of rule evaluation failures.",
    ],
  ]),
  ...rows("notifier/metric.go", [
    [
      "prometheus_notifications_alertmanagers_discovered",
      "gauge",
      "1",
      SERVERS,
      "The number of alertmanagers discovered and active.",
    ],
    ["prometheus_notifications_sent_total", "counter", "1", SERVERS, "Total number of alerts sent."],
  ]),
  ...rows("cmd/prometheus/main.go", [
    [
      "prometheus_config_last_reload_successful",
      "gauge",
      "1",
      SERVERS,
      "Whether the last configuration reload attempt was successful.",
    ],
    [
      "prometheus_config_last_reload_success_timestamp_seconds",
      "gauge",
      "seconds",
      SERVERS,
      "Timestamp of the last successful configuration reload.",
    ],
  ]),
  ...rows("scrape/metrics.go", [
    [
      "prometheus_target_scrape_pool_targets",
      "gauge",
      "1",
      SERVERS,
      "Current number of targets in this scrape pool.",
    ],
  ]).map((definition) => ({ ...definition, labels: ["scrape_job"], seriesBound: SERVERS * 15 })),
  ...rows("cmd/prometheus/main.go", [
    [
      "process_start_time_seconds",
      "gauge",
      "seconds",
      SERVERS,
      "Start time of the process since unix epoch in seconds.",
    ],
    ["process_resident_memory_bytes", "gauge", "bytes", SERVERS, "Resident memory size in bytes."],
  ]),
];

/** Series every scrape of every target gets from the server, whatever the exporter says. */
export const scrapeHealthDefinitions: readonly MetricDefinition[] = define(
  {
    labels: [],
    source: "https://prometheus.io/docs/concepts/jobs_instances/",
    level: "observability",
    job: "",
  },
  [
    ["up", "gauge", "1", 68, "1 when the last scrape of the target succeeded, 0 when it failed."],
    ["scrape_duration_seconds", "gauge", "seconds", 68, "Duration of the scrape."],
    ["scrape_samples_scraped", "gauge", "1", 68, "The number of samples the target exposed."],
    [
      "scrape_samples_post_metric_relabeling",
      "gauge",
      "1",
      68,
      "The number of samples remaining after metric relabeling was applied.",
    ],
    ["scrape_series_added", "gauge", "1", 68, "The approximate number of new series in this scrape."],
  ],
);

/** Series the server writes for active alerts; alert labels come on top. */
export const alertSeriesDefinitions: readonly MetricDefinition[] = define(
  {
    labels: ["alertname", "alertstate", "severity"],
    source: "https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
    level: "observability",
    job: "",
  },
  [
    ["ALERTS", "gauge", "1", 200, "1 for each active alert, by name and state."],
    ["ALERTS_FOR_STATE", "gauge", "seconds", 200, "Unix time at which the alert became active."],
  ],
);

/** What the server's own endpoint reads; every figure is kept by the part that does the work. */
export interface PrometheusFacts {
  /** Process start, milliseconds since the epoch. */
  readonly startMs: number;
  /** False while it is down or replays its log: then nothing answers on its port. */
  readonly running: boolean;
  readonly headSeries: number;
  /** Since the process started; a restart counts the series it replays. */
  readonly seriesCreated: number;
  readonly seriesRemoved: number;
  readonly residentBytes: number;
  readonly samplesAppended: number;
  readonly ruleEvaluations: number;
  readonly ruleFailures: number;
  readonly alertsSent: number;
  readonly lastReloadSuccessful: boolean;
  readonly lastReloadSuccessMs: number;
  /** Targets per job, jobs in the order of the scrape configuration. */
  readonly targetsByJob: ReadonlyMap<string, number>;
}

/** The server scraping itself. */
export class PrometheusExporter implements Exporter {
  readonly definitions = prometheusDefinitions;
  private readonly factory: SampleFactory;
  private readonly facts: () => PrometheusFacts;
  private readonly single: readonly Sample[];
  private readonly pools = new Map<string, Sample>();

  constructor(factory: SampleFactory, facts: () => PrometheusFacts) {
    this.factory = factory;
    this.facts = facts;
    this.single = prometheusDefinitions
      .filter(({ labels }) => labels.length === 0)
      .map((definition) => factory.make(definition));
  }

  reachable(): boolean {
    return this.facts().running;
  }

  collect(): readonly Sample[] {
    const facts = this.facts();
    const values: Readonly<Record<string, number>> = {
      prometheus_tsdb_head_series: facts.headSeries,
      prometheus_tsdb_head_series_created_total: facts.seriesCreated,
      prometheus_tsdb_head_series_removed_total: facts.seriesRemoved,
      prometheus_tsdb_head_samples_appended_total: facts.samplesAppended,
      prometheus_rule_evaluations_total: facts.ruleEvaluations,
      prometheus_rule_evaluation_failures_total: facts.ruleFailures,
      prometheus_notifications_alertmanagers_discovered: 1,
      prometheus_notifications_sent_total: facts.alertsSent,
      prometheus_config_last_reload_successful: facts.lastReloadSuccessful ? 1 : 0,
      prometheus_config_last_reload_success_timestamp_seconds: facts.lastReloadSuccessMs / 1000,
      process_start_time_seconds: facts.startMs / 1000,
      process_resident_memory_bytes: facts.residentBytes,
    };
    for (const sample of this.single) sample.value = values[sample.name] ?? 0;
    const pools: Sample[] = [];
    for (const [job, targets] of facts.targetsByJob) pools.push(this.pool(job, targets));
    return [...this.single, ...pools];
  }

  private pool(job: string, targets: number): Sample {
    let sample = this.pools.get(job);
    if (sample === undefined) {
      const definition = definitionOf(prometheusDefinitions, "prometheus_target_scrape_pool_targets");
      sample = this.factory.make(definition, { scrape_job: job });
      this.pools.set(job, sample);
    }
    sample.value = targets;
    return sample;
  }
}
