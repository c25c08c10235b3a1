import { MINUTE } from "../kernel/units.ts";
import type { MonitoringSpec } from "./scenario.ts";

/**
 * The rule file as the team shipped it, mistakes included: GPUMemoryExhaustion selects a metric nobody
 * exports, HighModelErrorRate a status no server sends, HighModelLatency waits a quarter of an hour.
 */
const rulesText = `groups:
  - name: model-serving
    interval: 15s
    rules:
      - alert: GPUMemoryExhaustion
        expr: gpu_memory_used_bytes / gpu_memory_total_bytes > 0.95
        for: 10m
        labels:
          severity: warning
          team: ml-platform
        annotations:
          summary: "GPU {{ $labels.gpu_id }} of {{ $labels.pod }} is nearly out of memory"
      - alert: HighModelLatency
        expr: histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="ml-serving"}[2m]))) > 0.5
        for: 15m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "p99 latency of model serving is {{ $value | humanizeDuration }}"
      - alert: HighModelErrorRate
        expr: |
          sum(rate(http_requests_total{job="ml-serving",status="error"}[5m]))
            / sum(rate(http_requests_total{job="ml-serving"}[5m])) > 0.05
        for: 5m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "{{ $value | humanizePercentage }} of requests to model serving fail"
      - alert: ModelServingDown
        expr: up{job="ml-serving"} == 0
        for: 1m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "{{ $labels.pod }} cannot be scraped"
`;

const alertmanagerText = `route:
  receiver: team-channel
  group_by: [alertname]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
    - matchers:
        - severity="critical"
      receiver: on-call
      group_wait: 10s
receivers:
  - name: team-channel
    slack_configs:
      - channel: "#ml-platform-alerts"
        api_url: http://chat.internal/hooks/ml-platform
  - name: on-call
    pagerduty_configs:
      - routing_key: ml-platform-primary
`;

/** Monitoring of the incident's cluster (06 section 4.2). */
export const flagshipMonitoring: MonitoringSpec = {
  scrapeIntervalMs: 15_000,
  evaluationIntervalMs: 15_000,
  memoryLimitBytes: 268_435_456,
  dcgmRefreshMs: 30_000,
  rulesText,
  alertmanagerText,
  externalLabels: { region: "us-west", cluster: "ml-production" },
  escalation: { receiver: "on-call", to: "on-call-secondary", afterMs: 15 * MINUTE },
};
