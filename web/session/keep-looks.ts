import { getState, type Settings, useStore } from "./store.ts";

/**
 * Applies theme, contrast and motion to the page now, and keeps them where the script that runs before
 * the first paint finds them.
 */
export function keepLooks(): void {
  apply(getState().settings);
  useStore.subscribe((state, before) => {
    if (state.settings !== before.settings) apply(state.settings);
  });
}

function apply({ theme, moreContrast, lessMotion }: Settings): void {
  wear("theme", theme === "system" ? undefined : theme);
  wear("contrast", moreContrast ? "more" : undefined);
  wear("motion", lessMotion ? "less" : undefined);
}

/** `undefined` leaves it to the system. */
function wear(name: "theme" | "contrast" | "motion", value: string | undefined): void {
  const { dataset } = document.documentElement;
  if (value === undefined) delete dataset[name];
  else dataset[name] = value;
  try {
    if (value === undefined) localStorage.removeItem(`nines-${name}`);
    else localStorage.setItem(`nines-${name}`, value);
  } catch {
    // Blocked storage only costs the choice at the next visit.
  }
}
