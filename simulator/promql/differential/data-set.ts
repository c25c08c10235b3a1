import { mix } from "./random.ts";

/**
 * Three hours of a small service as an OpenMetrics file that Prometheus and our store both read: counters with
 * resets, gauges, classic histograms, targets that vanish and come back, odd values and odd label values.
 *
 * Every target is scraped at its own time that is never a whole second, while all query times, ranges, offsets
 * and steps are. No sample lies on the edge of a window, so closed windows (Prometheus 2) and left-open ones
 * (Prometheus 3) hold the same samples.
 */

/** First and last second of the data, Unix time. */
export const DATA_START = 1_750_003_200;
export const DATA_END = DATA_START + 10_800;

interface Target {
  readonly id: number;
  readonly job: string;
  readonly instance: string;
  /** Seconds between scrapes. */
  readonly interval: number;
  /** Seconds from the start of the data at which the process began anew. */
  readonly restarts: readonly number[];
  /** Stretches without samples, in seconds from the start of the data. */
  readonly down: readonly (readonly [from: number, to: number])[];
  /** One scrape in so many is missed; 0 for none. */
  readonly missesOneIn: number;
}

const target = (id: number, job: string, instance: string, rest: Partial<Target> = {}): Target => ({
  id,
  job,
  instance,
  interval: 15,
  restarts: [],
  down: [],
  missesOneIn: 0,
  ...rest,
});

const SERVERS: readonly Target[] = [
  target(1, "api", "api-0", { restarts: [1900, 5400] }),
  target(2, "api", "api-1", { restarts: [3120], down: [[2400, 3120]] }),
  target(3, "api", "api-2", { down: [[0, 1800]] }),
  target(4, "web", "web-0", { restarts: [4800], missesOneIn: 9 }),
  target(5, "web", "web-1", { down: [[8100, 99_999]] }),
];
const NODES: readonly Target[] = [
  target(6, "node", "node-0", { interval: 30 }),
  target(7, "node", "node-1", { interval: 30, down: [[6000, 6200]] }),
  target(8, "node", "node-2", { interval: 60, missesOneIn: 5 }),
];
const PROBE = target(9, "probe", "probe-0", { interval: 30 });

/** One sample of a series: the value at a scrape, given what the last scrape gave since the restart. */
type NextValue = (scrape: { readonly seconds: number; readonly before: number | undefined }) => number;

interface Series {
  readonly target: Target;
  readonly labels: Readonly<Record<string, string>>;
  readonly next: NextValue;
}

interface Family {
  readonly name: string;
  readonly type: string;
  /** Series by sample name; a histogram has three. */
  readonly samples: readonly { readonly name: string; readonly series: readonly Series[] }[];
}

const share = (n: number): number => mix(n) / 2 ** 32;

/**
 * A counter that grows unevenly. It starts well above zero, as if it had run before the first scrape; how a
 * younger counter is extrapolated has changed since 2.42.
 */
function counter(id: number, perSecond: number, interval: number): NextValue {
  const start = Math.ceil(perSecond * interval * 5) + 5;
  return ({ seconds, before }) =>
    before === undefined
      ? start
      : before + Math.floor(perSecond * interval * 2 * share(id * 7919 + seconds) + share(id * 31 + seconds));
}

/** A counter that starts from zero; queries that take its rate show the changed extrapolation. */
function youngCounter(id: number): NextValue {
  return ({ seconds, before }) => (before === undefined ? 1 : before + (share(id + seconds) < 0.3 ? 2 : 1));
}

function gauge(id: number, low: number, high: number, places: number): NextValue {
  const scale = 10 ** places;
  return ({ seconds, before }) => {
    const jump = (share(id * 104_729 + seconds) - 0.5) * (high - low) * 0.2;
    const value = (before ?? low + (high - low) * share(id)) + jump;
    return Math.round(Math.max(low, Math.min(high, value)) * scale) / scale;
  };
}

function requests(): Family {
  const series: Series[] = [];
  SERVERS.forEach((one, t) => {
    ["GET", "POST"].forEach((method, m) => {
      [
        ["200", 9],
        ["404", 0.8],
        ["500", 0.05],
      ].forEach(([code, rate], c) => {
        const id = t * 100 + m * 10 + c;
        const perSecond = Number(rate) * (0.5 + share(id));
        series.push({
          target: one,
          labels: { method, code: String(code) },
          next: counter(id, perSecond, one.interval),
        });
      });
    });
  });
  return { name: "http_requests", type: "counter", samples: [{ name: "http_requests_total", series }] };
}

const BOUNDS = ["0.1", "0.5", "1.0", "2.5", "+Inf"];

function latency(): Family {
  const growth = (id: number, seconds: number, bucket: number): number =>
    Math.floor(share(id * 977 + seconds * 8 + bucket) * (6 - bucket));
  const upTo =
    (id: number, last: number): NextValue =>
    ({ seconds, before }) => {
      let grown = 0;
      for (let bucket = 0; bucket <= last; bucket++) grown += growth(id, seconds, bucket);
      return (before ?? 100 * (last + 1)) + grown;
    };
  const buckets: Series[] = [];
  const sums: Series[] = [];
  const counts: Series[] = [];
  SERVERS.forEach((one, t) => {
    const id = 500 + t;
    BOUNDS.forEach((le, last) => {
      buckets.push({ target: one, labels: { le }, next: upTo(id, last) });
    });
    counts.push({ target: one, labels: {}, next: upTo(id, BOUNDS.length - 1) });
    sums.push({
      target: one,
      labels: {},
      next: ({ seconds, before }) => (before ?? 60) + Math.round(share(id * 13 + seconds) * 9000) / 1000,
    });
  });
  return {
    name: "request_seconds",
    type: "histogram",
    samples: [
      { name: "request_seconds_bucket", series: buckets },
      { name: "request_seconds_sum", series: sums },
      { name: "request_seconds_count", series: counts },
    ],
  };
}

function gauges(): readonly Family[] {
  const of = (name: string, series: readonly Series[]): Family => ({
    name,
    type: "gauge",
    samples: [{ name, series }],
  });
  const temperature = NODES.flatMap((one, t) =>
    ["cpu", "disk", "fan"].map((sensor, s) => ({
      target: one,
      labels: { sensor },
      next: gauge(700 + t * 10 + s, -15, 85, 3),
    })),
  );
  const memory = NODES.map((one, t) => ({
    target: one,
    labels: {},
    next: ({ seconds }: { seconds: number }) => 4096 * Math.floor(2e6 + 1e6 * share(800 + t + seconds * 3)),
  }));
  const queue = SERVERS.flatMap((one, t) =>
    ["high", "low"].map((queue, q) => ({
      target: one,
      labels: { queue },
      next: gauge(900 + t * 10 + q, 0, 12, 0),
    })),
  );
  const build = SERVERS.map((one, t) => ({
    target: one,
    labels: { version: `1.${t % 2}`, region: t < 3 ? "eu" : "us" },
    next: () => 1,
  }));
  const up = [...SERVERS, ...NODES].map((one, t) => ({
    target: one,
    labels: {},
    next: ({ seconds }: { seconds: number }) => (share(t * 57 + seconds) < 0.04 ? 0 : 1),
  }));
  return [
    of("temperature_celsius", temperature),
    of("memory_bytes", memory),
    of("queue_depth", queue),
    of("build_info", build),
    of("up", up),
  ];
}

const ODD_VALUES: readonly (readonly [string, NextValue])[] = [
  ["nan", ({ seconds }) => (share(seconds) < 0.3 ? Number.NaN : 3)],
  ["inf", ({ seconds }) => (share(seconds + 1) < 0.3 ? Number.POSITIVE_INFINITY : 7)],
  ["minus-inf", ({ seconds }) => (share(seconds + 2) < 0.3 ? Number.NEGATIVE_INFINITY : -7)],
  ["minus-zero", () => -0],
  ["tiny", ({ seconds }) => 1e-300 * (1 + share(seconds + 3))],
  ["huge", ({ seconds }) => (share(seconds + 4) < 0.5 ? 1 : -1) * 1e17],
  ["small", ({ seconds }) => 1 + share(seconds + 5)],
];
const ODD_LABELS = ["plain", 'say "hi"', "back\\slash", "two\nlines", "grüße", "日本", "🙂", "a.b", "x|y"];

function oddities(): readonly Family[] {
  const values = ODD_VALUES.map(([kind, next]) => ({ target: PROBE, labels: { kind }, next }));
  const labels = ODD_LABELS.map((text, i) => ({ target: PROBE, labels: { text }, next: () => i + 1 }));
  const young = [0, 1, 2, 3].map((i) => ({
    target: target(20 + i, "young", `young-${i}`, { down: [[0, 600 + 1900 * i]] }),
    labels: {},
    next: youngCounter(1000 + i * 77),
  }));
  return [
    { name: "odd_values", type: "gauge", samples: [{ name: "odd_values", series: values }] },
    { name: "odd_labels", type: "gauge", samples: [{ name: "odd_labels", series: labels }] },
    { name: "young", type: "counter", samples: [{ name: "young_total", series: young }] },
  ];
}

function isUp({ id, down, missesOneIn }: Target, seconds: number): boolean {
  if (down.some(([from, to]) => seconds >= from && seconds < to)) return false;
  return missesOneIn === 0 || mix(id * 65_537 + seconds) % missesOneIn !== 0;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function writeSeries(lines: string[], name: string, { target: one, labels, next }: Series): void {
  const pairs = Object.entries({ job: one.job, instance: one.instance, ...labels });
  const head = `${name}{${pairs.map(([label, value]) => `${label}="${escapeLabel(value)}"`).join(",")}}`;
  const offsetMs = 1000 * (mix(one.id) % one.interval) + 1 + (mix(one.id * 3) % 998);
  let before: number | undefined;
  let scraped = Number.NEGATIVE_INFINITY;
  for (let seconds = 0; seconds < DATA_END - DATA_START; seconds += one.interval) {
    if (one.restarts.some((at) => scraped < at && at <= seconds)) before = undefined;
    if (!isUp(one, seconds)) continue;
    before = next({ seconds, before });
    scraped = seconds;
    const time = (DATA_START * 1000 + seconds * 1000 + offsetMs) / 1000;
    lines.push(`${head} ${valueText(before)} ${time.toFixed(3)}`);
  }
}

/** The whole data set as OpenMetrics text; the same on every machine. */
export function openMetricsText(): string {
  const lines: string[] = [];
  for (const { name, type, samples } of [requests(), latency(), ...gauges(), ...oddities()]) {
    lines.push(`# TYPE ${name} ${type}`);
    for (const one of samples) for (const series of one.series) writeSeries(lines, one.name, series);
  }
  return `${lines.join("\n")}\n# EOF\n`;
}
