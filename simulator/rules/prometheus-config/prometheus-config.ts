import type { RelabelConfig } from "../relabel/relabel-config.ts";

/** Addresses written into the file, with labels for all of them. */
export interface StaticGroup {
  readonly targets: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
}

/** Limits of one scrape; 0 is none. Beyond any of them the whole scrape fails. */
export interface ScrapeLimits {
  readonly samples: number;
  readonly labels: number;
  readonly labelNameLength: number;
  readonly labelValueLength: number;
  /** Targets of the job after relabelling; beyond it every target fails. */
  readonly targets: number;
}

/** One entry of `scrape_configs` with its defaults filled in. */
export interface ScrapeJob {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly metricsPath: string;
  readonly scheme: string;
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  readonly limits: ScrapeLimits;
  readonly staticGroups: readonly StaticGroup[];
  /** Paths of `file_sd_configs`; the last part may hold one `*`. */
  readonly files: readonly string[];
  /** Other kinds of service discovery the job names: they load, and find nothing in this cluster. */
  readonly otherDiscovery: readonly string[];
  readonly relabelConfigs: readonly RelabelConfig[];
  readonly metricRelabelConfigs: readonly RelabelConfig[];
  readonly line: number;
}

/** What of a `prometheus.yml` decides which series are kept and under which labels. */
export interface PrometheusConfig {
  readonly externalLabels: ReadonlyMap<string, string>;
  readonly evaluationIntervalMs: number;
  readonly ruleFiles: readonly string[];
  readonly alertRelabelConfigs: readonly RelabelConfig[];
  /** Entries of `alerting.alertmanagers`. */
  readonly alertmanagers: number;
  readonly jobs: readonly ScrapeJob[];
}
