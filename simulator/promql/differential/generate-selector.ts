import { DATA_END, DATA_START } from "./data-set.ts";
import type { Random } from "./random.ts";

/** What a metric of the data set is good for. */
export type MetricKind = "counter" | "young" | "bucket" | "gauge" | "integer" | "odd";

interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  /** Values by label name. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const SERVER = { job: ["api", "web"], instance: ["api-0", "api-1", "api-2", "web-0", "web-1"] };
const NODE = { job: ["node"], instance: ["node-0", "node-1", "node-2"] };

const METRICS: readonly Metric[] = [
  {
    name: "http_requests_total",
    kind: "counter",
    labels: { ...SERVER, method: ["GET", "POST"], code: ["200", "404", "500"] },
  },
  { name: "request_seconds_count", kind: "counter", labels: SERVER },
  { name: "request_seconds_sum", kind: "counter", labels: SERVER },
  {
    name: "request_seconds_bucket",
    kind: "bucket",
    labels: { ...SERVER, le: ["0.1", "0.5", "1.0", "2.5", "+Inf"] },
  },
  { name: "temperature_celsius", kind: "gauge", labels: { ...NODE, sensor: ["cpu", "disk", "fan"] } },
  { name: "memory_bytes", kind: "gauge", labels: NODE },
  { name: "queue_depth", kind: "integer", labels: { ...SERVER, queue: ["high", "low"] } },
  {
    name: "build_info",
    kind: "integer",
    labels: { ...SERVER, version: ["1.0", "1.1"], region: ["eu", "us"] },
  },
  {
    name: "young_total",
    kind: "young",
    labels: { job: ["young"], instance: ["young-0", "young-1", "young-2", "young-3"] },
  },
  {
    name: "odd_values",
    kind: "odd",
    labels: { job: ["probe"], kind: ["nan", "inf", "minus-inf", "minus-zero", "tiny", "huge", "small"] },
  },
  {
    name: "odd_labels",
    kind: "integer",
    labels: { job: ["probe"], text: ["plain", "two\nlines", "a.b", "x|y", "grüße", "日本"] },
  },
  {
    name: "up",
    kind: "integer",
    labels: { job: ["api", "web", "node"], instance: [...SERVER.instance, ...NODE.instance] },
  },
];

/** A selector without its modifiers, and the labels of its series. */
export interface Chosen {
  readonly text: string;
  readonly kind: MetricKind;
  readonly labels: readonly string[];
}

/** Picks a metric of one of the kinds and writes matchers for it. */
export function writeSelector(random: Random, kinds: readonly MetricKind[]): Chosen {
  const metric = random.pick(METRICS.filter(({ kind }) => kinds.includes(kind)));
  const labels = Object.keys(metric.labels);
  const matchers: string[] = [];
  for (let i = random.pick([0, 0, 0, 1, 1, 2]); i > 0; i--) matchers.push(writeMatcher(random, metric));
  const asMatcher = random.chance(0.05);
  if (asMatcher) matchers.unshift(`__name__="${metric.name}"`);
  const braces = matchers.length === 0 ? random.pick(["", "", "{}"]) : `{${matchers.join(", ")}}`;
  return { text: `${asMatcher ? "" : metric.name}${braces}`, kind: metric.kind, labels };
}

function writeMatcher(random: Random, metric: Metric): string {
  if (random.chance(0.08))
    return random.pick(['missing=""', 'missing!="x"', 'missing=~".*"', 'missing!~".+"']);
  const label = random.pick(Object.keys(metric.labels));
  const values = metric.labels[label] ?? [];
  const op = random.pick(["=", "=", "!=", "=~", "=~", "!~"]);
  if (op === "=" || op === "!=") {
    const value = random.chance(0.05) ? "nothing" : random.pick(values);
    return `${label}${op}"${value.replaceAll("\n", "\\n")}"`;
  }
  return `${label}${op}${quote(random, pattern(random, values))}`;
}

/** A regular expression that has something to do with the values. */
function pattern(random: Random, values: readonly string[]): string {
  const value = random.pick(values);
  const plain = literal(value);
  switch (random.below(9)) {
    case 0:
      return `${plain}|${literal(random.pick(values))}`;
    case 1:
      return `${literal(value.slice(0, 1))}.*`;
    case 2:
      return ".+";
    case 3:
      return ".*";
    case 4:
      return `(?:${plain}|other)`;
    case 5:
      return "[a-z]+-[02-9]";
    case 6:
      return "(?i:API-.|get|EU)";
    case 7:
      return `.*${literal(value.slice(-1))}`;
    default:
      return "[^0-4]{1,5}|\\d(\\.\\d)?0?";
  }
}

function literal(value: string): string {
  return value.replaceAll(/[+.|]/g, "\\$&").replaceAll("\n", "\\n");
}

function quote(random: Random, text: string): string {
  if (random.chance(0.15)) return `\`${text}\``;
  const escaped = text.replaceAll("\\", "\\\\");
  return random.chance(0.2) ? `'${escaped}'` : `"${escaped}"`;
}

/** Every evaluation time, `@` time and step lies this far behind a multiple of half a minute. */
const PHASE = 7;
/** Granularity in seconds of all times, ranges, offsets and steps. */
const GRAIN = 30;

/** An evaluation time inside the data, Unix seconds; now and then shortly before or after it. */
export function pickTime(random: Random): number {
  const slots = (DATA_END - DATA_START) / GRAIN;
  return DATA_START + PHASE + GRAIN * (random.below(slots + 24) - 4);
}

/** An offset and an `@` modifier, or nothing. */
export function writeModifiers(random: Random): string {
  const parts: string[] = [];
  if (random.chance(0.15))
    parts.push(`offset ${random.pick(["30s", "1m", "5m", "10m", "1h", "-2m", "-30s"])}`);
  if (random.chance(0.07)) parts.push(`@ ${random.pick(["start()", "end()", String(pickTime(random))])}`);
  if (parts.length === 2 && random.chance(0.5)) parts.reverse();
  return parts.map((part) => ` ${part}`).join("");
}
