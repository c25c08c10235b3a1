/**
 * Builds the tables the simulator reads instead of calling exp, cos or a queueing simulation at run time:
 * powers of e for Poisson draws, the shape of a day, how a dynamically batching GPU server behaves at each
 * request rate, and what a GPU draws at each clock. `node scripts/build-tables.mjs` writes them; `--check` fails when they are stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes("--check");
let stale = 0;

function write(path, text) {
  const file = join(root, path);
  if (check) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
      console.error(`${path} is stale; run node scripts/build-tables.mjs`);
      stale++;
    }
    return;
  }
  writeFileSync(file, text);
  console.log(`wrote ${path}, ${text.length} bytes`);
}

const rows = (list) => list.map((row) => `    ${JSON.stringify(row).replaceAll(",", ", ")}`).join(",\n");

/** e^-(2^k) for 2^k from 32 down to 2^-30. */
function exponentials() {
  const steps = [];
  for (let k = 5; k >= -30; k--) steps.push([2 ** k, Math.exp(-(2 ** k))]);
  return `{\n  "steps": [\n${rows(steps)}\n  ]\n}\n`;
}

/**
 * 96 quarter-hours of a day, mean 1, peak 1.6 at 14:30 UTC and half the mean in the small hours. Real
 * services differ; this is a shape to practise on, not a measurement.
 */
function dayCurve() {
  const points = [];
  for (let i = 0; i < 96; i++) {
    const turn = (2 * Math.PI * (i - 58)) / 96;
    points.push(Number((1 + 0.55 * Math.cos(turn) + 0.05 * Math.cos(2 * turn)).toFixed(6)));
  }
  return `{\n  "quarterHours": ${JSON.stringify(points).replaceAll(",", ", ")}\n}\n`;
}

/** Mulberry32: a seeded source for this script, so that the tables come out the same on every machine. */
function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * One GPU under Poisson arrivals with greedy batching: whenever it is idle it takes everything that
 * waits, at most `maxBatch`, and works `tau0 + alpha * batch` seconds with 10 % noise.
 */
function simulateBatching({ tau0, alpha, maxBatch }, rate, requests, seed) {
  const unit = random(seed);
  const latencies = new Float64Array(requests);
  let arrival = 0;
  const arrivals = new Float64Array(requests);
  for (let i = 0; i < requests; i++) {
    arrival += -Math.log(1 - unit()) / rate;
    arrivals[i] = arrival;
  }
  let now = 0;
  let next = 0;
  let busy = 0;
  let batches = 0;
  let queued = 0;
  while (next < requests) {
    if (arrivals[next] > now) now = arrivals[next];
    let size = 0;
    while (size < maxBatch && next + size < requests && arrivals[next + size] <= now) size++;
    const noise =
      1 +
      0.1 * Math.max(-3, Math.min(3, Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())));
    const work = (tau0 + alpha * size) * noise;
    for (let i = 0; i < size; i++) {
      queued += now - arrivals[next + i];
      latencies[next + i] = now + work - arrivals[next + i];
    }
    now += work;
    busy += work;
    batches++;
    next += size;
  }
  const sorted = latencies.sort();
  const at = (q) => sorted[Math.min(requests - 1, Math.floor(q * requests))];
  const round = (x) => Number(x.toFixed(5));
  return {
    rate,
    quantiles: [at(0.0002), at(0.25), at(0.5), at(0.75), at(0.9), at(0.99), at(0.9998)].map(round),
    meanBatch: round(requests / batches),
    busy: round(Math.min(1, busy / now)),
    queueSeconds: round(queued / requests),
  };
}

const RATES = [1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 96, 112, 128, 136, 144, 148];

function serviceCurve(name, constants) {
  const list = RATES.map((rate, i) => simulateBatching(constants, rate, 200_000, 1000 + i));
  const columns = list.map((row) => [row.rate, ...row.quantiles, row.meanBatch, row.busy, row.queueSeconds]);
  return [
    "{",
    `  "model": "${name}",`,
    `  "tau0Seconds": ${constants.tau0},`,
    `  "alphaSeconds": ${constants.alpha},`,
    `  "maxBatch": ${constants.maxBatch},`,
    '  "columns": ["rate", "q0", "q25", "q50", "q75", "q90", "q99", "q100", "meanBatch", "busy", "queueSeconds"],',
    '  "rows": [',
    rows(columns),
    "  ]",
    "}",
    "",
  ].join("\n");
}

/**
 * Dynamic power of a GPU at each clock it can run at, as a share of that at the highest: voltage squared
 * times frequency. NVIDIA publishes no voltage curve. Here the voltage falls by 1.04 % for each percent of
 * clock down to 65 %, which lets a capped H100 run prefill 1.30 times as long at half its 700 W, as
 * measured (Mutinifni/splitwise-sim, data/perf_model.csv).
 */
function powerByClock() {
  const maxMHz = 1980;
  const list = [];
  for (let clock = 345; clock <= maxMHz; clock += 15) {
    const frequency = clock / maxMHz;
    const voltage = Math.max(0.65, 1 - 1.04 * (1 - frequency));
    list.push([clock, Number((voltage * voltage * frequency).toFixed(6))]);
  }
  return `{\n  "columns": ["clockMHz", "dynamicPower"],\n  "rows": [\n${rows(list)}\n  ]\n}\n`;
}

write("simulator/kernel/tables/exponentials.json", exponentials());
write("simulator/cluster/tables/day-curve.json", dayCurve());
write(
  "simulator/cluster/tables/bert-service-curve.json",
  serviceCurve("bert-base", { tau0: 0.03, alpha: 0.0055, maxBatch: 32 }),
);
write("simulator/cluster/tables/gpu-power-by-clock.json", powerByClock());
process.exitCode = stale > 0 ? 1 : 0;
