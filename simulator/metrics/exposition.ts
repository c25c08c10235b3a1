import { goFloat } from "../promql/engine/go-text.ts";
import type { Sample } from "./sample.ts";

/**
 * The text an exporter answers `GET /metrics` with, format version 0.0.4: HELP and TYPE once per family,
 * then its samples. `samples` must list each family in one run.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function expositionText(samples: readonly Sample[]): string {
  const lines: string[] = [];
  let family = "";
  for (const sample of samples) {
    const { metric } = sample;
    if (metric.name !== family) {
      family = metric.name;
      lines.push(`# HELP ${family} ${escapeHelp(metric.help)}`, `# TYPE ${family} ${metric.type}`);
    }
    lines.push(`${sample.name}${labelText(sample.exposed)} ${goFloat(sample.value)}`);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function labelText(labels: readonly (readonly [string, string])[]): string {
  if (labels.length === 0) return "";
  return `{${labels.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(",")}}`;
}

function escapeValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
