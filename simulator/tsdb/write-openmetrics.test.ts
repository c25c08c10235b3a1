import { expect, test } from "vitest";
import { Labels } from "./labels.ts";
import { readOpenMetrics } from "./openmetrics.ts";
import { SeriesStore } from "./store.ts";
import { writeOpenMetrics } from "./write-openmetrics.ts";

test("what is written is read back", () => {
  const store = new SeriesStore();
  const quoted = store.series(Labels.of({ __name__: "up", job: 'a "quoted"\nname\\' }));
  store.append(quoted, 1_000, 1);
  store.append(quoted, 16_500, Number.POSITIVE_INFINITY);
  store.appendStale(quoted, 31_000);
  const other = store.series(Labels.of({ __name__: "nv_inference_count" }));
  store.append(other, 2_250, 0.1 + 0.2);
  const text = [...writeOpenMetrics(store, 0, 60_000)].join("");
  expect(text.endsWith("# EOF\n")).toBe(true);
  const back = readOpenMetrics(text);
  expect(back.ok).toBe(true);
  if (!back.ok) return;
  expect([...writeOpenMetrics(back.store, 0, 60_000)].join("")).toBe(text);
  expect(back.store.sampleCount).toBe(3);
});
