/** `14:05:30` UTC of a time in milliseconds since the epoch. */
export function showTime(ms: number): string {
  const seconds = Math.floor(ms / 1000) % 86_400;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds of a Prometheus duration such as `1h30m`; the schema has checked its form. */
export function durationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let total = 0;
  for (const match of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    total += Number(match[1]) * (units[match[2] ?? ""] ?? 0);
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
