import type { SampleColumns, SampleSource } from "./sample-source.ts";

/**
 * Samples of a source as an OpenMetrics text that `promtool tsdb create-blocks-from openmetrics` reads: one
 * line a sample, each series' samples together, timestamps in seconds. The text format has no way to say
 * that a series ended, so stale markers are left out, and a gap is all that remains of them. Families carry
 * no TYPE, because names such as `nv_inference_count` break OpenMetrics' naming of counters.
 */
export function* writeOpenMetrics(source: SampleSource, fromMs: number, toMs: number): Generator<string> {
  const columns: SampleColumns = {
    count: 0,
    timesMs: new Float64Array(0),
    values: new Float64Array(0),
    stale: new Uint8Array(0),
  };
  for (const series of source.select([], fromMs, toMs)) {
    series.read(fromMs, toMs, columns);
    const name = series.labels.get("__name__");
    const labels = series.labels.pairs
      .filter(([label]) => label !== "__name__")
      .map(([label, value]) => `${label}="${escapeValue(value)}"`)
      .join(",");
    const head = `${name}{${labels}} `;
    let text = "";
    for (let i = 0; i < columns.count; i++) {
      if (columns.stale[i] === 1) continue;
      text += `${head}${showValue(columns.values[i] ?? Number.NaN)} ${(columns.timesMs[i] ?? 0) / 1000}\n`;
    }
    if (text !== "") yield text;
  }
  yield "# EOF\n";
}

function escapeValue(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function showValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
