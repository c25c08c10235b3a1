import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import type { Notification, SentAlert } from "../rule-types.ts";
import { Alertmanager } from "./alertmanager.ts";
import { parseAlertmanagerConfig } from "./config.ts";
import { alertMatcher } from "./matcher.ts";
import { silenceState } from "./silences.ts";

const T0 = 1_760_536_800_000;
const MINUTE = 60_000;

/** An Alertmanager with a Prometheus that resends its alerts every minute. */
class Bench {
  readonly alertmanager: Alertmanager;
  private readonly firing = new Map<string, SentAlert>();
  private nowMs = T0;

  constructor(config?: string) {
    if (config === undefined) this.alertmanager = new Alertmanager();
    else {
      const read = parseAlertmanagerConfig(config);
      if (!read.ok) throw new Error(read.error);
      this.alertmanager = new Alertmanager({ config: read.config });
    }
  }

  fire(labels: Record<string, string>): void {
    const set = Labels.of({ alertname: "A", ...labels });
    const alert: SentAlert = {
      rule: set.get("alertname"),
      labels: set,
      annotations: {},
      startsAtMs: this.nowMs,
      endsAtMs: this.nowMs + 4 * MINUTE,
    };
    this.firing.set(set.key, alert);
    this.alertmanager.receive([alert], this.nowMs);
  }

  resolve(labels: Record<string, string>): void {
    const { key } = Labels.of({ alertname: "A", ...labels });
    const alert = this.firing.get(key);
    if (alert === undefined) throw new Error("no such alert");
    this.firing.delete(key);
    this.alertmanager.receive([{ ...alert, endsAtMs: this.nowMs }], this.nowMs);
  }

  /** Prometheus goes away: nothing is resent any more. */
  forgetAll(): void {
    this.firing.clear();
  }

  /** Advances by seconds and tells what was delivered: time, receiver, status, alerts, reason. */
  advance(seconds: number): string[] {
    const endMs = this.nowMs + seconds * 1000;
    const delivered: Notification[] = [];
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(this.nowMs + MINUTE, endMs);
      delivered.push(...this.alertmanager.advance(this.nowMs));
      const again = [...this.firing.values()].map((alert) => ({
        ...alert,
        endsAtMs: this.nowMs + 4 * MINUTE,
      }));
      if (again.length > 0) this.alertmanager.receive(again, this.nowMs);
    }
    return delivered.map(({ deliveredMs, receiver, status, alerts, reason }) => {
      const firing = alerts.filter((alert) => alert.status === "firing").length;
      return `${(deliveredMs - T0) / 1000} ${receiver} ${status} ${firing}/${alerts.length} ${reason}`;
    });
  }
}

const ONE_GROUP = `route: {receiver: hook, group_by: [alertname], group_wait: 30s, group_interval: 5m, repeat_interval: 1h}
receivers: [{name: hook, webhook_configs: [{url: "http://x/"}]}]
`;

describe("grouping", () => {
  test("waits group_wait for company, then group_interval between notifications", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({ i: "1" });
    expect(bench.advance(20)).toEqual([]);
    bench.fire({ i: "2" });
    expect(bench.advance(20)).toEqual(["30 hook firing 2/2 first notification"]);
    bench.fire({ i: "3" });
    expect(bench.advance(600)).toEqual(["330 hook firing 3/3 new alerts in group"]);
    bench.resolve({ i: "1" });
    expect(bench.advance(600)).toEqual(["930 hook firing 2/3 new resolved alerts"]);
  });

  test("fifty alerts of one group are one notification", () => {
    const bench = new Bench(ONE_GROUP);
    for (let i = 0; i < 50; i++) bench.fire({ i: String(i) });
    expect(bench.advance(60)).toEqual(["30 hook firing 50/50 first notification"]);
  });

  test("groups with other labels are told apart", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({ alertname: "A" });
    bench.fire({ alertname: "B" });
    expect(bench.advance(60).length).toBe(2);
  });

  test("an alert that resolves before the first flush sends nothing", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({});
    bench.advance(10);
    bench.resolve({});
    expect(bench.advance(3600)).toEqual([]);
    expect(bench.alertmanager.nextEventMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test("an alert that is older than group_wait when it comes is told at once", () => {
    const bench = new Bench(ONE_GROUP);
    bench.advance(60);
    const labels = Labels.of({ alertname: "A" });
    const late = { rule: "A", labels, annotations: {}, startsAtMs: T0, endsAtMs: T0 + 10 * MINUTE };
    bench.alertmanager.receive([late], T0 + MINUTE);
    expect(bench.alertmanager.nextEventMs()).toBe(T0 + MINUTE);
  });

  test("resolving is told once, at the next flush, and the group is gone", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({});
    bench.advance(60);
    bench.resolve({});
    expect(bench.advance(3600)).toEqual(["330 hook resolved 0/1 all alerts resolved"]);
    expect(bench.alertmanager.counters().groups).toBe(0);
  });

  test("repeat_interval is rounded up to a flush", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({});
    expect(bench.advance(7500)).toEqual([
      "30 hook firing 1/1 first notification",
      "3930 hook firing 1/1 repeat interval elapsed",
    ]);
  });

  test("an alert nobody resends resolves when its time is up", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({});
    bench.advance(60);
    bench.forgetAll();
    expect(bench.advance(900)).toEqual(["330 hook resolved 0/1 all alerts resolved"]);
  });

  test("a silent integration is not told of resolved alerts, yet a new episode is a first notification", () => {
    const bench = new Bench(
      ONE_GROUP.replace(
        'webhook_configs: [{url: "http://x/"}]',
        "slack_configs: [{api_url: 'http://x/', channel: c}]",
      ),
    );
    bench.fire({});
    expect(bench.advance(60).length).toBe(1);
    bench.resolve({});
    expect(bench.advance(900)).toEqual([]);
    bench.fire({});
    expect(bench.advance(60)).toEqual(["990 hook firing 1/1 first notification"]);
  });
});

describe("what a notification holds", () => {
  test("the labels all alerts share, and when the first fired", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({ i: "1", severity: "critical", job: "x" });
    bench.advance(10);
    bench.fire({ i: "2", severity: "critical", job: "x" });
    bench.advance(60);
    const [notification] = bench.alertmanager.notifications();
    expect(notification?.labels.toRecord()).toEqual({ alertname: "A", job: "x", severity: "critical" });
    expect(notification).toMatchObject({
      rule: "A",
      severity: "critical",
      firedAtMs: T0,
      channel: "webhook",
      groupKey: '{}:{alertname="A"}',
    });
  });
});

describe("inhibition", () => {
  const config = `${ONE_GROUP}inhibit_rules:
- {source_matchers: [alertname="TargetDown"], target_matchers: [severity="warning"], equal: [job]}
`;

  test("a firing source hides targets with equal labels, and only those", () => {
    const bench = new Bench(config);
    bench.fire({ alertname: "TargetDown", job: "x" });
    bench.fire({ alertname: "Slow", job: "x", severity: "warning" });
    bench.fire({ alertname: "Slow", job: "y", severity: "warning" });
    expect(bench.advance(60)).toEqual([
      "30 hook firing 1/1 first notification",
      "30 hook firing 1/1 first notification",
    ]);
    expect(bench.alertmanager.suppressions()).toMatchObject([{ by: "inhibition" }]);
    bench.resolve({ alertname: "TargetDown", job: "x" });
    expect(bench.advance(300)).toContain("330 hook firing 2/2 new alerts in group");
  });

  test("an alert that is both sides is not hidden by another that is both", () => {
    const both = `${ONE_GROUP}inhibit_rules:\n- {source_matchers: [severity="a"], target_matchers: [severity="a"]}\n`;
    const bench = new Bench(both);
    bench.fire({ i: "1", severity: "a" });
    bench.fire({ i: "2", severity: "a" });
    expect(bench.advance(60)).toEqual(["30 hook firing 2/2 first notification"]);
  });
});

describe("silences", () => {
  const silence = { startsAtMs: T0, endsAtMs: T0 + 10 * MINUTE, createdBy: "a", comment: "c" };

  test("hide matching alerts while active", () => {
    const bench = new Bench(ONE_GROUP);
    const made = bench.alertmanager.silences.add({ ...silence, matchers: [alertMatcher("i", "=", "1")] }, T0);
    expect(made).toEqual({ ok: true, id: "silence-1" });
    bench.fire({ i: "1" });
    bench.fire({ i: "2" });
    expect(bench.advance(60)).toEqual(["30 hook firing 1/1 first notification"]);
    expect(bench.advance(840)).toEqual(["630 hook firing 2/2 new alerts in group"]);
  });

  test("are refused in Alertmanager's words", () => {
    const { silences } = new Bench().alertmanager;
    expect(silences.add({ ...silence, matchers: [alertMatcher("a", "=~", ".*")] }, T0)).toEqual({
      ok: false,
      error: "at least one matcher must not match the empty string",
    });
    const matchers = [alertMatcher("a", "=", "b")];
    expect(silences.add({ ...silence, matchers, endsAtMs: T0 - 1 }, T0)).toMatchObject({
      error: "end time must not be before start time",
    });
    expect(silences.expire("nope", T0)).toEqual({ ok: false, error: "silence not found" });
  });

  test("editing the matchers expires the old one and makes a new one; another end keeps it", () => {
    const { silences } = new Bench().alertmanager;
    const matchers = [alertMatcher("a", "=", "b")];
    silences.add({ ...silence, matchers }, T0);
    expect(silences.update("silence-1", { ...silence, matchers, endsAtMs: T0 + MINUTE }, T0)).toMatchObject({
      id: "silence-1",
    });
    const other = [alertMatcher("a", "=", "c")];
    expect(silences.update("silence-1", { ...silence, matchers: other }, T0 + 1)).toMatchObject({
      id: "silence-2",
    });
    expect(silences.all().map((one) => silenceState(one, T0 + 2))).toEqual(["expired", "active"]);
  });
});

describe("time intervals", () => {
  // 2025-10-15 is a Wednesday; T0 is 14:00 UTC, 16:00 in Berlin.
  test.each([
    ["{weekdays: ['monday:friday'], times: [{start_time: '13:00', end_time: '15:00'}]}", true],
    ["{weekdays: [saturday, sunday]}", false],
    ["{times: [{start_time: '14:00', end_time: '14:01'}]}", true],
    ["{times: [{start_time: '14:01', end_time: '24:00'}]}", false],
    ["{days_of_month: ['1:15']}", true],
    ["{days_of_month: ['-17']}", true],
    ["{days_of_month: ['-16:-1']}", false],
    ["{months: [october], years: ['2025']}", true],
    ["{months: ['11:12']}", false],
    ["{location: Europe/Berlin, times: [{start_time: '16:00', end_time: '17:00'}]}", true],
    ["{location: Asia/Kolkata, times: [{start_time: '19:30', end_time: '19:31'}]}", true],
  ])("%s mutes: %s", (interval, mutes) => {
    const bench = new Bench(`route:
  receiver: hook
  group_wait: 0s
  routes: [{matchers: [alertname="A"], mute_time_intervals: [x]}]
receivers: [{name: hook, webhook_configs: [{url: "http://x/"}]}]
time_intervals: [{name: x, time_intervals: [${interval}]}]
`);
    bench.fire({});
    expect(bench.advance(1).length).toBe(mutes ? 0 : 1);
  });

  test("an active interval mutes outside of it", () => {
    const config = (hours: string) => `route:
  receiver: hook
  group_wait: 0s
  routes: [{matchers: [alertname="A"], active_time_intervals: [x]}]
receivers: [{name: hook, webhook_configs: [{url: "http://x/"}]}]
time_intervals: [{name: x, time_intervals: [{times: [${hours}]}]}]
`;
    const inside = new Bench(config("{start_time: '14:00', end_time: '15:00'}"));
    inside.fire({});
    expect(inside.advance(1).length).toBe(1);
    const outside = new Bench(config("{start_time: '15:00', end_time: '16:00'}"));
    outside.fire({});
    expect(outside.advance(1)).toEqual([]);
  });
});

describe("pages", () => {
  test("a page nobody acknowledges for 15 minutes escalates, once", () => {
    const bench = new Bench();
    bench.fire({ severity: "critical" });
    expect(bench.advance(60)).toEqual(["10 pager firing 1/1 first notification"]);
    expect(bench.alertmanager.nextEventMs()).toBe(T0 + 310_000);
    bench.advance(15 * 60);
    const delivered = T0 + 10_000;
    expect(bench.alertmanager.notifications()[0]).toMatchObject({
      receiver: "pager",
      channel: "pager",
      deliveredMs: delivered,
      escalatedMs: delivered + 15 * MINUTE,
      acknowledgedMs: undefined,
    });
    expect(bench.alertmanager.acknowledge("A", T0 + 20 * MINUTE)).toBe(1);
    expect(bench.alertmanager.notifications()[0]).toMatchObject({ acknowledgedMs: T0 + 20 * MINUTE });
  });

  test("an acknowledged page does not escalate", () => {
    const bench = new Bench();
    bench.fire({ severity: "critical" });
    bench.advance(60);
    expect(bench.alertmanager.acknowledge("Other", T0 + MINUTE)).toBe(0);
    expect(bench.alertmanager.acknowledge("A", T0 + MINUTE)).toBe(1);
    expect(bench.alertmanager.acknowledge("A", T0 + 2 * MINUTE)).toBe(0);
    bench.advance(3600);
    expect(bench.alertmanager.notifications()[0]).toMatchObject({
      acknowledgedMs: T0 + MINUTE,
      escalatedMs: undefined,
    });
  });

  test("nor does one that resolves first, nor a ticket", () => {
    const bench = new Bench();
    bench.fire({ severity: "critical" });
    bench.fire({ alertname: "T", severity: "warning" });
    bench.advance(60);
    bench.resolve({ severity: "critical" });
    bench.advance(3600);
    expect(
      bench.alertmanager
        .notifications()
        .map(({ receiver, status, escalatedMs }) => [receiver, status, escalatedMs]),
    ).toEqual([
      ["pager", "firing", undefined],
      ["ticket", "firing", undefined],
      ["pager", "resolved", undefined],
    ]);
  });
});

describe("trouble", () => {
  test("a failing receiver is tried again until it works, and is told once", () => {
    const bench = new Bench(ONE_GROUP);
    bench.alertmanager.setReceiverFailing("hook", true);
    bench.fire({});
    expect(bench.advance(100)).toEqual([]);
    expect(bench.alertmanager.counters().failed).toBe(7);
    bench.alertmanager.setReceiverFailing("hook", false);
    expect(bench.advance(600)).toEqual(["153 hook firing 1/1 first notification"]);
  });

  test("a reload regroups and tells nothing twice", () => {
    const bench = new Bench(ONE_GROUP);
    bench.fire({});
    bench.advance(60);
    const read = parseAlertmanagerConfig(ONE_GROUP.replace("group_wait: 30s", "group_wait: 1s"));
    if (!read.ok) throw new Error(read.error);
    bench.alertmanager.reload(read.config, T0 + MINUTE);
    expect(bench.advance(600)).toEqual([]);
    expect(bench.alertmanager.activeAlerts(T0 + 11 * MINUTE)).toMatchObject([{ receivers: ["hook"] }]);
  });
});

test("any split of the way gives the same notifications", () => {
  const at = (split: number) => {
    const bench = new Bench();
    bench.fire({ i: "1", severity: "critical" });
    bench.advance(7);
    bench.fire({ i: "2", severity: "critical" });
    for (let done = 0; done < 1800; done += split) bench.alertmanager.advance(T0 + 7000 + done * 1000);
    return JSON.stringify(bench.alertmanager.notifications());
  };
  expect(at(1)).toBe(at(600));
});
