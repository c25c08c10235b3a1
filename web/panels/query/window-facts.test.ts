import { describe, expect, it } from "vitest";
import { readOpenMetrics, traceQuery, type WindowDetail } from "../../../simulator/index.ts";
import { selectedText, windowFacts } from "./window-facts.ts";

/** A counter scraped every 15 s that restarts at 60 s; times are seconds. */
const text = `# TYPE c counter
c_total{pod="a"} 10 0
c_total{pod="a"} 20 15
c_total{pod="a"} 30 30
c_total{pod="a"} 40 45
c_total{pod="a"} 5 60
c_total{pod="a"} 15 75
c_total{pod="a"} 25 90
# EOF
`;

function windowAt(expr: string, timeMs: number): WindowDetail {
  const read = readOpenMetrics(text);
  if (!read.ok) throw new Error(read.message);
  const traced = traceQuery(read.store, { expr, timeMs });
  const detail = traced.status === "success" ? traced.nodes[0]?.detail : undefined;
  if (detail?.kind !== "window") throw new Error("no window");
  return detail;
}

function factsOf(expr: string, timeMs: number): Record<string, string> {
  const detail = windowAt(expr, timeMs);
  const [window] = detail.windows;
  if (window === undefined) throw new Error("no series");
  return Object.fromEntries(windowFacts(detail, window).map(({ name, text: said }) => [name, said]));
}

describe("windowFacts", () => {
  it("leaves the sample on the left edge outside and counts the reset", () => {
    // (15 s, 75 s]: 30, 40, 5, 15 over 45 s; growth 15 - 30 + 40 = 25, stretched by the 15 s to the start.
    const facts = factsOf("increase(c_total[1m])", 75_000);
    expect(facts["Samples inside"]).toMatch(/^4, /);
    expect(facts["Sample on the left edge"]).toMatch(/^20 at .*outside, because the window is open/);
    expect(facts["First sample after"]).toMatch(/^25 at /);
    expect(facts["Counter reset"]).toMatch(/^40 fell to 5 at .*; 40 is added back$/);
    expect(facts["Change, resets repaired"]).toBe("25");
    expect(facts["Stretched to the start"]).toBe("15 s, all of the gap");
    expect(facts["Extrapolation factor"]).toBe("60 s / 45 s = 1.333");
    expect(facts.Result).toBe("33.33");
  });

  it("says why a window of one sample has no rate", () => {
    const facts = factsOf("rate(c_total[10s])", 75_000);
    expect(facts["No result"]).toBe("The function needs 2 samples in the window");
    expect(facts.Result).toBeUndefined();
  });
});

describe("selectedText", () => {
  it("names lookback and stale marker", () => {
    expect(selectedText({ outcome: "too-old" }, 300_000)).toBe(
      "too old: its newest sample is outside the lookback of 5m",
    );
    expect(selectedText({ outcome: "stale", staleMs: 60_000 }, 300_000)).toMatch(
      /a marker ended it at .*00:01/,
    );
  });
});
