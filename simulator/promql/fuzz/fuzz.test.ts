import { expect, test } from "vitest";
import { Random } from "../differential/random.ts";
import { query } from "../engine/query.ts";
import { parse } from "../parse/parse.ts";
import type { QueryResult } from "../query-types.ts";
import { loadSeries } from "../testdata/load-series.ts";
import type { TestStorage } from "../testlang/test-storage.ts";
import { damage, scatter } from "./damage.ts";
import { writeExpression } from "./write-expression.ts";

/**
 * Expressions that are valid, damaged or no expressions at all, over random data: nothing crashes or hangs, and
 * a range query answers at each step what an instant query at that time answers.
 */
const deep = process.env.NINES_DEEP === "1";
const FROM = Number(process.env.NINES_FUZZ_FROM ?? 0);
const RUNS = Number(process.env.NINES_FUZZ_RUNS ?? (deep ? 100_000 : 3_000));
/** Queries asked of the same data. */
const BATCH = 100;
const STEPS = 4;

/** Values that are sums of powers of two, so that no order of adding loses digits. */
function values(random: Random, count: number, counter: boolean): string {
  let value = 0;
  return Array.from({ length: count }, () => {
    if (random.chance(0.06)) return "_";
    if (random.chance(0.03)) return "stale";
    if (random.chance(0.02)) return random.pick(["NaN", "Inf", "-Inf"]);
    value = counter && random.chance(0.95) ? value + random.below(9) : random.below(counter ? 3 : 40) / 4;
    return String(value);
  }).join(" ");
}

function histograms(random: Random, count: number): string {
  const bounds = random.chance(0.2);
  let total = 0;
  return Array.from({ length: count }, () => {
    if (random.chance(0.08)) return random.pick(["_", "stale", "3"]);
    total = random.chance(0.9) ? total + random.below(4) : 1;
    const rest = `sum:${total * 2} count:${total * 3} buckets:[${total} ${total} ${total}]`;
    return bounds ? `{{schema:-53 custom_values:[1 2] ${rest}}}` : `{{schema:0 ${rest}}}`;
  }).join(" ");
}

function randomStore(seed: number): TestStorage {
  const random = new Random(seed);
  const count = 25;
  const lines = [1, 2, 3].flatMap((a) => [
    `m{a="${a}", b="${a % 2 === 0 ? "x1" : "y"}"} ${values(random, count, false)}`,
    `c_total{a="${a}"} ${values(random, count, true)}`,
    `h{a="${a}"} ${histograms(random, count)}`,
  ]);
  for (const le of ["0.5", "1", "+Inf"])
    lines.push(`b_bucket{a="1", le="${le}"} ${values(random, count, true)}`);
  lines.push(`mixed{a="1"} ${random.chance(0.5) ? values(random, count, false) : histograms(random, count)}`);
  return loadSeries("37s", ...lines);
}

/** Points by series and time; histograms as text. */
function points(result: QueryResult, withNames: boolean): Map<string, string> {
  const found = new Map<string, string>();
  if (result.status === "error") return found;
  for (const { labels, timesMs, values, histograms } of result.series) {
    const { key } = withNames ? labels : labels.without(["__name__"]);
    timesMs.forEach((timeMs, i) => {
      found.set(`${key}@${timeMs}`, String(histograms?.[i] ?? values[i]));
    });
  }
  return found;
}

function same(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  const x = Number(a);
  const y = Number(b);
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y), 1e-3);
}

let compared = 0;

/** What is wrong with the answers to one expression; undefined when nothing is. */
function problem(store: TestStorage, expr: string, random: Random): string | undefined {
  const { ast, errors } = parse(expr, { preset: "conformance" });
  if (ast === undefined || errors.length > 0) return undefined;
  const startMs = 1000 * (100 + random.below(700));
  const stepMs = random.pick([15_000, 60_000, 37_000]);
  const plain = random.chance(0.5) && parse(expr).errors.length === 0;
  const features = plain ? "prometheus3" : "conformance";
  const options = { features, maxSamples: 1_000_000 } as const;
  // Where names go at the very end, a series of `or` loses its name at all steps or none: the first one decides.
  const withNames = plain || !/\bor\b/i.test(expr);
  const range = query(store, { expr, startMs, endMs: startMs + (STEPS - 1) * stepMs, stepMs }, options);
  if (/\b(start|end|range|step)\(/.test(expr)) return undefined;
  // Sorting has no effect in a range, so there another series may be the first of equals.
  if (/\bsort/i.test(expr) && /(limit|top|bottom)k|limit_ratio/i.test(expr)) return undefined;
  const wanted = new Map<string, string>();
  for (let step = 0; step < STEPS; step++) {
    const timeMs = startMs + step * stepMs;
    const instant = query(store, { expr, timeMs }, options);
    if (instant.status === "error") {
      if (range.status === "success") return `at ${timeMs} ms: ${instant.error}, but not in the range`;
      return undefined;
    }
    for (const [key, value] of points(instant, withNames)) wanted.set(key, value);
  }
  // A range may fail where its instants do not: series of different steps can come to have equal labels.
  if (range.status === "error") return undefined;
  const got = points(range, withNames);
  compared += wanted.size;
  for (const key of new Set([...wanted.keys(), ...got.keys()])) {
    if (!same(wanted.get(key), got.get(key))) {
      return `${key}: ${wanted.get(key)} at the instant, ${got.get(key)} in the range from ${startMs} step ${stepMs}`;
    }
  }
  return undefined;
}

test(`${RUNS} expressions`, { timeout: 900_000 }, () => {
  const found: string[] = [];
  let valid = 0;
  for (let seed = FROM; seed < FROM + RUNS; seed += BATCH) {
    const store = randomStore(seed);
    for (let one = seed; one < Math.min(seed + BATCH, FROM + RUNS); one++) {
      const random = new Random(one ^ 0x5eed);
      const kind = random.next();
      const text = writeExpression(one);
      const expr = kind < 0.7 ? text : kind < 0.9 ? damage(text, random) : scatter(random);
      try {
        if (parse(expr, { preset: "conformance" }).errors.length === 0) valid++;
        const wrong = problem(store, expr, random);
        if (wrong !== undefined) found.push(`${one}: ${expr}\n  ${wrong}`);
      } catch (error) {
        found.push(`${one}: ${expr}\n  thrown: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }
  expect(found.slice(0, 20)).toEqual([]);
  // Otherwise most of the campaign would test the parser's refusals.
  expect(valid).toBeGreaterThan(RUNS * 0.6);
  expect(compared).toBeGreaterThan(RUNS * 2);
});
