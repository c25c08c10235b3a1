/** `14:05:30` UTC of a time in milliseconds since the epoch. */
export function showTime(ms: number): string {
  const seconds = Math.floor(ms / 1000) % 86_400;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds of each unit of a Prometheus duration. */
export const durationUnits = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
} as const;

/** Milliseconds of a Prometheus duration such as `1h30m`; the schema has checked its form. */
export function durationMs(text: string): number {
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    total += Number(count) * (Object.entries(durationUnits).find(([name]) => name === unit)?.[1] ?? 0);
  }
  return total;
}

/** `4 min 30 s`, `2 h`, `15 s` of milliseconds. */
export function showMs(ms: number): string {
  const whole = Math.round(Math.abs(ms) / 1000);
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  const text = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return text.length === 0 ? "0 s" : text.join(" ");
}
