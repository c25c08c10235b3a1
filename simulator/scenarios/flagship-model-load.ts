import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";

/** Decoy D2 of 06 section 4.7: every replica loads a second model of 40,960 MiB over 6 min 24 s, then stays flat. */
export const flagshipModelLoad = flagship({
  id: "flagship-model-load",
  title: "A second model moves in",
  changes: [
    {
      id: RELEASE_CHANGE,
      atMs: at("14:00"),
      service: "bert-model-serving",
      from: "models bert-base",
      to: "models bert-base, bert-large-multilingual",
      text: "preload bert-large-multilingual beside bert-base",
      effect: "load-model",
      mebibytes: 40_960,
      seconds: 384,
      harmless: true,
    },
  ],
});
