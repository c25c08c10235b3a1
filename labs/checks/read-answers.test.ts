import { describe, expect, test } from "vitest";
import { readActions } from "./read-actions.ts";
import { readScalars } from "./read-scalar.ts";
import { durationMs, showMs, showTime } from "./show-time.ts";

describe("readScalars", () => {
  test.each([
    ["", []],
    ["46.7 %", ["46.7 %"]],
    ["[a, b]", ["a", "b"]],
    ["- a\n- b", ["a", "b"]],
    ["14:05", ["14:05"]],
    ['"54 s"', ["54 s"]],
    ["{a: 1}", ["{a: 1}"]],
    ["[unclosed", ["[unclosed"]],
  ])("%j", (answer, scalars) => {
    expect(readScalars(answer)).toEqual(scalars);
  });
});

describe("readActions", () => {
  test("reads commands, acknowledgements, notes and the close", () => {
    const text =
      '- {at: "14:40", command: kubectl get pods}\n- {at: "14:41", acknowledge: X}\n- {at: "14:42", note: "a: b"}\n- {at: "15:00:30", close: true}\n';
    expect(readActions(text)).toEqual({
      actions: [
        { at: "14:40", command: "kubectl get pods" },
        { at: "14:41", acknowledge: "X" },
        { at: "14:42", note: "a: b" },
        { at: "15:00:30", close: true },
      ],
    });
  });

  test.each(["", "   ", "[]"])("nothing done: %j", (text) => {
    expect(readActions(text)).toEqual({ actions: [] });
  });

  test.each([
    ["kubectl get pods", "Write a list of actions"],
    ["- [", "This is not YAML"],
    ["- {command: x}", "Action 1: `at` is a time of day"],
    ['- {at: "14:40"}', "Action 1: write exactly one of"],
    ['- {at: "14:40", command: x, note: y}', "Action 1: write exactly one of"],
    ['- {at: "14:40", command: [a]}', "Action 1: `command` is a text"],
    ["- text", "Action 1: an action has"],
    ["x".repeat(20_001), "20001 characters"],
    ['- {at: "14:40", note: x}\n'.repeat(201), "201 actions"],
  ])("%j is refused with a reason", (text, problem) => {
    expect(readActions(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test("times and durations", () => {
  expect(showTime(Date.UTC(2025, 9, 15, 14, 5, 30))).toBe("14:05:30");
  expect(durationMs("1h30m")).toBe(5_400_000);
  expect(durationMs("500ms")).toBe(500);
  expect([0, 15_000, 270_000, 7_200_000].map(showMs)).toEqual(["0 s", "15 s", "4 min 30 s", "2 h"]);
});
