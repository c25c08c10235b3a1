/** Messages of the settings. */
export const settings = {
  fullEditor: "Full editor (off: a plain text box that does the same)",
  singleKeys: "Single-letter keys",
  prometheusKeys: "Prometheus keys: Enter runs, Shift+Enter is a new line",
  moreContrast: "More contrast, also when the system does not ask for it",
  lessMotion: "Less motion, also when the system does not ask for it",
} as const;
