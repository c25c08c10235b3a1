/**
 * `npm run bench:promql -- --days N`: the metrics engine against a real Prometheus on the same samples in one
 * run. Without the shared benchmark folder it says so and ends; without Prometheus it prints our times alone.
 *
 *   --days N      days of data, default 2 (11 of the 17 queries fit; 30 days fit all)
 *   --rounds N    rounds of reference and ours in turn, default 3
 *   --reps N      repetitions a round, default 7; 50 where the reference takes under 20 ms
 *   --only A,B    query ids or their first parts
 *   --growth N    largest store of the growth table in samples, default 1e8; 0 for no table
 *   --no-reference, --json FILE, --save DIR   our times alone; results as JSON; our answers
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { importBundled } from "./bundle.mjs";

const GATE = 0.2;
const STRETCH = 0.1;
/** The reference answers in less than this many milliseconds: more repetitions are needed. */
const SHORT_MS = 20;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const shared = process.env.PROMQL_BENCH ?? join(root, "../shared/bench/prometheus");
const { values } = parseArgs({
  options: {
    days: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    reps: { type: "string", default: "7" },
    only: { type: "string" },
    growth: { type: "string", default: "1e8" },
    "no-reference": { type: "boolean", default: false },
    json: { type: "string" },
    save: { type: "string" },
  },
});

if (!existsSync(join(shared, "dataset.mjs"))) {
  console.log(`No benchmark data generator at ${shared} (set PROMQL_BENCH); skipped.`);
  process.exit(0);
}

const days = Number(values.days);
const reps = Number(values.reps);
const dataset = await import(pathToFileURL(join(shared, "dataset.mjs")).href);
const { benchmarkQueries } = await import(pathToFileURL(join(shared, "queries.mjs")).href);
const { answer, bytesByFamily, fillStore, growthRow, timeHistory, timeQuery, timeRules } =
  await importBundled("scripts/bench-promql.ts");

const wanted = values.only?.split(",");
const queries = benchmarkQueries(days).filter(
  ({ id }) => wanted === undefined || wanted.some((part) => id === part || id.startsWith(`${part}-`)),
);
const installed =
  !values["no-reference"] &&
  ["prometheus", "promtool"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
if (!installed)
  console.log("No reference: prometheus and promtool are not installed, or were not asked for.");

const data = installed ? loadReference() : "";
const before = process.memoryUsage().rss;
const started = performance.now();
const store = fillStore(dataset, days);
const rss = process.memoryUsage().rss - before;
console.log(
  `${store.sampleCount.toLocaleString("en")} samples in ${store.seriesCount} series, ` +
    `${((performance.now() - started) / 1000).toFixed(1)} s to fill, ` +
    `${Math.round(rss / 2 ** 20)} MiB resident, ${(rss / store.sampleCount).toFixed(1)} bytes a sample`,
);
const storage = store.storage();
const families = bytesByFamily(dataset, days);
console.log(
  `stored in ${(storage.totalBytes / storage.samples).toFixed(2)} bytes a sample, all in; by family:`,
);
for (const [name, bytes] of families) console.log(`  ${name.padEnd(30)} ${bytes.toFixed(2)}`);

const scratch = mkdtempSync(join(tmpdir(), "nines-bench-"));
const rounds = [];
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const reference = installed ? timeReference(round) : new Map();
    const ours = queries.map((one) => timeQuery(store, one, repetitions(reference.get(one.id))));
    rounds.push({ reference, ours });
    console.log(`round ${round + 1} of ${values.rounds} done`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const rows = queries.map(({ id }, at) => summary(id, at));
report(rows);
const tick = timeRules(store, dataset.START + days * dataset.DAY);
console.log(`50 rules over ${store.seriesCount} series: ${tick.toFixed(1)} ms a tick (at most 50)`);
const history = timeHistory(dataset);
console.log(
  `p99 of 30 days at 720 steps over ${history.series} lazy series: ${history.firstMs.toFixed(0)} ms at first, ` +
    `${history.againMs.toFixed(0)} ms again, ${history.samples.toLocaleString("en")} samples produced`,
);
const growth = growthTable(Number(values.growth));
if (values.save) saveAnswers(values.save);
if (values.json) {
  const result = { tool: "nines", days, reps, storage, families, history, growth, queries: rows };
  writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`);
}
process.exit(rows.some(({ ratio }) => ratio > GATE) ? 1 : 0);

/** The reference's data directory for these days, made once and kept. */
function loadReference() {
  const folder = join(root, ".cache", "bench-prometheus", `days-${days}`);
  const marker = join(folder, "complete");
  if (!existsSync(marker)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    console.log(`Loading ${days} days into Prometheus ...`);
    tool("load.mjs", ["--data", join(folder, "data"), "--days", String(days)]);
    writeFileSync(marker, "");
  }
  return join(folder, "data");
}

function tool(script, args) {
  const { status } = spawnSync(process.execPath, [join(shared, script), ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
}

/** One round of the reference: all queries, then the short ones again with more repetitions. */
function timeReference(round) {
  const file = join(scratch, `reference-${round}.json`);
  const run = (ids, times) => {
    const args = ["--data", data, "--days", String(days), "--reps", String(times), "--out", file];
    tool("time-queries.mjs", [...args, "--only", ids.join(",")]);
    return JSON.parse(readFileSync(file, "utf8")).queries;
  };
  const found = new Map(
    run(
      queries.map(({ id }) => id),
      reps,
    ).map((row) => [row.id, row]),
  );
  const short = [...found.values()].filter(({ medianMs }) => medianMs < SHORT_MS).map(({ id }) => id);
  if (short.length > 0) for (const row of run(short, 50)) found.set(row.id, row);
  return found;
}

function repetitions(reference) {
  return reference !== undefined && reference.medianMs < SHORT_MS ? 50 : reps;
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}

/** Medians over the rounds; the ratio is the median of the rounds' own ratios. */
function summary(id, at) {
  const ours = rounds.map((round) => round.ours[at]);
  const pick = (name) => median(ours.map((row) => row[name]));
  const row = { ...ours[0], medianMs: pick("medianMs"), minMs: pick("minMs"), columnsMs: pick("columnsMs") };
  if (!installed) return row;
  const pairs = rounds.map((round) => [round.reference.get(id).medianMs, round.ours[at]]);
  return {
    ...row,
    referenceMs: median(pairs.map(([reference]) => reference)),
    ratio: median(pairs.map(([reference, mine]) => mine.medianMs / reference)),
    columnsRatio: median(pairs.map(([reference, mine]) => mine.columnsMs / reference)),
  };
}

function report(list) {
  const ms = (value) => (value === undefined ? "-" : value.toFixed(value < 10 ? 2 : 0)).padStart(9);
  const times = (value) => (value === undefined ? "-" : value.toFixed(3)).padStart(7);
  console.log(`${"query".padEnd(30)} reference      ours   columns   ratio columns`);
  for (const { id, referenceMs, medianMs, columnsMs, ratio, columnsRatio } of list) {
    const verdict = ratio === undefined ? "" : ratio > GATE ? "OVER" : ratio <= STRETCH ? "stretch" : "ok";
    console.log(
      `${id.padEnd(30)} ${ms(referenceMs)} ${ms(medianMs)} ${ms(columnsMs)} ${times(ratio)} ${times(columnsRatio)}  ${verdict}`,
    );
  }
  if (!installed) return;
  const within = (limit) => list.filter(({ ratio }) => ratio <= limit).length;
  console.log(
    `${within(GATE)} of ${list.length} within ${GATE}, ${within(STRETCH)} within the stretch goal ${STRETCH}`,
  );
}

/** How fill, memory, queries and rules grow with the store, from 100,000 samples by tens. */
function growthTable(largest) {
  const list = [];
  if (largest < 1e5) return list;
  console.log("samples       filled/s  bytes  instant   1 h at 15 s   all at 720 steps   tick of 50 rules");
  for (let samples = 1e5; samples <= largest; samples *= 10) {
    const row = growthRow(dataset, samples);
    const { instantMs, hourMs, wholeMs, tickMs } = row;
    const times = [instantMs.toFixed(2).padStart(8), hourMs.toFixed(1).padStart(13)];
    times.push(wholeMs.toFixed(1).padStart(18), tickMs.toFixed(1).padStart(18));
    const rate = Math.round(row.fillPerSecond).toLocaleString("en").padStart(12);
    const size = row.samples.toLocaleString("en").padEnd(11);
    console.log(`${size} ${rate}  ${row.bytesPerSample.toFixed(2).padStart(5)} ${times.join(" ")}`);
    list.push(row);
  }
  return list;
}

/** Our answers in the shape of the reference's, for `diff-answers.mjs`. */
function saveAnswers(folder) {
  mkdirSync(folder, { recursive: true });
  for (const one of queries) {
    const { data: body } = JSON.parse(new TextDecoder().decode(answer(store, one)));
    writeFileSync(join(folder, `${one.id}.json`), `${JSON.stringify({ query: one, data: body })}\n`);
  }
}
