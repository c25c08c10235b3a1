import { expect, test } from "vitest";
import type { CodeJob, CodeOutcome } from "../../labs/sandbox/code-runner.ts";
import { answerCodePort, portRunner } from "./code-port.ts";

const job = (seed: number): CodeJob => ({
  source: "",
  handler: "predict",
  seed,
  startMs: 0,
  requests: [],
  inFlight: 1,
  tensors: false,
});

test("jobs cross a port, each with its own answer, in any order", async () => {
  const { port1, port2 } = new MessageChannel();
  const open: ((outcome: CodeOutcome) => void)[] = [];
  answerCodePort(port1, async () => ({
    run: ({ seed }) =>
      seed === 3
        ? Promise.reject(new Error("no frame"))
        : new Promise((resolve) => {
            open.push(resolve);
            if (open.length === 2)
              for (const answer of open.reverse()) answer({ kind: "host-stopped", reason: "crash" });
          }),
  }));
  const runner = portRunner(port2);
  const both = await Promise.all([runner.run(job(1)), runner.run(job(2))]);
  expect(both).toEqual([
    { kind: "host-stopped", reason: "crash" },
    { kind: "host-stopped", reason: "crash" },
  ]);
  await expect(runner.run(job(3))).rejects.toThrow("no frame");
  port1.close();
  port2.close();
});
