import { describe, expect, test } from "vitest";
import { query } from "../promql/engine/query.ts";
import { Labels } from "../tsdb/labels.ts";
import { SeriesStore } from "../tsdb/store.ts";
import { appendTo } from "./append-to.ts";
import { parseRuleFile } from "./rule-file.ts";
import { RuleManager, type RuleManagerOptions } from "./rule-manager.ts";
import { slotAtOrBefore, slotOffsetMs } from "./slots.ts";

const T0 = 1_760_536_800_000;

/** A server with one store, whose time is advanced by hand. */
class Server {
  readonly store = new SeriesStore();
  readonly manager: RuleManager;
  readonly sent: string[] = [];
  nowMs = T0;

  constructor(rules: string, options: RuleManagerOptions = {}) {
    this.manager = new RuleManager(options);
    this.load(rules);
  }

  load(rules: string): void {
    const { groups, errors } = parseRuleFile(rules, "rules.yml");
    if (errors.length > 0) throw new Error(errors[0]?.text);
    this.manager.load(groups, this.nowMs);
  }

  /** Writes a sample now. */
  put(name: string, labels: Record<string, string>, value: number): void {
    this.store.append(this.store.series(Labels.of({ __name__: name, ...labels })), this.nowMs, value);
  }

  advance(seconds: number): void {
    const endMs = this.nowMs + seconds * 1000;
    for (let atMs = this.manager.nextEvaluationMs(); atMs <= endMs; atMs = this.manager.nextEvaluationMs()) {
      for (const alert of this.manager.evaluate(atMs, this.store, appendTo(this.store))) {
        const state = alert.endsAtMs <= atMs ? "resolved" : "firing";
        this.sent.push(`${(atMs - T0) / 1000} ${alert.labels.get("alertname")} ${state}`);
      }
    }
    this.nowMs = endMs;
  }

  /** Values of an instant query now, by label set without the name. */
  ask(expr: string, atMs = this.nowMs): Record<string, number> {
    const result = query(this.store, { expr, timeMs: atMs });
    if (result.status === "error") throw new Error(result.error);
    return Object.fromEntries(
      result.series.map(({ labels, values }) => [
        labels
          .without(["__name__"])
          .pairs.map((pair) => pair.join("="))
          .join(","),
        values[0] ?? Number.NaN,
      ]),
    );
  }
}

describe("slots", () => {
  test("lie at the hash of file and group, modulo the interval", () => {
    const offset = slotOffsetMs("rules.yml", "g", 15_000);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThan(15_000);
    expect(slotOffsetMs("rules.yml", "h", 15_000)).not.toBe(offset);
    expect(slotAtOrBefore(T0, offset, 15_000)).toBeLessThanOrEqual(T0);
    expect((slotAtOrBefore(T0, offset, 15_000) - offset) % 15_000).toBe(0);
  });

  test("the first evaluation is the first slot after loading; late ones are skipped and counted", () => {
    const server = new Server("groups: [{name: g, rules: [{record: a, expr: vector(1)}]}]");
    const first = server.manager.nextEvaluationMs();
    expect(first).toBeGreaterThan(T0);
    expect(first).toBeLessThanOrEqual(T0 + 15_000);
    server.manager.evaluate(first + 40_000, server.store, appendTo(server.store));
    expect(server.manager.missedIterations).toBe(2);
    expect(server.manager.nextEvaluationMs()).toBe(first + 45_000);
    expect(server.ask("a", first + 30_000)).toEqual({ "": 1 });
    expect(server.ask("a", first + 29_999)).toEqual({});
  });
});

describe("recording", () => {
  test("rules run in order, and a later one sees what an earlier one wrote at the same time", () => {
    const server = new Server(`groups:
- name: g
  interval: 1m
  labels: {team: ml, level: group}
  rules:
  - record: a
    expr: vector(1)
    labels: {level: rule}
  - record: b
    expr: a + 1
  - record: late
    expr: last
  - record: last
    expr: vector(9)
`);
    server.advance(60);
    expect(server.ask("a")).toEqual({ "level=rule,team=ml": 1 });
    expect(server.ask("b")).toEqual({ "level=group,team=ml": 2 });
    expect(server.ask("late")).toEqual({});
    server.advance(60);
    expect(server.ask("late")).toEqual({ "level=group,team=ml": 9 });
  });

  test("query_offset moves the query and the sample back", () => {
    const server = new Server("groups: [{name: g, query_offset: 30s, rules: [{record: a, expr: time()}]}]");
    server.advance(15);
    const at = server.manager.statuses()[0]?.lastEvaluationMs ?? 0;
    expect(server.ask("timestamp(a)")).toEqual({ "": (at - 30_000) / 1000 });
    expect(server.ask("a")).toEqual({ "": (at - 30_000) / 1000 });
  });

  test("a series that vanishes from the result ends at once", () => {
    const server = new Server("groups: [{name: g, rules: [{record: a, expr: x > 1}]}]");
    server.put("x", { i: "1" }, 5);
    server.advance(15);
    expect(server.ask("a")).toEqual({ "i=1": 5 });
    server.put("x", { i: "1" }, 0);
    server.advance(15);
    expect(server.ask("a")).toEqual({});
  });

  test("equal label sets after relabelling drop the whole result and change nothing", () => {
    const server = new Server("groups: [{name: g, rules: [{record: a, expr: x, labels: {i: same}}]}]");
    server.put("x", { i: "1" }, 1);
    server.advance(15);
    expect(server.ask("a")).toEqual({ "i=same": 1 });
    server.put("x", { i: "2" }, 2);
    server.advance(15);
    expect(server.manager.statuses()[0]).toMatchObject({
      health: "err",
      lastError: "vector contains metrics with the same labelset after applying rule labels",
      failures: 1,
    });
    // A failed evaluation writes no stale markers.
    expect(server.ask("a")).toEqual({ "i=same": 1 });
    expect(server.manager.errors()).toMatchObject([{ group: "g", rule: "a" }]);
  });

  test("a limit counts series", () => {
    const server = new Server("groups: [{name: g, limit: 1, rules: [{record: a, expr: x}]}]");
    server.put("x", { i: "1" }, 1);
    server.put("x", { i: "2" }, 2);
    server.advance(15);
    expect(server.manager.statuses()[0]?.lastError).toBe("exceeded limit of 1 with 2 series");
    expect(server.ask("a")).toEqual({});
  });

  test("an expression that fails reports the engine's text", () => {
    const server = new Server("groups: [{name: g, rules: [{record: a, expr: x * on(i) y}]}]");
    for (const j of ["1", "2"]) server.put("y", { i: "1", j }, 1);
    server.put("x", { i: "1" }, 1);
    server.advance(15);
    expect(server.manager.statuses()[0]?.lastError).toMatch(/^found duplicate series for the match group/);
  });
});

const ALERTS = `groups:
- name: g
  rules:
  - alert: High
    expr: x > 1
    for: 30s
    labels: {severity: critical, i: "{{ $labels.i }}!"}
    annotations: {summary: "{{ $labels.i }} is {{ $value }}"}
`;

describe("alerting", () => {
  test("labels and annotations are expanded; ALERTS follows the state", () => {
    const server = new Server(ALERTS);
    server.put("x", { i: "1" }, 5);
    server.advance(15);
    const high = "alertname=High,alertstate=pending,i=1!,severity=critical";
    expect(server.ask("ALERTS")).toEqual({ [high]: 1 });
    server.put("x", { i: "1" }, 6);
    server.advance(30);
    expect(server.ask("ALERTS")).toEqual({ [high.replace("pending", "firing")]: 1 });
    expect(server.manager.alerts()).toMatchObject([
      { rule: "High", state: "firing", value: 6, annotations: { summary: "1 is 6" } },
    ]);
    expect(server.manager.transitions().map(({ from, to }) => `${from}>${to}`)).toEqual([
      "inactive>pending",
      "pending>firing",
    ]);
  });

  test("alerts are sent on change, every resend delay, and for 15 minutes after they resolve", () => {
    const server = new Server(ALERTS);
    const first = (server.manager.nextEvaluationMs() - T0) / 1000;
    for (let i = 0; i < 20; i++) {
      server.put("x", { i: "1" }, 5);
      server.advance(15);
    }
    expect(server.sent).toEqual([
      `${first + 30} High firing`,
      `${first + 105} High firing`,
      `${first + 180} High firing`,
      `${first + 255} High firing`,
    ]);
    server.put("x", { i: "1" }, 0);
    server.sent.length = 0;
    server.advance(15);
    expect(server.sent).toEqual([`${first + 300} High resolved`]);
    server.advance(20 * 60);
    expect(server.sent.length).toBe(13);
    expect(server.manager.alerts()).toEqual([]);
  });

  test("external labels are added where the alert has none of that name", () => {
    const server = new Server(ALERTS, { externalLabels: { cluster: "c", severity: "none" } });
    server.put("x", { i: "1" }, 5);
    let labels = Labels.empty;
    for (let i = 0; i < 4; i++) {
      const atMs = server.manager.nextEvaluationMs();
      for (const alert of server.manager.evaluate(atMs, server.store, appendTo(server.store)))
        labels = alert.labels;
    }
    expect(labels.toRecord()).toEqual({ alertname: "High", cluster: "c", i: "1!", severity: "critical" });
  });

  test("equal label sets are an error and keep the alerts as they were", () => {
    const server = new Server("groups: [{name: g, rules: [{alert: A, expr: x > 1, labels: {i: same}}]}]");
    server.put("x", { i: "1" }, 5);
    server.advance(15);
    server.put("x", { i: "2" }, 5);
    server.advance(15);
    expect(server.manager.statuses()[0]?.lastError).toBe(
      "vector contains metrics with the same labelset after applying alert labels",
    );
    expect(server.manager.alerts()).toMatchObject([{ state: "firing" }]);
  });

  test("a template that fails becomes its error, and the alert fires all the same", () => {
    const server = new Server(
      `groups: [{name: g, rules: [{alert: A, expr: vector(1), annotations: {s: '{{ first (query "none") }}'}}]}]`,
    );
    server.advance(15);
    expect(server.manager.alerts()[0]).toMatchObject({
      state: "firing",
      annotations: {
        s: expect.stringMatching(
          /^<error expanding template: error executing template __alert_A: template: __alert_A:1:115: executing "__alert_A" at <first \(query "none"\)>: error calling first: first\(\) called on vector with no elements>$/,
        ),
      },
    });
  });
});

describe("reloading", () => {
  test("an unchanged group goes on; a changed one keeps the alerts of rules with the same name and labels", () => {
    const server = new Server(ALERTS);
    server.put("x", { i: "1" }, 5);
    server.advance(45);
    const next = server.manager.nextEvaluationMs();
    server.load(ALERTS);
    expect(server.manager.nextEvaluationMs()).toBe(next);
    server.load(ALERTS.replace("x > 1", "x > 2"));
    expect(server.manager.alerts()).toMatchObject([{ state: "firing" }]);
    server.advance(15);
    expect(server.manager.transitions().length).toBe(2);
  });

  test("series of a rule that is gone end at the next evaluation, those of a group after two intervals", () => {
    const server = new Server(
      "groups: [{name: g, rules: [{record: a, expr: vector(1)}, {record: b, expr: vector(2)}]}]",
    );
    server.advance(15);
    server.load("groups: [{name: g, rules: [{record: b, expr: vector(2)}]}]");
    expect(server.ask("a")).toEqual({ "": 1 });
    server.advance(15);
    expect(server.ask("a")).toEqual({});
    expect(server.ask("b")).toEqual({ "": 2 });
    server.load("groups: []");
    server.advance(29);
    expect(server.ask("b")).toEqual({ "": 2 });
    server.advance(1);
    expect(server.ask("b")).toEqual({});
  });
});

describe("a restart", () => {
  const rules = ALERTS.replace("for: 30s", "for: 20m");

  function pendingThenRestart(pendingSeconds: number, downSeconds: number): Server {
    const server = new Server(rules);
    for (let i = 0; i < pendingSeconds / 15; i++) {
      server.put("x", { i: "1" }, 5);
      server.advance(15);
    }
    server.nowMs += downSeconds * 1000;
    server.manager.restart(server.nowMs);
    for (let i = 0; i < 3; i++) {
      server.put("x", { i: "1" }, 5);
      server.advance(15);
    }
    return server;
  }

  test("continues the `for` clock; the outage does not count", () => {
    const server = pendingThenRestart(300, 120);
    const [alert] = server.manager.alerts();
    const waited = (server.nowMs - (alert?.activeAtMs ?? 0)) / 1000;
    expect(waited).toBeGreaterThan(300);
    expect(waited).toBeLessThan(300 + 120);
  });

  test("an alert that is nearly due waits the grace period of 10 min", () => {
    const server = pendingThenRestart(18 * 60, 60);
    const [alert] = server.manager.alerts();
    const left = (alert?.activeAtMs ?? 0) + 20 * 60_000 - server.nowMs;
    expect(alert?.state).toBe("pending");
    expect(left / 60_000).toBeGreaterThan(9);
    expect(left / 60_000).toBeLessThanOrEqual(10);
  });

  test("an alert that was firing fires again", () => {
    const server = pendingThenRestart(21 * 60, 60);
    expect(server.manager.alerts()).toMatchObject([{ state: "firing" }]);
  });

  test("nothing is restored after an outage of more than an hour", () => {
    const server = pendingThenRestart(300, 3700);
    const [alert] = server.manager.alerts();
    expect((alert?.activeAtMs ?? 0) - T0).toBeGreaterThan(3_900_000);
  });
});
