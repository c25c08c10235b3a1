import type { ClusterSpec } from "../cluster/cluster-spec.ts";
import type { CausalGraph } from "../ledger/ledger-types.ts";
import type { Action } from "../world-types.ts";

/** A story the simulator can play: the cluster, how it is watched, and what truly happens in it. */
export interface Scenario extends ClusterSpec {
  readonly title: string;
  /** Midnight UTC of the scenario's day 0. */
  readonly epochMs: number;
  /** Where a learner starts looking. */
  readonly openAtMs: number;
  /** Natural end of the story. */
  readonly endMs: number;
  readonly monitoring: MonitoringSpec;
  /** Availability objective of the service and expected requests of its 30-day period. */
  readonly slo: { readonly objective: number; readonly requestsPerPeriod: number };
  readonly causes: CausalGraph;
  /** What the people on call did when it happened; empty when nobody recorded it. */
  readonly responders: readonly Action[];
}

/** How Prometheus, Alertmanager and the pager are set up. */
export interface MonitoringSpec {
  readonly scrapeIntervalMs: number;
  readonly evaluationIntervalMs: number;
  /** Memory limit of the Prometheus container, bytes. */
  readonly memoryLimitBytes: number;
  /** dcgm-exporter refreshes its values at this interval, whatever the scrape interval. */
  readonly dcgmRefreshMs: number;
  /** Fields that dcgm-exporter's file names beyond the default ones, for example `DCGM_FI_DEV_THERMAL_VIOLATION`. */
  readonly dcgmCounters?: readonly string[];
  /** Rule file that Prometheus starts with. */
  readonly rulesText: string;
  /** Configuration file of the Alertmanager. */
  readonly alertmanagerText: string;
  readonly externalLabels: Readonly<Record<string, string>>;
  /** A page nobody acknowledges goes to a second person. */
  readonly escalation: { readonly receiver: string; readonly to: string; readonly afterMs: number };
}
