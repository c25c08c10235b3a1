import { describe, expect, test } from "vitest";
import { readOpenMetrics } from "./openmetrics.ts";
import { emptyColumns } from "./series-columns.ts";
import type { SeriesStore } from "./store.ts";

function storeOf(text: string): SeriesStore {
  const result = readOpenMetrics(text);
  if (!result.ok) throw new Error(`${result.line}: ${result.message}`);
  return result.store;
}

/** All samples by series, as `time:value`. */
function contents(store: SeriesStore): Record<string, string> {
  const columns = emptyColumns();
  const found: Record<string, string> = {};
  for (const series of store.allSeries()) {
    series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, columns);
    const samples = Array.from(
      { length: columns.count },
      (_, i) => `${columns.timesMs[i]}:${columns.values[i]}`,
    );
    found[JSON.stringify(series.labels.toRecord())] = samples.join(" ");
  }
  return found;
}

describe("readOpenMetrics", () => {
  test("reads OpenMetrics: seconds, metadata, exemplars and every form of number", () => {
    const store = storeOf(`# TYPE request_seconds histogram
# UNIT request_seconds seconds
# HELP request_seconds How long \\"requests\\" took.\\nIn seconds.
request_seconds_bucket{le="0.5"} 2 1747094400.25 # {trace_id="4bf9"} 0.4 1747094400.1
request_seconds_bucket{le="0.5"} 3 1747094415.25
request_seconds_bucket{le="+Inf"} +Inf 1747094400.25 # {} 1
# TYPE temperature gauge
temperature{gpu="0",place="rack \\"7\\"\\\\\\n"} -1.5e-3 1747094400
temperature NaN 1747094400
{"queue.depth","größe"="é"} 7 0.001
# EOF
`);
    expect(contents(store)).toEqual({
      '{"__name__":"queue.depth","größe":"é"}': "1:7",
      '{"__name__":"request_seconds_bucket","le":"+Inf"}': "1747094400250:Infinity",
      '{"__name__":"request_seconds_bucket","le":"0.5"}': "1747094400250:2 1747094415250:3",
      '{"__name__":"temperature"}': "1747094400000:NaN",
      '{"__name__":"temperature","gpu":"0","place":"rack \\"7\\"\\\\\\n"}': "1747094400000:-0.0015",
    });
    expect(store.metadata.get("request_seconds")).toEqual({
      name: "request_seconds",
      type: "histogram",
      unit: "seconds",
      help: 'How long "requests" took.\nIn seconds.',
    });
    expect(store.exemplars().map(({ labels, timeMs, value }) => ({ labels, timeMs, value }))).toEqual([
      { labels: { trace_id: "4bf9" }, timeMs: 1_747_094_400_100, value: 0.4 },
      { labels: {}, timeMs: 1_747_094_400_250, value: 1 },
    ]);
  });

  test("reads the older text format: milliseconds, free comments, blank lines, tabs", () => {
    const store = storeOf(
      '# just a comment\r\n# TYPE up untyped\r\n\r\nup { job = "a" , } 1 1747094400250\r\nup{job="a"}\t0\t1747094415250',
    );
    expect(contents(store)).toEqual({
      '{"__name__":"up","job":"a"}': "1747094400250:1 1747094415250:0",
    });
    expect(store.metadata.get("up")?.type).toBe("unknown");
  });

  test("accepts a sample repeated with the same value", () => {
    expect(contents(storeOf("a 1 5\na 1 5\n"))).toEqual({ '{"__name__":"a"}': "5:1" });
  });

  test.each([
    ["a 1\n", 1, "sample has no timestamp"],
    ["a 1 # {} 2\n# EOF\n", 1, "sample has no timestamp"],
    ['a 1 1\n\na{b="c"}\n', 3, "expected value after label set"],
    ["a\n", 1, "expected value after metric name"],
    ["a one 1\n", 1, 'expected a number as value, got "one"'],
    ["a 1 1.5\n", 1, 'expected timestamp in whole milliseconds, got "1.5"'],
    ["a 1 soon\n# EOF\n", 1, 'expected timestamp in seconds, got "soon"'],
    ["a 1 1 2\n", 1, "expected end of line after timestamp"],
    ['a{b="c} 1 1\n', 1, "expected closing quote of label value"],
    ["a{b=c} 1 1\n", 1, "expected label value in double quotes"],
    ["a{b} 1 1\n", 1, 'expected "=" after label name'],
    ["a{1} 1 1\n", 1, 'expected label name or "}"'],
    ['a{b="c" d="e"} 1 1\n', 1, 'expected "," or "}" after label value'],
    ['a{b="c",b="d"} 1 1\n', 1, 'label name "b" is not unique'],
    ['{b="c"} 1 1\n', 1, "expected a metric name"],
    ["1 1 1\n", 1, "expected a metric name"],
    ["a-b 1 1\n", 1, 'expected "{" or a space after metric name, got "-"'],
    ["# TYPE a knob\n", 1, 'expected a metric type, got "knob"'],
    ['a{b="c"} 1 5\na{b="c"} 1 4\n', 2, 'out of order sample for a{b="c"}'],
    ["a 1 5\na 2 5\n", 2, "duplicate sample with another value for a"],
    ["# EOF\na 1 1\n# EOF\n", 2, "expected nothing after # EOF"],
  ])("refuses %j at line %d: %s", (text, line, message) => {
    expect(readOpenMetrics(text)).toEqual({ ok: false, line, message });
  });

  test("reads a quarter of a million samples in well under two seconds", () => {
    const lines: string[] = [];
    for (let series = 0; series < 250; series++) {
      for (let i = 0; i < 1000; i++) lines.push(`x_total{job="serve",id="${series}"} ${i * 3} ${i * 15}`);
    }
    const store = storeOf(`${lines.join("\n")}\n# EOF\n`);
    expect(store.sampleCount).toBe(250_000);
  }, 2_000);
});
