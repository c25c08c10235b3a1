import { quoteGo } from "../promql/parse/go-quote.ts";
import type { LogLine } from "../world-types.ts";

/**
 * The text that Loki stores for a line. Servers write one JSON object; the event exporter writes logfmt, as
 * Grafana Alloy's `loki.source.kubernetes_events` does; the delivery pipeline writes plain words.
 */
export function lineBody(line: LogLine): string {
  if (line.fields.msg !== undefined) return JSON.stringify(line.fields);
  if (line.labels.container !== "kubernetes-events") return line.text;
  let body = "";
  for (const [key, value] of Object.entries(line.fields)) body += `${key}=${logfmtValue(String(value))} `;
  return `${body}msg=${logfmtValue(line.text)}`;
}

function logfmtValue(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : quoteGo(text);
}
