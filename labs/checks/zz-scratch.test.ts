import { expect, test } from "vitest";
import { createWorld, query, openLedger } from "../../simulator/index.ts";
test("scratch", () => {
  const t0 = performance.now();
  const w = createWorld("flagship-leak", 11, {});
  w.advance(Date.UTC(2025, 9, 15, 14, 40));
  console.log(performance.now() - t0, new Date(w.startMs).toISOString(), new Date(w.openAtMs).toISOString(), new Date(w.endMs).toISOString());
  for (const expr of ["count(count_over_time(http_request_duration_seconds_bucket[15m]))", "count(http_request_duration_seconds_bucket)", "count(DCGM_FI_DEV_FB_USED)"]) {
    const r = query(w.source, { expr, timeMs: w.nowMs });
    console.log(expr, r.status === "success" ? [r.series[0]?.values[0], r.samplesRead] : r.error);
  }
  for (const seed of [11, 23]) {
    const v = createWorld("flagship-leak", seed, {});
    v.advance(Date.UTC(2025, 9, 15, 14, 10));
    const r = query(v.source, { expr: 'kube_pod_info{namespace=~".*"}', timeMs: v.nowMs });
    if (r.status === "success") console.log(seed, r.series.map((s) => s.labels.get("pod") + "/" + s.labels.get("exported_pod")+"/"+s.labels.get("created_by_name")).join(" "));
  }
  expect(1).toBe(1);
});
