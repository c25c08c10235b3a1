import { expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import type { SentAlert } from "../rule-types.ts";
import { AlertmanagerPair } from "./alertmanager-pair.ts";
import { parseAlertmanagerConfig } from "./config.ts";

const T0 = 1_760_536_800_000;
const MINUTE = 60_000;
const CONFIG = `route: {receiver: hook, group_by: [alertname], group_wait: 30s, group_interval: 5m, repeat_interval: 1h}
receivers: [{name: hook, webhook_configs: [{url: "http://x/"}]}]
`;

function pair(): AlertmanagerPair {
  const read = parseAlertmanagerConfig(CONFIG);
  if (!read.ok) throw new Error(read.error);
  return new AlertmanagerPair({ config: read.config });
}

function alert(endsAtMs: number): SentAlert {
  const labels = Labels.of({ alertname: "A" });
  return { rule: "A", labels, annotations: {}, startsAtMs: T0, endsAtMs };
}

/** Resends every minute from one time to another, as Prometheus does; seconds and status of each delivery. */
function run(both: AlertmanagerPair, fromS: number, toS: number): string[] {
  const told: string[] = [];
  for (let s = fromS; s < toS; s += 60) {
    both.receive([alert(T0 + s * 1000 + 4 * MINUTE)], T0 + s * 1000);
    for (const { deliveredMs, status } of both.advance(T0 + (s + 60) * 1000 - 1))
      told.push(`${(deliveredMs - T0) / 1000} ${status}`);
  }
  return told;
}

test("both live: each notification is sent once", () => {
  const both = pair();
  // At 3630 the hour is not over by the log's strict comparison; the second asks 15 s later, when it is.
  expect(run(both, 0, 4200)).toEqual(["30 firing", "3645 firing"]);
  both.receive([alert(T0 + 4_200_000)], T0 + 4_200_000);
  const told = both.advance(T0 + 6_000_000);
  expect(told.map(({ status }) => status)).toEqual(["resolved"]);
});

test("the first goes down before it sends: the second does, at its own flush", () => {
  const both = pair();
  both.receive([alert(T0 + 4 * MINUTE)], T0);
  both.setDown(0, true, T0 + 10_000);
  expect(both.advance(T0 + 59_000).map(({ deliveredMs }) => deliveredMs - T0)).toEqual([30_000]);
});

test("the first goes down after a send: the second does not tell it again, and tells the next", () => {
  const both = pair();
  expect(run(both, 0, 60)).toEqual(["30 firing"]);
  both.setDown(0, true, T0 + MINUTE);
  expect(run(both, 60, 3600)).toEqual([]);
  // Alone now, it waits for nobody, and asks at its flushes only.
  expect(run(both, 3600, 4200)).toEqual(["3930 firing"]);
});

test("the first cannot reach the receiver: the second sends after the peer timeout, and once", () => {
  const both = pair();
  both.setReceiverFailing(0, "hook", true);
  expect(run(both, 0, 1800)).toEqual(["45 firing"]);
});

test("back again, the first knows the log and repeats nothing", () => {
  const both = pair();
  both.setDown(0, true, T0);
  expect(run(both, 0, 120)).toEqual(["30 firing"]);
  both.setDown(0, false, T0 + 2 * MINUTE);
  expect(run(both, 120, 1800)).toEqual([]);
});

test("with both down nothing is sent", () => {
  const both = pair();
  both.setDown(0, true, T0);
  both.setDown(1, true, T0);
  expect(run(both, 0, 600)).toEqual([]);
  expect(both.nextEventMs()).toBe(Number.POSITIVE_INFINITY);
});
