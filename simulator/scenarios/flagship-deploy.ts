import { at, flagship, RELEASE_CHANGE } from "./flagship.ts";

/** Decoy D1 of 06 section 4.7: the same rollout of a v2.1 without the leak. */
export const flagshipDeploy = flagship({
  id: "flagship-deploy",
  title: "A rollout like any other",
  changes: [
    {
      id: RELEASE_CHANGE,
      atMs: at("14:00"),
      service: "bert-model-serving",
      from: "v2.0",
      to: "v2.1",
      text: "deploy bert-model-serving v2.0 -> v2.1",
      effect: "deploy",
      version: "v2.1",
      harmless: true,
    },
  ],
});
