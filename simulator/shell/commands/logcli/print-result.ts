import type { LogqlSuccess, ResultLine } from "../../../logql/query-types.ts";
import { isoTime } from "../../../logs/iso-time.ts";
import { goFixed, goQuote } from "../../../promql/engine/go-text.ts";
import { Labels } from "../../../tsdb/labels.ts";
import { rfc3339 } from "../../times.ts";

export interface PrintOptions {
  readonly mode: "default" | "raw" | "jsonl";
  readonly noLabels: boolean;
  readonly commonLabels: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What logcli writes for a result: lines to standard output, remarks for standard error. */
export interface Printed {
  readonly stdout: string;
  readonly remarks: readonly string[];
}

/** `{level="error", service="api"}`, as logcli and Go's Loki client print a label set. */
export function labelSetText(labels: Labels): string {
  return `{${labels.pairs.map(([name, value]) => `${name}=${goQuote(value)}`).join(", ")}}`;
}

/** Prints a result as logcli does; metric results are indented JSON. The closing newline of JSON is ours. */
export function printResult(result: LogqlSuccess, options: PrintOptions): Printed {
  if (result.resultType === "streams") return printLines(result.lines, options);
  const value = (timeMs: number | undefined, number: number | undefined): [number, string] => [
    (timeMs ?? 0) / 1000,
    goFixed(number ?? Number.NaN),
  ];
  const [first] = result.series;
  const body =
    result.resultType === "scalar"
      ? value(first?.timesMs[0], first?.values[0])
      : result.series.map(({ labels, timesMs, values }) => {
          const metric = labels.toRecord();
          if (result.resultType === "vector") return { metric, value: value(timesMs[0], values[0]) };
          return { metric, values: [...values].map((number, i) => value(timesMs[i], number)) };
        });
  return { stdout: `${JSON.stringify(body, null, 2)}\n`, remarks: [] };
}

function printLines(lines: readonly ResultLine[], options: PrintOptions): Printed {
  const common = commonLabels(lines, options);
  const remarks: string[] = [];
  if (common.pairs.length > 0) remarks.push(`Common labels: ${labelSetText(common)}`);
  if (options.exclude.length > 0) remarks.push(`Ignoring labels key: ${options.exclude.join(",")}`);
  if (options.include.length > 0) remarks.push(`Print only labels key: ${options.include.join(",")}`);
  const shown = lines.map((line) => {
    let { labels } = line;
    if (!options.commonLabels) labels = labels.without(common.pairs.map(([name]) => name));
    if (options.include.length > 0) labels = labels.only(options.include);
    return { ...line, labels: labels.without(options.exclude) };
  });
  const width = shown.reduce((most, { labels }) => Math.max(most, labelSetText(labels).length), 0);
  return { stdout: shown.map((line) => lineText(line, width, options)).join(""), remarks };
}

function lineText({ labels, atMs, line }: ResultLine, width: number, options: PrintOptions): string {
  if (options.mode === "raw") return `${line}\n`;
  if (options.mode === "jsonl") {
    const entry = {
      ...(options.noLabels ? {} : { labels: labels.toRecord() }),
      line,
      timestamp: isoTime(atMs),
    };
    // Go's JSON is safe inside HTML.
    const text = JSON.stringify(entry).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
    return `${text}\n`;
  }
  const stamp = rfc3339(Math.floor(atMs));
  if (options.noLabels) return `${stamp} ${line.trim()}\n`;
  return `${stamp} ${labelSetText(labels).padEnd(width)} ${line.trim()}\n`;
}

function commonLabels(lines: readonly ResultLine[], options: PrintOptions): Labels {
  const [first, ...others] = lines;
  if (first === undefined) return Labels.empty;
  const shared = first.labels.pairs.filter(([name, value]) =>
    others.every(({ labels }) => labels.get(name) === value),
  );
  const names = shared.map(([name]) => name).filter((name) => !options.include.includes(name));
  return first.labels.only(names);
}
