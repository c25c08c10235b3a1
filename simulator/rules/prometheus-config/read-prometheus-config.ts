import type { RelabelConfig } from "../relabel/relabel-config.ts";
import { DecodeFailure, GoDecoder } from "../yaml/decode.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import type { PrometheusConfig, ScrapeJob } from "./prometheus-config.ts";
import { type RawScrapeJob, readScrapeConfig } from "./read-scrape-config.ts";
import { accepted, readLabelSet, readRelabelList } from "./read-section.ts";

export type PrometheusConfigResult =
  | { readonly ok: true; readonly config: PrometheusConfig }
  | {
      readonly ok: false;
      /** Prometheus's own text, without the file name. */
      readonly error: string;
      /** Line of the cause, from 1. */
      readonly line: number;
    };

/** Defaults of `global`. Source: config/config.go, `DefaultGlobalConfig`. */
const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/** Only the last part of a rule file's path may hold a `*`. Source: config/config.go, `patRulePath`. */
const RULE_PATH = /^[^*]*(\*[^/]*)?$/;

/**
 * Loads a `prometheus.yml` as `promtool check config` does: unknown fields, wrong types and impossible
 * settings are errors in its words. Sections that neither choose series nor label them (remote storage,
 * tracing, TLS and so on) are accepted without a look inside; the real loader reads those strictly too.
 */
export function readPrometheusConfig(text: string): PrometheusConfigResult {
  const yaml = readYaml(text, { anchors: true });
  if (yaml.problem !== undefined) return { ok: false, error: yaml.problem.text, line: yaml.problem.line };
  const decoder = new GoDecoder("v2", true);
  try {
    const parts = decodeParts(decoder, yaml.root);
    const error = decoder.errorText();
    if (error !== undefined) return { ok: false, error, line: decoder.complaints[0]?.node.line ?? 1 };
    return { ok: true, config: assemble(parts) };
  } catch (failure) {
    if (failure instanceof DecodeFailure)
      return { ok: false, error: failure.message, line: failure.node.line };
    throw failure;
  }
}

interface Parts {
  global: { intervalMs: number; timeoutMs: number; evaluationMs: number };
  externalLabels: ReadonlyMap<string, string>;
  ruleFiles: { path: string; node: YamlNode }[];
  alertRelabelConfigs: RelabelConfig[];
  alertmanagers: number;
  jobs: RawScrapeJob[];
}

function decodeParts(decoder: GoDecoder, root: YamlNode | undefined): Parts {
  const parts: Parts = {
    global: {
      intervalMs: DEFAULT_INTERVAL_MS,
      timeoutMs: DEFAULT_TIMEOUT_MS,
      evaluationMs: DEFAULT_INTERVAL_MS,
    },
    externalLabels: new Map(),
    ruleFiles: [],
    alertRelabelConfigs: [],
    alertmanagers: 0,
    jobs: [],
  };
  if (root === undefined) return parts;
  decoder.struct(root, "config.plain", {
    ...accepted(
      "remote_write",
      "remote_read",
      "storage",
      "tracing",
      "otlp",
      "runtime",
      "scrape_config_files",
    ),
    global: (value) => readGlobal(decoder, value, parts),
    alerting: (value) => readAlerting(decoder, value, parts),
    rule_files: (value) => {
      parts.ruleFiles = decoder.list(value, "[]string", (node) => ({ path: decoder.string(node), node }));
    },
    scrape_configs: (value) => {
      parts.jobs = decoder.list(value, "[]*config.ScrapeConfig", (item) => readScrapeConfig(decoder, item));
    },
  });
  return parts;
}

function readGlobal(decoder: GoDecoder, node: YamlNode, parts: Parts): void {
  let intervalMs = 0;
  let timeoutMs = 0;
  let evaluationMs = 0;
  decoder.struct(node, "config.plain", {
    ...accepted(
      "query_log_file",
      "scrape_failure_log_file",
      "scrape_protocols",
      "rule_query_offset",
      "body_size_limit",
      "sample_limit",
      "target_limit",
      "label_limit",
      "label_name_length_limit",
      "label_value_length_limit",
      "keep_dropped_targets",
      "metric_name_validation_scheme",
      "scrape_native_histograms",
      "always_scrape_classic_histograms",
    ),
    scrape_interval: (value) => {
      intervalMs = decoder.duration(value);
    },
    scrape_timeout: (value) => {
      timeoutMs = decoder.duration(value);
    },
    evaluation_interval: (value) => {
      evaluationMs = decoder.duration(value);
    },
    external_labels: (value) => {
      parts.externalLabels = readLabelSet(decoder, value);
    },
  });
  if (intervalMs === 0) intervalMs = DEFAULT_INTERVAL_MS;
  if (timeoutMs > intervalMs)
    throw new DecodeFailure("global scrape timeout greater than scrape interval", node);
  parts.global = {
    intervalMs,
    timeoutMs: timeoutMs === 0 ? Math.min(DEFAULT_TIMEOUT_MS, intervalMs) : timeoutMs,
    evaluationMs: evaluationMs === 0 ? DEFAULT_INTERVAL_MS : evaluationMs,
  };
}

function readAlerting(decoder: GoDecoder, node: YamlNode, parts: Parts): void {
  decoder.struct(node, "config.plain", {
    alert_relabel_configs: (value) => {
      parts.alertRelabelConfigs = readRelabelList(decoder, value, "empty or null alert relabeling rule");
    },
    alertmanagers: (value) => {
      // Which of their many fields exist is not checked here; the entries are only counted.
      parts.alertmanagers = decoder.list(value, "config.AlertmanagerConfigs", () => 1).length;
    },
  });
}

/** The checks of the whole file, in Prometheus's order. */
function assemble(parts: Parts): PrometheusConfig {
  for (const { path, node } of parts.ruleFiles) {
    if (!RULE_PATH.test(path)) throw new DecodeFailure(`invalid rule file path "${path}"`, node);
  }
  const names = new Set<string>();
  const jobs = parts.jobs.map((raw): ScrapeJob => {
    const { node, ...job } = raw;
    const intervalMs = job.intervalMs === 0 ? parts.global.intervalMs : job.intervalMs;
    if (job.timeoutMs > intervalMs) {
      const text = `scrape timeout greater than scrape interval for scrape config with job name "${job.name}"`;
      throw new DecodeFailure(text, node);
    }
    if (names.has(job.name))
      throw new DecodeFailure(`found multiple scrape configs with job name "${job.name}"`, node);
    names.add(job.name);
    const timeoutMs = job.timeoutMs === 0 ? Math.min(parts.global.timeoutMs, intervalMs) : job.timeoutMs;
    return { ...job, intervalMs, timeoutMs };
  });
  return {
    externalLabels: parts.externalLabels,
    evaluationIntervalMs: parts.global.evaluationMs,
    ruleFiles: parts.ruleFiles.map(({ path }) => path),
    alertRelabelConfigs: parts.alertRelabelConfigs,
    alertmanagers: parts.alertmanagers,
    jobs,
  };
}
