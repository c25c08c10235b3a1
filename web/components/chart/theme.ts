import { useEffect, useState } from "react";

/** Colours a canvas needs as plain values, read from the tokens of the current theme. */
export interface ChartTheme {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly grid: string;
  readonly axis: string;
  readonly bg: string;
  readonly accent: string;
  readonly crit: string;
  readonly ok: string;
  readonly series: readonly string[];
  readonly font: string;
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"),
    ink2: token("--ink-2"),
    ink3: token("--ink-3"),
    grid: token("--grid"),
    axis: token("--line-2"),
    bg: token("--bg"),
    accent: token("--accent"),
    crit: token("--crit"),
    ok: token("--ok"),
    series: Array.from({ length: 8 }, (_, i) => token(`--s${i + 1}`)),
    font: token("--sans"),
  };
}

/** The theme's colours; changes when the learner or the system switches themes. */
export function useChartTheme(): ChartTheme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const update = (): void => setTheme(readTheme());
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme", "data-contrast"],
    });
    const wishes = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((one) => matchMedia(one));
    for (const wish of wishes) wish.addEventListener("change", update);
    return () => {
      observer.disconnect();
      for (const wish of wishes) wish.removeEventListener("change", update);
    };
  }, []);
  return theme;
}
