import type { RankDetail } from "./trace-types.ts";

/** Where a quantile lies among sorted values (NaN first); undefined for one outside 0 to 1 or of nothing. */
export function traceRank(q: number, values: readonly number[]): RankDetail | undefined {
  if (values.length === 0 || !(q >= 0 && q <= 1)) return undefined;
  const sorted = [...values].sort(nanFirst);
  const last = sorted.length - 1;
  const rank = q * last;
  const at = Math.max(0, Math.floor(rank));
  const lower = sorted[at] ?? 0;
  const upper = sorted[Math.min(last, at + 1)] ?? 0;
  const weight = rank - Math.floor(rank);
  return {
    q,
    count: values.length,
    rank,
    lower,
    upper,
    weight,
    result: lower * (1 - weight) + upper * weight,
  };
}

function nanFirst(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return (Number.isNaN(b) ? 1 : 0) - (Number.isNaN(a) ? 1 : 0);
  return a - b;
}
