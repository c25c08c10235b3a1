import { expect, it } from "vitest";
import { stream } from "../kernel/stream.ts";
import { at } from "../scenarios/flagship.ts";
import { scenarios } from "../scenarios/index.ts";
import { play } from "./testdata/play.ts";
it("bench", () => {
  for (let k = 0; k < 2; k++) {
  const t = performance.now(); const s = stream(1, "x"); let x = 0;
  for (let i = 0; i < 33e6; i++) x ^= s.word();
  console.log("33M draws", performance.now() - t, x);
  for (const sc of scenarios) { const t0 = performance.now(); const p = play(sc); p.to(sc.endMs); console.log(sc.id, (14400 / (performance.now() - t0) * 1000).toFixed(0)); }
  }
  expect(1).toBe(1);
});
