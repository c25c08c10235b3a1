import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import { type AlertmanagerConfig, parseAlertmanagerConfig } from "./config.ts";
import { DEFAULT_ALERTMANAGER_CONFIG } from "./default-config.ts";
import { alertMatcher, matchesAll, printMatchers } from "./matcher.ts";
import { parseMatcher, parseMatchers } from "./parse-matchers.ts";
import { groupLabels, matchRoutes } from "./route.ts";
import { showRoutes, testRoutes } from "./route-text.ts";

function load(text: string): AlertmanagerConfig {
  const read = parseAlertmanagerConfig(text);
  if (!read.ok) throw new Error(read.error);
  return read.config;
}

const TREE = `route:
  receiver: default
  group_by: [alertname]
  routes:
  - matchers: [team="ml"]
    receiver: ml
    continue: true
    group_wait: 10s
    routes:
    - matchers: ['severity=~"critical|page"']
      receiver: ml-pager
      group_by: ['...']
    - match_re: {severity: warn.*}
      group_by: []
  - match: {service: database}
    receiver: db
    repeat_interval: 1h
receivers:
- name: default
- name: ml
  slack_configs: [{api_url: "http://x/", channel: a}]
- name: ml-pager
  pagerduty_configs: [{routing_key: a, send_resolved: false}]
- name: db
  webhook_configs: [{url: "http://x/"}]
`;

describe("a good file", () => {
  const config = load(TREE);

  test.each([
    [{ alertname: "A" }, ["default"]],
    [{ team: "ml" }, ["ml"]],
    [{ team: "ml", severity: "page" }, ["ml-pager"]],
    [{ team: "ml", severity: "warning" }, ["ml"]],
    [{ team: "ml", service: "database" }, ["ml", "db"]],
    [{ service: "database", severity: "page" }, ["db"]],
  ])("%j goes to %j", (labels, receivers) => {
    expect(matchRoutes(config.route, Labels.of(labels)).map(({ receiver }) => receiver)).toEqual(receivers);
  });

  test("children inherit what they do not set", () => {
    const [route] = matchRoutes(config.route, Labels.of({ team: "ml", severity: "warning" }));
    expect(route).toMatchObject({
      receiver: "ml",
      groupWaitMs: 10_000,
      groupIntervalMs: 300_000,
      repeatIntervalMs: 14_400_000,
    });
    const labels = Labels.of({ alertname: "A", x: "y" });
    expect(route && groupLabels(route, labels).toRecord()).toEqual({});
    const [pager] = matchRoutes(config.route, Labels.of({ team: "ml", severity: "page" }));
    expect(pager && groupLabels(pager, labels).toRecord()).toEqual({ alertname: "A", x: "y" });
    expect(groupLabels(config.route, labels).toRecord()).toEqual({ alertname: "A" });
  });

  test("integrations say which inbox they are and whether they tell of resolved alerts", () => {
    const integrations = [...config.receivers.values()].flatMap((one) => one.integrations);
    expect(integrations).toEqual([
      { name: "slack", channel: "chat", sendResolved: false },
      { name: "pagerduty", channel: "pager", sendResolved: false },
      { name: "webhook", channel: "webhook", sendResolved: true },
    ]);
  });

  test("the built-in routing pages for critical alerts after ten seconds", () => {
    const { route } = load(DEFAULT_ALERTMANAGER_CONFIG);
    const of = (severity: string) => matchRoutes(route, Labels.of({ severity }))[0];
    expect(of("critical")).toMatchObject({ receiver: "pager", groupWaitMs: 10_000 });
    expect(of("warning")?.receiver).toBe("ticket");
    expect(of("info")?.receiver).toBe("chat");
  });
});

describe("errors are Alertmanager's own", () => {
  const receivers = "receivers: [{name: a}]";
  test.each([
    ["", "no route provided in config"],
    [receivers, "no routes provided"],
    ["route: {}", "root route must specify a default receiver"],
    ["route: {receiver: a}", 'undefined receiver "a" used in route'],
    [`route: {receiver: a, routes: [{receiver: b}]}\n${receivers}`, 'undefined receiver "b" used in route'],
    ["route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", 'notification config name "a" is not unique'],
    [`route: {receiver: a, continue: true}\n${receivers}`, "cannot have continue in root route"],
    [`route: {receiver: a, matchers: [a=b]}\n${receivers}`, "root route must not have any matchers"],
    [
      `route: {receiver: a, mute_time_intervals: [x]}\n${receivers}`,
      "root route must not have any mute time intervals",
    ],
    [
      `route: {receiver: a, group_by: ["...", b]}\n${receivers}`,
      "cannot have wildcard group_by (`...`) and other labels at the same time",
    ],
    [`route: {receiver: a, group_by: [b, b]}\n${receivers}`, 'duplicated label "b" in group_by'],
    [`route: {receiver: a, group_interval: 0s}\n${receivers}`, "group_interval cannot be zero"],
    [`route: {receiver: a, repeat_interval: 0s}\n${receivers}`, "repeat_interval cannot be zero"],
    [`route: {receiver: a, routes: [{matchers: [a]}]}\n${receivers}`, "bad matcher format: a"],
    [
      `route: {receiver: a, routes: [{matchers: ["a=~("]}]}\n${receivers}`,
      "error parsing regexp: missing closing ): `^(?:()$`",
    ],
    [`route: {receiver: a, routes: [{match: {a-b: c}}]}\n${receivers}`, 'invalid label name "a-b"'],
    [
      `route: {receiver: a, routes: [{mute_time_intervals: [x]}]}\n${receivers}`,
      'undefined time interval "x" used in route',
    ],
    ["route: {receiver: a}\nreceivers: [{}]", "missing name in receiver"],
    [
      `route: {receiver: a, foo: 1}\n${receivers}`,
      "yaml: unmarshal errors:\n  line 1: field foo not found in type config.plain",
    ],
    [
      `route: {receiver: a}\nroute: {receiver: b}\n${receivers}`,
      "yaml: unmarshal errors:\n  line 2: field route already set in type config.plain",
    ],
    [
      `route: {receiver: a}\n${receivers}\ntime_intervals: [{name: x}, {name: x}]`,
      'time interval "x" is not unique',
    ],
    [`route: {receiver: a}\n${receivers}\ntime_intervals: [{}]`, "missing name in time interval"],
    ...[
      ["{weekdays: ['friday:monday']}", "start day cannot be before end day"],
      ["{weekdays: [someday]}", "someday is not a valid weekday"],
      ["{days_of_month: ['-1:3']}", "end day must be negative if start day is negative"],
      ["{days_of_month: ['0']}", "0 is not a valid day of the month: out of range"],
      ["{days_of_month: ['-1:-5']}", "end day -5 is always before start day -1"],
      ["{months: ['may:march']}", "end month march is before start month may"],
      ["{years: ['2021:2020']}", "end year 2020 is before start year 2021"],
      [
        "{times: [{start_time: '09:00', end_time: '08:00'}]}",
        "start time cannot be equal or greater than end time",
      ],
      ["{times: [{start_time: '9:00', end_time: '10:00'}]}", "couldn't parse timestamp 9:00, invalid format"],
      ["{times: [{start_time: '09:00'}]}", "both start and end times must be provided"],
      ["{location: Nowhere/Land}", "unknown time zone Nowhere/Land"],
    ].map(([interval, error]) => [
      `route: {receiver: a}\n${receivers}\ntime_intervals: [{name: x, time_intervals: [${interval}]}]`,
      error,
    ]),
    [
      `route: {receiver: a}\n${receivers}\ninhibit_rules: [{source_match: {a-b: c}}]`,
      'invalid label name "a-b"',
    ],
  ])("%s", (text, error) => {
    expect(parseAlertmanagerConfig(text ?? "")).toMatchObject({ ok: false, error });
  });
});

describe("matchers", () => {
  test.each([
    ['{foo = "bar", dings != "bums", }', '{foo="bar",dings!="bums"}'],
    ["foo=bar,dings!~b.*", '{foo="bar",dings!~"b.*"}'],
    ['statuscode=~"5.."', '{statuscode=~"5.."}'],
    ['quote="She said: \\"Hi, ladies!\\""', '{quote="She said: \\"Hi, ladies!\\""}'],
    ['{"utf 8"="ü"}', '{"utf 8"="ü"}'],
    ["foo=", '{foo=""}'],
    ["foo=bar baz", '{foo="bar baz"}'],
    ["{}", "{}"],
  ])("%s", (text, printed) => {
    expect(printMatchers(parseMatchers(text))).toBe(printed);
  });

  test.each([
    ["foo", "bad matcher format: foo"],
    ['foo="a"b"', 'matcher value contains unescaped double quote: "a"b"'],
    ['foo="a', 'matcher value contains unescaped double quote: "a'],
    ['{"a b"}', 'bad matcher format: "a b"'],
  ])("%s is refused", (text, error) => {
    expect(() => parseMatchers(text)).toThrow(error);
  });

  test("a command line takes one matcher without braces", () => {
    expect(parseMatcher("a=b")).toMatchObject({ name: "a", op: "=", value: "b" });
    expect(() => parseMatcher("{a=b}")).toThrow("unexpected open or close brace: {a=b}");
  });

  test("patterns are anchored and an absent label is empty", () => {
    const holds = (op: "=" | "!=" | "=~" | "!~", value: string, labels: Record<string, string>) =>
      matchesAll([alertMatcher("a", op, value)], Labels.of(labels));
    expect(holds("=~", "b", { a: "abc" })).toBe(false);
    expect(holds("=~", ".*b.*", { a: "abc" })).toBe(true);
    expect(holds("=", "", {})).toBe(true);
    expect(holds("!=", "x", {})).toBe(true);
    expect(holds("!~", "x|", {})).toBe(false);
  });
});

describe("amtool's texts", () => {
  const { route } = load(TREE);

  test("the tree", () => {
    expect(showRoutes(route)).toBe(`Routing tree:
.
└── default-route  receiver: default
    ├── {team="ml"}  continue: true  receiver: ml
    │\u00a0\u00a0 ├── {severity=~"critical|page"}  receiver: ml-pager
    │\u00a0\u00a0 └── {severity=~"warn.*"}  receiver: ml
    └── {service="database"}  receiver: db

`);
  });

  test("where labels go", () => {
    expect(testRoutes(route, ["team=ml", "service=database"])).toEqual({
      stdout: "ml,db\n",
      stderr: "",
      exitCode: 0,
    });
    expect(testRoutes(route, ["team=ml", "severity=page"], { tree: true }).stdout).toBe(`Matching routes:
.
└── default-route
    └── {team="ml"}
        └── {severity=~"critical|page"}  receiver: ml-pager


ml-pager
`);
  });

  test("verification and misuse", () => {
    expect(testRoutes(route, ["a=b"], { verifyReceivers: "default" }).exitCode).toBe(0);
    expect(testRoutes(route, ["a=b"], { verifyReceivers: "db" })).toEqual({
      stdout: "default\nWARNING: Expected receivers did not match resolved receivers.\n",
      stderr: "",
      exitCode: 1,
    });
    expect(testRoutes(route, ["severity"]).stderr).toContain(
      "Failed to parse labels: bad matcher format: severity",
    );
    expect(testRoutes(route, ["a!=b"]).stderr).toContain("Labels must be specified as key=value pairs");
  });
});
