import { describe, expect, test } from "vitest";
import {
  createWorld,
  evaluateRulesOverRange,
  Labels,
  parseRuleFile,
  query,
  readRelabelFile,
  relabel,
  vocabulary,
} from "../simulator/index.ts";
import type { CodeBehaviourParams } from "./check-schema.ts";
import { codeBehaviour } from "./checks/code-behaviour.ts";
import { localRunner } from "./sandbox/local-runner.ts";

const world = createWorld("flagship-leak", 1);
world.advance(world.endMs);
const midnight = Math.floor(world.startMs / 86_400_000) * 86_400_000;
const clock = (ms: number): string => new Date(ms - midnight).toISOString().slice(11, 16);

/** What the lab says of its lines, shown by running them. */
describe("the handler", () => {
  const params: CodeBehaviourParams = {
    kind: "code-behaviour",
    handler: "predict",
    requests: 100,
    failing: 5,
    rows: 4,
    features: 2,
    expect: [{ histogram: "d" }, { counter: "r", by: "status", success: "success", error: "error" }],
  };
  const handler = (now: string, success: string, always: string): string => `
const d = new Histogram({ name: "d", help: "seconds" });
const r = new Counter({ name: "r", help: "by outcome", labelNames: ["status"] });
function predict(rows) {
  const start = ${now};
  try { const result = model.predict(rows); ${success} r.inc({ status: "success" }); return result; }
  catch (error) { r.inc({ status: "error" }); throw error; }
  finally { ${always} }
}`;
  const codes = async (source: string): Promise<readonly string[]> => {
    const context = { seeds: [1, 2], code: localRunner(), breathe: async () => undefined };
    const { findings } = await codeBehaviour.run(source, params, context as never);
    return findings.map(({ code }) => code);
  };

  test("observing on success only loses the failures", async () => {
    const observe = "d.observe(clock.monotonic() - start);";
    expect(await codes(handler("clock.monotonic()", observe, ""))).toEqual([
      "code-behaviour/errors-not-timed",
    ]);
  });

  test("a wall clock gives negative durations", async () => {
    const observe = "d.observe((clock.now() - start) / 1000);";
    expect(await codes(handler("clock.now()", "", observe))).toEqual(["code-behaviour/negative-duration"]);
  });

  test("the counts and the exception are right", async () => {
    expect(await codes(handler("clock.monotonic()", "", "d.observe(clock.monotonic() - start);"))).toEqual(
      [],
    );
  });
});

describe("the watchers", () => {
  test("the metric of the second alert exists nowhere", () => {
    const names = vocabulary.map(({ name }) => name);
    expect(names).not.toContain("prometheus_target_scrapes_failed_total");
    expect(names).toContain("scrape_samples_scraped");
  });
});

describe("the saving", () => {
  const series = ["a", "b"].map((pod) =>
    Labels.of({
      __name__: "http_requests_total",
      job: "ml-serving",
      instance: `10.0.0.${pod}:8000`,
      pod,
      status: "200",
    }),
  );
  const relabelled = (file: string): readonly (string | undefined)[] => {
    const read = readRelabelFile(file);
    if (!read.ok) throw new Error(read.error);
    return series.map((labels) => {
      const { kept, labels: left } = relabel(labels, read.configs);
      return kept ? left.key : undefined;
    });
  };

  test("without pod and instance two replicas are one series", () => {
    const [first, second] = relabelled("- { action: labeldrop, regex: pod|instance }");
    expect(first).toBe(second);
  });

  test("dropping go_* and two buckets leaves them apart", () => {
    const kept = relabelled(
      "- { source_labels: [__name__], action: drop, regex: go_.* }\n- { source_labels: [le], action: drop, regex: (0.01|0.025) }",
    );
    expect(new Set(kept).size).toBe(2);
    expect(kept).not.toContain(undefined);
  });

  test("a quantile above the dropped buckets stays what it was", () => {
    const p99 = (le: string): unknown => {
      const expr = `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="ml-serving"${le}}[5m])))`;
      const result = query(world.source, { expr, timeMs: midnight + 15 * 3_600_000 });
      return result.status === "success" ? [...(result.series[0]?.values ?? [])] : result.error;
    };
    expect(p99(', le!~"0.01|0.025"')).toEqual(p99(""));
  });
});

describe("the objective", () => {
  test("with for: 1h it pages at 15:16 on the day of the incident, with two windows within minutes", () => {
    const ratio = (window: string): string =>
      `sum(rate(http_requests_total{status!~"5.."}[${window}])) / sum(rate(http_requests_total[${window}]))`;
    const burn = (window: string): string => `(1 - ${ratio(window)}) / (1 - 0.999) > 14.4`;
    const firesAt = (expr: string, wait: string): string => {
      const text = `groups:\n- name: g\n  interval: 15s\n  rules:\n  - alert: BudgetBurns\n    expr: ${JSON.stringify(expr)}\n    for: ${wait}\n`;
      const { groups, errors } = parseRuleFile(text, "rules.yml");
      expect(errors).toEqual([]);
      const { transitions } = evaluateRulesOverRange(world.source, groups, world.startMs, world.endMs);
      return clock(transitions.find(({ to }) => to === "firing")?.atMs ?? midnight);
    };
    expect(firesAt(burn("5m"), "1h")).toBe("15:16");
    expect(firesAt(`${burn("1h")} and ${burn("5m")}`, "0s") < "14:26").toBe(true);
  });
});
