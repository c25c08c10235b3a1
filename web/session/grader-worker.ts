import { GradingCancelled, grade } from "../../labs/grader/grade.ts";
import { prepareStep } from "../../labs/grader/prepare.ts";
import { attemptSeeds } from "../../labs/grader/seeds.ts";
import { WorldCache } from "../../labs/grader/world-supply.ts";
import type { CodeRunner } from "../../labs/sandbox/code-runner.ts";
import { portRunner } from "../sandbox/code-port.ts";
import type { GraderCalls } from "./protocol.ts";
import { serve } from "./serve.ts";

/** Grades in a worker of its own, so a check never stalls the live world. Its hidden worlds stay warm. */
const cache = new WorldCache();

/** Learner code runs in a frame of the page; its port comes before the first request. */
let code: CodeRunner | undefined;
self.addEventListener("message", (event: MessageEvent<{ kind?: string; port?: MessagePort }>) => {
  if (event.data.kind !== "code-port" || event.data.port === undefined) return;
  event.stopImmediatePropagation();
  code = portRunner(event.data.port);
});

serve<GraderCalls>({
  grade: ({ lab, stepId, answer, attemptId, run }, job) =>
    grade(lab, stepId, answer, {
      seeds: attemptSeeds(lab.id, lab.format, attemptId),
      cache,
      run,
      code,
      breathe: () =>
        job.breathe().catch(() => {
          throw new GradingCancelled();
        }),
      onProgress: ({ done, total, detail }) => job.progress({ phase: "check", done, total, detail }),
    }),
  async prepare({ lab, stepId, attemptId, ownSeed }, job) {
    const seeds = attemptSeeds(lab.id, lab.format, attemptId);
    await prepareStep(lab, stepId, { seeds, cache, ownSeed, breathe: () => job.breathe() });
    return null;
  },
});
