import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { latencyAt, latencyRank } from "./requests.ts";
import { capacityAt, curveAt, curveAtClock, delayedBy, GPU_CAPACITY, meanOf } from "./service-curve.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Mean latency of greedy batching with unlimited batches, l requests/s, service a*b + t (02 section 13, V1). */
function closedForm(l: number, a: number, t: number): number {
  const load = l * a;
  const first = ((a + t) / (2 * (1 - load))) * (1 + 2 * l * t + (1 - l * t) / (1 + load));
  const second = (1.5 * t) / (1 - load) + ((a / 2) * (load + 2)) / (1 - load * load);
  return Math.min(first, second);
}

describe("the service curve", () => {
  it("comes out of the committed script unchanged", () => {
    expect(
      execFileSync(process.execPath, [join(root, "scripts/build-tables.mjs"), "--check"]).toString(),
    ).toBe("");
  });

  it.each([
    [0.2, 0.08],
    [0.5, 0.05],
  ])("agrees with queueing theory at load %s within %s", (load, tolerance) => {
    const rate = load / 0.0055;
    const theory = closedForm(rate, 0.0055, 0.03);
    expect(Math.abs(curveAt(rate).meanLatencySeconds / theory - 1)).toBeLessThan(tolerance);
  });

  it("rises with the rate in every column", () => {
    let last = curveAt(0.5);
    for (let rate = 2; rate <= 148; rate += 2) {
      const row = curveAt(rate);
      expect(row.quantilesSeconds[2]).toBeGreaterThanOrEqual(last.quantilesSeconds[2] ?? 0);
      expect(row.meanBatch).toBeGreaterThanOrEqual(last.meanBatch);
      last = row;
    }
    expect(curveAt(0).busy).toBe(0);
    expect(GPU_CAPACITY).toBeCloseTo(155.34, 2);
  });

  it("never gives a request less than its batch of one, nor a queue longer than its latency", () => {
    for (let rate = 0; rate <= 200; rate += 5) {
      const { quantilesSeconds, queueShare } = curveAt(rate);
      expect(quantilesSeconds[0]).toBeGreaterThan(0.02);
      expect(queueShare).toBeGreaterThanOrEqual(0);
      expect(queueShare).toBeLessThan(1);
      expect([...quantilesSeconds].sort((a, b) => a - b)).toEqual(quantilesSeconds);
    }
  });

  it("adds a backlog's wait to every quantile and to the queue", () => {
    const row = curveAt(100);
    const late = delayedBy(row, 1.5);
    expect(late.meanLatencySeconds).toBeCloseTo(row.meanLatencySeconds + 1.5, 9);
    expect(late.queueShare).toBeGreaterThan(row.queueShare);
    expect(meanOf(late.quantilesSeconds)).toBeCloseTo(late.meanLatencySeconds, 9);
  });
});

describe("latencies of single requests", () => {
  it("run along the quantiles", () => {
    const quantiles = [0, 1, 2, 3, 4, 5, 6];
    expect([0, 0.25, 0.375, 0.9, 0.99, 1].map((p) => latencyAt(quantiles, p))).toEqual([0, 1, 1.5, 4, 5, 6]);
  });

  it("are shuffled without losing or repeating a rank", () => {
    for (const count of [1, 2, 3, 31, 32, 155]) {
      const ranks = Array.from({ length: count }, (_, j) => latencyRank(j, count));
      expect(new Set(ranks).size).toBe(count);
    }
  });
});

describe("a slower clock", () => {
  it("scales time: latency at f and r is that at 1 and r/f over f, but for the host's 5 ms", () => {
    for (const [rate, factor] of [
      [32, 0.8],
      [60, 0.5],
      [8, 0.25],
    ] as const) {
      const slow = curveAtClock(rate, factor);
      const fast = curveAt(rate / factor);
      slow.quantilesSeconds.forEach((seconds, i) => {
        expect(seconds).toBeCloseTo(((fast.quantilesSeconds[i] ?? 0) - 0.005) / factor + 0.005, 12);
      });
      expect(slow.busy).toBe(fast.busy);
      expect(slow.meanBatch).toBe(fast.meanBatch);
      expect(slow.queueShare * slow.meanLatencySeconds).toBeCloseTo(
        (fast.queueShare * fast.meanLatencySeconds) / factor,
        12,
      );
    }
  });

  it("at the full clock is the same to the bit", () => {
    for (const rate of [0, 3, 32, 100, 200]) expect(curveAtClock(rate, 1)).toEqual(curveAt(rate));
    expect(capacityAt(1)).toBe(GPU_CAPACITY);
  });

  it("completes less, by the same law", () => {
    expect(capacityAt(0.5)).toBeCloseTo(32 / ((0.03 + 0.0055 * 32 - 0.005) / 0.5 + 0.005), 9);
    expect(capacityAt(0.5)).toBeGreaterThan(GPU_CAPACITY / 2);
  });
});
