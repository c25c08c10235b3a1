import { describe, expect, it } from "vitest";
import { PrometheusProcess } from "./prometheus-process.ts";

const MEBIBYTE = 1_048_576;

/** A server with a limit of 100 MiB, whose head the test sets. */
function server() {
  const head = { series: 1000, bytes: 3 * MEBIBYTE };
  return { head, process: new PrometheusProcess(0, 100 * MEBIBYTE, () => head) };
}

describe("PrometheusProcess", () => {
  it("holds what an idle server does and its head, and lives below its limit", () => {
    const { process } = server();
    expect(process.residentBytes).toBe(67 * MEBIBYTE);
    expect(process.killIfFull(5000)).toBe(false);
    expect(process.running).toBe(true);
    expect(process.nextMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("is killed above it, and is back when its log is read, if that fits", () => {
    const { head, process } = server();
    Object.assign(head, { series: 30_000, bytes: 90 * MEBIBYTE });
    expect(process.killIfFull(60_000)).toBe(true);
    expect(process.running).toBe(false);
    // One second to start the container, two to start the binary, two to read 30,000 series.
    expect(process.nextMs).toBe(65_000);
    Object.assign(head, { series: 900, bytes: 3 * MEBIBYTE });
    expect(process.replayed(65_000, 31_000)).toBe(true);
    expect(process.running).toBe(true);
    expect(process.startMs).toBe(61_000);
    expect(process.createdBefore).toBe(30_100);
  });

  it("is killed again while the log brings back what was too much, more and more slowly", () => {
    const { head, process } = server();
    Object.assign(head, { series: 20_000, bytes: 90 * MEBIBYTE });
    process.killIfFull(0);
    const starts: number[] = [];
    for (let i = 0; i < 9; i++) {
      const nowMs = process.nextMs;
      expect(process.replayed(nowMs, 20_000)).toBe(false);
      starts.push((process.startMs - nowMs) / 1000);
    }
    expect(starts).toEqual([10, 20, 40, 80, 160, 300, 300, 300, 300]);
  });
});
