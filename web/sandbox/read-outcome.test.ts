import { expect, test } from "vitest";
import { readOutcome } from "./read-outcome.ts";

const transcript = { results: [], metrics: [], samples: [], spans: [], logs: [], tensors: [] };
const crash = { kind: "host-stopped", reason: "crash" };

test("a whole outcome is passed on", () => {
  const done = { kind: "done", transcript };
  expect(readOutcome(done)).toBe(done);
  const finding = { code: "code-behaviour/memory", type: "essential", message: "Too much.", params: {} };
  expect(readOutcome({ kind: "learner-error", finding })).toEqual({ kind: "learner-error", finding });
  expect(readOutcome({ kind: "host-stopped", reason: "wall-clock" })).toEqual({
    ...crash,
    reason: "wall-clock",
  });
});

test.each([
  undefined,
  null,
  "done",
  { kind: "pass" },
  { kind: "done" },
  { kind: "done", transcript: { ...transcript, spans: "none" } },
  { kind: "done", transcript: { ...transcript, logs: [1] } },
  { kind: "learner-error" },
  { kind: "learner-error", finding: { code: "classify/right", message: "x" } },
  { kind: "learner-error", finding: { code: "code-behaviour/memory" } },
])("anything else is a crash: %j", (value) => {
  expect(readOutcome(value)).toEqual(crash);
});
