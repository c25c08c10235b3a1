const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration as Grafana writes it, one number and one unit (`30s`, `6h`), in ms; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const found = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text.trim());
  return found === null ? undefined : Number(found[1]) * (unitsMs[found[2] ?? ""] ?? Number.NaN);
}

/** The shortest such text for a whole number of ms. */
export function durationText(ms: number): string {
  for (const [unit, size] of Object.entries(unitsMs).reverse()) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms)}ms`;
}
