import { describe, expect, it } from "vitest";
import { stream } from "../kernel/stream.ts";
import { at } from "../scenarios/flagship.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { play } from "./testdata/play.ts";

/** Wall milliseconds of 33 million draws: half of the reference second of 02 section 14. */
function referenceMs(): number {
  const source = stream(1, "reference");
  const started = performance.now();
  let word = 0;
  for (let i = 0; i < 33e6; i++) word ^= source.word();
  expect(word).not.toBe(0);
  return performance.now() - started;
}

function clusterMs(): number {
  const started = performance.now();
  const { to } = play(flagshipLeak);
  to(at("16:30"));
  return performance.now() - started;
}

describe("the cluster alone", () => {
  it("plays four hours of the leak within the reference second: 20,000 seconds per second need 0.72 of it", () => {
    clusterMs();
    // The best of three: other processes can only slow a run down.
    const best = Math.min(...[0, 1, 2].map(() => clusterMs() / (2 * referenceMs())));
    expect(best).toBeLessThan(1);
  });
});
