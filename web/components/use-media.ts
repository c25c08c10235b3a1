import { useSyncExternalStore } from "react";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** One panel at a time, bottom tabs (07 section 12). */
export const smallScreen = "(max-width: 767px)";
/** Room for a second panel beside the centre. */
export const wideScreen = "(min-width: 1360px)";
