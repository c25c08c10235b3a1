import { describe, expect, test } from "vitest";
import { Labels } from "../tsdb/labels.ts";
import { type AlertStates, alertSamples, needsSending, stepAlerts } from "./alert-step.ts";

const labels = Labels.of({ alertname: "X", pod: "a" });
const other = Labels.of({ alertname: "X", pod: "b" });
const result = (value: number, of = labels) => ({
  labels: of,
  annotations: () => ({ v: String(value) }),
  value,
});
const rule = { alert: "X", forMs: 60_000, keepFiringForMs: 0 };

/** Runs evaluations 15 s apart: `x` has a result, `.` has none. */
function run(pattern: string, settings: Partial<typeof rule> = {}, startMs = 0) {
  let states: AlertStates = new Map();
  const seen: string[] = [];
  const transitions: string[] = [];
  [...pattern].forEach((char, index) => {
    const atMs = startMs + index * 15_000;
    const step = stepAlerts(states, char === "x" ? [result(index)] : [], atMs, { ...rule, ...settings });
    states = step.states;
    seen.push(states.get(labels.key)?.state ?? "-");
    transitions.push(...step.transitions.map(({ from, to }) => `${atMs / 1000}:${from}>${to}`));
  });
  return { states, seen: seen.join(" "), transitions };
}

describe("the life of an alert", () => {
  test("waits for its `for`, counted from the first result", () => {
    const { seen, transitions, states } = run("xxxxx");
    expect(seen).toBe("pending pending pending pending firing");
    expect(transitions).toEqual(["0:inactive>pending", "60:pending>firing"]);
    expect(states.get(labels.key)).toMatchObject({ activeAtMs: 0, firedAtMs: 60_000, value: 4 });
    expect(states.get(labels.key)?.annotations()).toEqual({ v: "4" });
  });

  test("fires at once without `for`", () => {
    expect(run("x", { forMs: 0 }).transitions).toEqual(["0:inactive>firing"]);
  });

  test("one evaluation without a result ends a pending alert, and the clock starts anew", () => {
    const { transitions, states } = run("xxx.xxxxx");
    expect(transitions).toEqual([
      "0:inactive>pending",
      "45:pending>inactive",
      "60:inactive>pending",
      "120:pending>firing",
    ]);
    expect(states.get(labels.key)?.activeAtMs).toBe(60_000);
  });

  test("a resolved alert is remembered for 15 minutes, then forgotten", () => {
    const { states, seen } = run(`xxxxx${".".repeat(62)}`);
    expect(seen.split(" ").slice(4, 7)).toEqual(["firing", "inactive", "inactive"]);
    // Resolved at 75 s; 15 min later it is still there, one evaluation on it is gone.
    expect(seen.split(" ")[5 + 60]).toBe("inactive");
    expect(seen.split(" ")[5 + 61]).toBe("-");
    expect(states.size).toBe(0);
  });

  test("a resolved alert that comes back starts anew", () => {
    const { transitions } = run("xxxxx..xxxxx");
    expect(transitions.slice(2)).toEqual([
      "75:firing>inactive",
      "105:inactive>pending",
      "165:pending>firing",
    ]);
  });

  test("keep_firing_for holds a firing alert up, and a result in between clears its clock", () => {
    expect(run("xxxxx...", { keepFiringForMs: 30_000 }).transitions.at(-1)).toBe("105:firing>inactive");
    expect(run("xxxxx.x...", { keepFiringForMs: 30_000 }).transitions.at(-1)).toBe("135:firing>inactive");
    // It never applies to a pending alert.
    expect(run("x.", { keepFiringForMs: 30_000 }).transitions.at(-1)).toBe("15:pending>inactive");
  });

  test("a raised `for` sends a firing alert back to pending", () => {
    const { states } = run("xxxxx");
    const step = stepAlerts(states, [result(1)], 75_000, { ...rule, forMs: 600_000 });
    expect(step.states.get(labels.key)).toMatchObject({
      state: "pending",
      firedAtMs: undefined,
      activeAtMs: 0,
    });
    expect(step.transitions).toMatchObject([{ from: "firing", to: "pending" }]);
  });

  test("a limit counts pending and firing alerts; beyond it all are forgotten", () => {
    const { states } = run("xxxxx");
    const both = [result(1), result(1, other)];
    const step = stepAlerts(states, both, 75_000, rule, 1);
    expect(step.error).toBe("exceeded limit of 1 with 2 alerts");
    expect(step.states.size).toBe(0);
    expect(step.transitions).toMatchObject([{ from: "firing", to: "inactive" }]);
    expect(stepAlerts(states, both, 75_000, rule, 2).error).toBeUndefined();
  });

  test("states before a step are left as they were", () => {
    const { states } = run("xx");
    const copy = JSON.stringify([...states]);
    stepAlerts(states, [], 999_000, rule);
    expect(JSON.stringify([...states])).toBe(copy);
  });
});

describe("series about alerts", () => {
  test("ALERTS is 1 with the state, ALERTS_FOR_STATE is the time in seconds", () => {
    const { states } = run("xx", {}, 1_500);
    expect(alertSamples(states, Labels.of({})).map((one) => [one.labels.toRecord(), one.value])).toEqual([
      [{ __name__: "ALERTS", alertname: "X", alertstate: "pending", pod: "a" }, 1],
      [{ __name__: "ALERTS_FOR_STATE", alertname: "X", pod: "a" }, 1],
    ]);
  });

  test("a label that expanded to nothing shows the template, as upstream", () => {
    const { states } = run("x");
    const [sample] = alertSamples(states, Labels.of({ team: "{{ if false }}x{{ end }}" }));
    expect(sample?.labels.get("team")).toBe("{{ if false }}x{{ end }}");
  });

  test("resolved alerts write nothing", () => {
    expect(alertSamples(run("xxxxx.").states, Labels.empty)).toEqual([]);
  });
});

describe("sending", () => {
  test("at once after a change, else after the resend delay has passed", () => {
    const alert = run("xxxxx").states.get(labels.key);
    if (alert === undefined) throw new Error("no alert");
    expect(needsSending(alert, 60_000, 60_000)).toBe(true);
    expect(needsSending({ ...alert, lastSentAtMs: 60_000 }, 120_000, 60_000)).toBe(false);
    expect(needsSending({ ...alert, lastSentAtMs: 60_000 }, 120_001, 60_000)).toBe(true);
    expect(needsSending({ ...alert, state: "pending" }, 60_000, 60_000)).toBe(false);
    const resolved = { ...alert, state: "inactive", resolvedAtMs: 75_000, lastSentAtMs: 60_000 } as const;
    expect(needsSending(resolved, 75_000, 60_000)).toBe(true);
  });
});
