import fc from "fast-check";
import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { createWorld } from "../world.ts";
test("slow", () => {
  const world = createWorld("flagship-leak", 1);
  world.advance(Date.UTC(2025, 9, 15, 14, 16));
  const src = readFileSync(new URL("fuzz.test.ts", import.meta.url), "utf8");
  const m = /const vocabulary = \(([\s\S]*?)\)\.split/.exec(src);
  const vocabulary = (new Function(`return (${m?.[1]})`)() as string).split(" ");
  const word = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...vocabulary) }, { weight: 1, arbitrary: fc.string({ maxLength: 12 }) }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) });
  const line = fc.oneof({ weight: 5, arbitrary: fc.array(word, { maxLength: 9 }).map((w) => w.join(" ")) }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) });
  const slow: [number, string][] = [];
  fc.assert(fc.property(line, (t) => { const a = performance.now(); world.act({ kind: "command", atMs: world.nowMs, line: t }); const b=performance.now(); world.completeCommand(t); const c = performance.now(); slow.push([Math.round(b - a), t.slice(0,80)], [Math.round(c-b), "C "+t.slice(0,80)]); return true; }), { numRuns: 10000, seed: 20_251_015 });
  slow.sort((a, b) => b[0] - a[0]);
  console.log(slow.slice(0, 12), slow.reduce((s, [m]) => s + m, 0));
  expect(1).toBe(1);
}, 600000);
