import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOpenMetrics } from "../../tsdb/openmetrics.ts";
import type { SeriesStore } from "../../tsdb/store.ts";
import { xxHash64 } from "../../tsdb/xxhash64.ts";
import { damage, scatter } from "../fuzz/damage.ts";
import { answerQuery } from "./answer-query.ts";
import { changedErrors } from "./changed-errors.ts";
import { type ApiBody, type Difference, differenceOf, orderDifferenceOf } from "./compare-answers.ts";
import { DATA_START, openMetricsText } from "./data-set.ts";
import { documentedDifferences, explanationOf } from "./documented-differences.ts";
import { type GeneratedQuery, generateQuery } from "./generate-query.ts";
import { digestOf, type GoldenAnswer, queryOf, sameDigest } from "./golden-answer.ts";
import { narrowDown, type TwoAnswers } from "./narrow-down.ts";
import { Random } from "./random.ts";

/**
 * The real Prometheus as the judge: the same samples in both, the same generated queries to both. Debian's
 * is 2.42; what changed since is listed in `documented-differences.ts`, and every other difference is a bug.
 * `NINES_GOLDEN=write` stores answers of the real server, so that some of this runs without one.
 */
const tools = ["prometheus", "promtool"].map((tool) => spawnSync(tool, ["--version"], { encoding: "utf8" }));
const installed = tools.every(({ status }) => status === 0);
const deep = process.env.NINES_DEEP === "1";
const QUERIES = deep ? Number(process.env.N ?? 10_000) : 300;
const TOGETHER = 4;
const DAMAGED = deep ? 5_000 : 400;
const GOLDEN = 600;

const text = openMetricsText();
const textHash = xxHash64(new TextEncoder().encode(text)).toString(36);
const goldenFile = join(import.meta.dirname, "testdata", "golden.json");

interface GoldenFile {
  readonly tool: string;
  /** Hash of the data set the answers belong to. */
  readonly data: string;
  readonly answers: readonly GoldenAnswer[];
}

function openStore(): SeriesStore {
  const read = readOpenMetrics(text);
  if (!read.ok) throw new Error(`line ${read.line}: ${read.message}`);
  return read.store;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** A Prometheus that scrapes nothing and holds the data set. */
class RealServer {
  private readonly folder = mkdtempSync(join(tmpdir(), "nines-prometheus-"));
  private process: ChildProcess | undefined;
  private base = "";

  async start(): Promise<void> {
    const file = join(this.folder, "data.om");
    const config = join(this.folder, "prometheus.yml");
    const data = join(this.folder, "data");
    writeFileSync(file, text);
    writeFileSync(config, "scrape_configs: []\n");
    const load = ["tsdb", "create-blocks-from", "openmetrics", "-q", file, data];
    const loaded = spawnSync("promtool", load, { encoding: "utf8" });
    if (loaded.status !== 0) throw new Error(loaded.stderr);
    const port = await freePort();
    this.base = `http://127.0.0.1:${port}`;
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ];
    this.process = spawn("prometheus", flags, { stdio: "ignore" });
    for (let tries = 0; tries < 300; tries++) {
      const ready = await fetch(`${this.base}/-/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return;
      await wait(100);
    }
    throw new Error("prometheus was not ready after 30 s");
  }

  async answer(query: GeneratedQuery): Promise<ApiBody> {
    const body = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) body.set(key === "expr" ? "query" : key, String(value));
    const path = "time" in query ? "query" : "query_range";
    const response = await fetch(`${this.base}/api/v1/${path}`, { method: "POST", body });
    return (await response.json()) as ApiBody;
  }

  async stop(): Promise<void> {
    const running = this.process;
    if (running !== undefined && running.exitCode === null) {
      const gone = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGTERM");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How many answers agreed and why others did not. */
interface Tally {
  equal: number;
  empty: number;
  refused: number;
  readonly explained: Map<string, number>;
  readonly bugs: string[];
}

/** What both servers say to one query. */
async function askBoth(server: RealServer, store: SeriesStore, query: GeneratedQuery): Promise<TwoAnswers> {
  return { query, expected: await server.answer(query), actual: answerQuery(store, query) };
}

/** Which of equal values topk keeps is up to the order of a Go map: ask again, and the answer may be another. */
async function contradictsItself(
  { query, expected }: TwoAnswers,
  server: RealServer,
): Promise<string | undefined> {
  if (!/(top|bottom)k/.test(query.expr)) return undefined;
  for (let tries = 0; tries < 12; tries++) {
    if (differenceOf(expected, await server.answer(query)) !== undefined) return "equal-values-in-topk";
  }
  return undefined;
}

/** The documented change behind a difference; undefined when it is a bug. */
async function explain(
  answers: TwoAnswers,
  difference: Difference,
  server: RealServer,
  store: SeriesStore,
): Promise<string | undefined> {
  const smallest = await narrowDown(answers, difference, (query) => askBoth(server, store, query));
  return explanationOf(smallest)?.id ?? (await contradictsItself(answers, server));
}

/** Queries that promise an order must keep it. */
function orderOf({ query, expected, actual }: TwoAnswers): Difference | undefined {
  const ordered = "time" in query && /^(sort|sort_desc|(topk|bottomk) ?\(.*\)$)/.test(query.expr);
  return ordered ? orderDifferenceOf(expected, actual) : undefined;
}

async function compare(
  server: RealServer,
  store: SeriesStore,
  query: GeneratedQuery,
  tally: Tally,
): Promise<void> {
  const answers = await askBoth(server, store, query);
  const { expected, actual } = answers;
  const difference = differenceOf(expected, actual) ?? orderOf(answers);
  if (expected.status === "error") tally.refused++;
  else if (Array.isArray(expected.data?.result) && expected.data.result.length === 0) tally.empty++;
  if (difference === undefined) {
    tally.equal++;
    return;
  }
  const id = await explain(answers, difference, server, store);
  if (id === undefined) tally.bugs.push(`${JSON.stringify(query)}\n  ${difference.kind}: ${difference.text}`);
  else tally.explained.set(id, (tally.explained.get(id) ?? 0) + 1);
}

function againstRealServer(): void {
  const server = new RealServer();
  const store = openStore();
  beforeAll(() => server.start(), 60_000);
  afterAll(() => server.stop());

  test(`${QUERIES} generated queries`, { timeout: 300_000 }, async () => {
    const tally: Tally = { equal: 0, empty: 0, refused: 0, explained: new Map(), bugs: [] };
    for (let from = 0; from < QUERIES; from += TOGETHER) {
      const some = Array.from({ length: TOGETHER }, (_, i) => generateQuery(from + i));
      await Promise.all(some.map((query) => compare(server, store, query, tally)));
    }
    const explained = [...tally.explained].map(([id, count]) => `${count} ${id}`).join(", ");
    process.stdout.write(
      `${QUERIES} queries: ${tally.equal} equal (${tally.empty} empty, ${tally.refused} refused alike); ` +
        `documented: ${explained || "none"}; ${tally.bugs.length} unexplained\n`,
    );
    expect(tally.bugs).toEqual([]);
    // A generator that mostly asks for nothing would prove little.
    expect(tally.empty + tally.refused).toBeLessThan(QUERIES * 0.35);
  });

  test(`${DAMAGED} damaged queries are refused in the same words`, { timeout: 120_000 }, async () => {
    const without = (text: string | undefined): string =>
      (text ?? "").replace('invalid parameter "query": ', "");
    const unexplained: string[] = [];
    let refused = 0;
    for (let seed = 0; seed < DAMAGED; seed++) {
      const { expr } = generateQuery(seed);
      const random = new Random(seed);
      const query = {
        expr: seed % 4 === 0 ? scatter(random) : damage(expr, random),
        time: DATA_START + 7207,
      };
      const { expected, actual } = await askBoth(server, store, query);
      if (expected.status === "success" && actual.status === "success") continue;
      if (expected.error === actual.error) {
        refused++;
        continue;
      }
      const texts = [query.expr, without(expected.error), without(actual.error)] as const;
      if (!changedErrors.some((one) => one.explains(...texts))) unexplained.push(texts.join("\n  "));
    }
    expect(unexplained).toEqual([]);
    expect(refused).toBeGreaterThan(DAMAGED / 2);
  });

  const examples = documentedDifferences.flatMap(({ id, examples }) =>
    examples.map((query): [string, string, GeneratedQuery] => [id, query.expr, query]),
  );
  test.each(examples)("documented: %s, %s", async (id, _, query) => {
    const answers = await askBoth(server, store, query);
    const difference = differenceOf(answers.expected, answers.actual);
    if (difference === undefined) throw new Error("both servers answer the same");
    const rule = documentedDifferences.find((one) => one.id === id);
    if (rule?.explains === undefined) expect(["status", "error"]).toContain(difference.kind);
    else expect(await explain(answers, difference, server, store)).toBe(id);
  });

  if (process.env.NINES_GOLDEN !== "write") return;
  test("golden answers can be stored", async () => {
    const answers: GoldenAnswer[] = [];
    for (let seed = 1_000_000; answers.length < GOLDEN; seed++) {
      const query = generateQuery(seed);
      const body = await server.answer(query);
      if (differenceOf(body, answerQuery(store, query)) !== undefined) continue;
      const digest = digestOf(body);
      if (typeof digest !== "string" && digest[1] === 0 && seed % 10 !== 0) continue;
      const at = "time" in query ? query.time : ([query.start, query.end, query.step] as const);
      answers.push({ expr: query.expr, at, digest });
    }
    const tool = tools[0]?.stdout.split("\n")[0]?.replace(/ \(.*/, "") ?? "";
    const file: GoldenFile = { tool, data: textHash, answers };
    const lines = answers.map((answer) => JSON.stringify(answer)).join(",\n");
    writeFileSync(goldenFile, `${JSON.stringify({ ...file, answers: [] }).slice(0, -2)}\n${lines}\n]}\n`);
    expect(answers.length).toBe(GOLDEN);
  });
}

if (installed) describe("against the real Prometheus", againstRealServer);
else {
  test("without the real Prometheus", () => {
    process.stdout.write("prometheus and promtool are not installed; comparison with them skipped\n");
    expect(installed).toBe(false);
  });
}

test("golden answers of a real server", () => {
  const golden = JSON.parse(readFileSync(goldenFile, "utf8")) as GoldenFile;
  expect(golden.tool).toMatch(/^prometheus, version \d/);
  expect(golden.data, "the data set changed: store the answers again").toBe(textHash);
  expect(golden.answers.length).toBeGreaterThanOrEqual(500);
  const store = openStore();
  const different = golden.answers.filter(
    (answer) => !sameDigest(answer.digest, digestOf(answerQuery(store, queryOf(answer)))),
  );
  expect(different).toEqual([]);
});

test("every documented difference is described", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/promql-differences.md"), "utf8");
  const changes = page.slice(page.indexOf("## Changes since 2.42")).split("\n");
  for (const { id, since } of [...documentedDifferences, ...changedErrors]) {
    const row = changes.find((line) => line.startsWith(`| \`${id}\` |`));
    expect(row, id).toContain(`| ${since} |`);
  }
});
