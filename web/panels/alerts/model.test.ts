import { describe, expect, it } from "vitest";
import type { NotificationData, TransitionData } from "../../session/protocol.ts";
import type { NodeData, RuleFileData } from "../../session/query-data.ts";
import { diffLines, hunks } from "./diff.ts";
import {
  type AlertRule,
  alertRules,
  belongsTo,
  comparisonOf,
  distinctLabels,
  lanesOf,
  lineSpan,
  outcomesOf,
  pagerCounts,
  pagesOf,
  problemsOf,
  reached,
  runbookOf,
  shortValue,
  storyOf,
} from "./model.ts";

const at = (clock: string): number => Date.parse(`2025-10-15T${clock}Z`);

const latency: AlertRule = {
  name: "HighModelLatency",
  expr: "p99 > 0.5",
  forMs: 900_000,
  intervalMs: 15_000,
  severity: "critical",
  labels: { severity: "critical" },
  annotations: {},
};

function change(
  clock: string,
  from: TransitionData["from"],
  to: TransitionData["to"],
  labels: Record<string, string> = { alertname: "HighModelLatency", severity: "critical" },
): TransitionData {
  return { rule: labels.alertname ?? "", labels, atMs: at(clock), from, to, value: 0.61 };
}

const incident = [
  change("14:15:40", "inactive", "pending"),
  change("14:30:40", "pending", "firing"),
  change("15:32:40", "firing", "inactive"),
];

describe("timeline rows", () => {
  it("cuts an alert's life into pending, firing and 15 minutes of resolved", () => {
    const [lane] = lanesOf(incident, [latency], at("16:00:00"));
    expect(lane?.state).toBe("inactive");
    expect(lane?.segments.map(({ kind, fromMs, toMs, open }) => [kind, fromMs, toMs, open])).toEqual([
      ["pending", at("14:15:40"), at("14:30:40"), false],
      ["firing", at("14:30:40"), at("15:32:40"), false],
      ["resolved", at("15:32:40"), at("15:47:40"), false],
    ]);
  });

  it("knows nothing of what happens after the moment looked at", () => {
    const [lane] = lanesOf(incident, [latency], at("14:20:00"));
    expect(lane?.state).toBe("pending");
    expect(lane?.segments).toEqual([
      { kind: "pending", fromMs: at("14:15:40"), toMs: at("14:20:00"), open: true, value: 0.61 },
    ]);
  });

  it("keeps a row for a rule without alerts, and rows of rules that are gone", () => {
    const other = { ...latency, name: "ModelServingDown" };
    const lanes = lanesOf(incident, [other], at("15:00:00"));
    expect(lanes.map(({ rule, segments }) => [rule, segments.length])).toEqual([
      ["ModelServingDown", 0],
      ["HighModelLatency", 2],
    ]);
  });

  it("names what tells alerts of one rule apart", () => {
    const pod = (name: string) => ({ alertname: "Full", severity: "critical", pod: name });
    const lanes = lanesOf(
      [
        change("14:00:00", "inactive", "pending", pod("a")),
        change("14:01:00", "inactive", "pending", pod("b")),
      ],
      [],
      at("14:02:00"),
    );
    expect(lanes.map((lane) => distinctLabels(lane, lanes))).toEqual([[["pod", "a"]], [["pod", "b"]]]);
  });
});

describe("the story of an alert", () => {
  const story = (to: string, transitions = incident) => {
    const [lane] = lanesOf(transitions, [latency], at(to));
    return lane === undefined ? undefined : storyOf(lane, latency);
  };

  it("says when a pending alert will fire", () => {
    expect(story("14:20:00")).toMatchObject({
      activeMs: at("14:15:40"),
      firesMs: at("14:30:40"),
      fired: false,
      endedMs: undefined,
    });
  });

  it("rounds the waiting time up to evaluations", () => {
    const odd = { ...latency, forMs: 20_000 };
    const [lane] = lanesOf(incident, [odd], at("14:15:50"));
    expect(lane === undefined ? undefined : storyOf(lane, odd)?.firesMs).toBe(at("14:16:10"));
  });

  it("says since when a firing alert was active, and when it ended", () => {
    expect(story("15:00:00")).toMatchObject({ activeMs: at("14:15:40"), fired: true, endedMs: undefined });
    expect(story("16:00:00")).toMatchObject({ firesMs: at("14:30:40"), endedMs: at("15:32:40") });
  });

  it("tells a pending that gave up, and has nothing to tell of calm", () => {
    const gaveUp = [change("14:00:00", "inactive", "pending"), change("14:05:00", "pending", "inactive")];
    expect(story("15:00:00", gaveUp)).toMatchObject({ fired: false, endedMs: at("14:05:00") });
    expect(story("15:00:00", [])).toBeUndefined();
  });

  it("sums a rule up over its alerts", () => {
    const pod = (name: string) => ({ alertname: "Full", pod: name });
    const lanes = lanesOf(
      [
        change("14:00:00", "inactive", "pending", pod("a")),
        change("14:02:00", "inactive", "pending", pod("b")),
        change("14:10:00", "pending", "firing", pod("a")),
      ],
      [{ ...latency, name: "Full" }, latency],
      at("14:11:00"),
    );
    expect(outcomesOf(lanes)).toEqual([
      {
        rule: "Full",
        alerts: 2,
        fired: { firstMs: at("14:10:00"), activeMs: at("14:00:00"), count: 1 },
        longestMs: 600_000,
      },
      { rule: "HighModelLatency", alerts: 0, fired: undefined, longestMs: 0 },
    ]);
  });
});

const sent = (clock: string, more: Partial<NotificationData> = {}): NotificationData => ({
  rule: "HighModelLatency",
  labels: { alertname: "HighModelLatency" },
  receiver: "on-call",
  severity: "critical",
  channel: "pager",
  status: "firing",
  firedAtMs: at("14:30:40"),
  deliveredMs: at(clock),
  acknowledgedMs: undefined,
  escalatedMs: undefined,
  ...more,
});

describe("pages on the timeline", () => {
  it("stand on the alerts they told of", () => {
    const pod = (name: string) => ({ alertname: "Full", pod: name });
    const lanes = lanesOf(
      [
        change("14:00:00", "inactive", "firing", pod("a")),
        change("14:05:00", "inactive", "firing", pod("b")),
      ],
      [],
      at("14:10:00"),
    );
    const [page] = pagesOf(
      [
        sent("14:01:00", {
          rule: "Full",
          labels: { alertname: "Full", cluster: "ml" },
          firedAtMs: at("14:00:00"),
        }),
      ],
      at("14:10:00"),
    );
    expect(lanes.map((lane) => page !== undefined && reached(page, lane))).toEqual([true, false]);
  });

  it("are told apart by the names people know", () => {
    const labels = (uuid: string, pod: string) => ({ UUID: uuid, alertname: "Full", exported_pod: pod });
    const lanes = lanesOf(
      [
        change("14:00:00", "inactive", "firing", labels("1", "a")),
        change("14:05:00", "inactive", "firing", labels("2", "b")),
      ],
      [],
      at("14:10:00"),
    );
    const [lane] = lanes;
    expect(lane === undefined ? [] : distinctLabels(lane, lanes).map(([name]) => name)).toEqual([
      "exported_pod",
      "UUID",
    ]);
    expect(shortValue("bert-model-serving-sxs9f558nx-kghjx")).toBe("…kghjx");
  });
});

describe("pages", () => {
  const log = [
    sent("14:30:50", { acknowledgedMs: at("14:50:00"), escalatedMs: at("14:45:50") }),
    sent("15:30:50"),
    sent("15:33:00", { status: "resolved" }),
    sent("15:33:00", { channel: "chat", receiver: "chat", status: "resolved" }),
  ];

  it("joins deliveries, escalation, acknowledgement and resolution of one firing", () => {
    expect(pagesOf(log, at("16:00:00"))).toMatchObject([
      {
        deliveredMs: at("14:30:50"),
        escalatedMs: at("14:45:50"),
        acknowledgedMs: at("14:50:00"),
        resolvedMs: at("15:33:00"),
        repeats: 1,
      },
    ]);
  });

  it("leaves out what came later than the moment looked at", () => {
    expect(pagesOf(log, at("14:47:00"))).toMatchObject([
      { escalatedMs: at("14:45:50"), acknowledgedMs: undefined, resolvedMs: undefined, repeats: 0 },
    ]);
    expect(pagesOf(log, at("14:00:00"))).toEqual([]);
  });

  it("counts nights, repeats and quick returns", () => {
    const night = sent("23:10:00", {
      rule: "Other",
      labels: { alertname: "Other" },
      firedAtMs: at("23:09:00"),
    });
    const transitions = [
      ...incident,
      change("15:40:00", "inactive", "pending"),
      change("15:45:00", "pending", "firing"),
      change("16:30:00", "firing", "inactive"),
      change("17:30:00", "inactive", "firing"),
    ];
    const end = at("23:30:00");
    expect(pagerCounts(pagesOf([...log, night], end), transitions, end)).toEqual({
      pages: 2,
      night: 1,
      flaps: 1,
      duplicates: 1,
    });
  });

  it("links a runbook over https only", () => {
    expect(runbookOf({ runbook_url: "https://runbooks.example/gpu" })).toBe("https://runbooks.example/gpu");
    expect(runbookOf({ runbook_url: "javascript:alert(1)" })).toBeUndefined();
    expect(runbookOf({})).toBeUndefined();
  });
});

const node = (depth: number, kind: string, text: string): NodeData => ({
  nodeId: 0,
  depth,
  kind,
  span: { start: 0, end: text.length },
  text,
  seriesOut: 0,
  samplesRead: 0,
});

describe("the drawn part of an expression", () => {
  it("is the side that is compared with a number", () => {
    const nodes = [
      node(0, "binary", "rate(x[5m]) > bool 0.5"),
      node(1, "call", "rate(x[5m])"),
      node(1, "number", "0.5"),
    ];
    expect(comparisonOf(nodes)).toEqual({ expr: "rate(x[5m])", operator: ">", limit: 0.5 });
  });

  it("is the whole expression when there is no such number", () => {
    const nodes = [
      node(0, "binary", "a > b"),
      node(1, "vectorSelector", "a"),
      node(1, "vectorSelector", "b"),
    ];
    expect(comparisonOf(nodes)).toEqual({ expr: "a > b", operator: "", limit: undefined });
    expect(comparisonOf([node(0, "call", "absent(up)")])?.expr).toBe("absent(up)");
    expect(comparisonOf([])).toBeUndefined();
  });

  it("knows which line is the alert's own", () => {
    const alert = { alertname: "Full", pod: "a", severity: "critical" };
    expect(belongsTo({ __name__: "fb", pod: "a" }, alert)).toBe(true);
    expect(belongsTo({ __name__: "fb", pod: "b" }, alert)).toBe(false);
  });
});

describe("problems of a rule file", () => {
  const text = "groups:\n  - name: a\n    rules:\n      - foo: 1\n";

  it("stand at their line and are said once", () => {
    const error = { text: "rules.yml: yaml: line 4: did not find expected key", line: 4 };
    const [first, second] = problemsOf({ groups: [], errors: [error, error] }, text);
    expect(second).toBeUndefined();
    expect(text.slice(first?.from, first?.to)).toBe("- foo: 1");
  });

  it("never point outside the text", () => {
    expect(lineSpan("one", 9)).toEqual({ from: 0, to: 3 });
    expect(lineSpan("a\n   \nb", 2)).toEqual({ from: 2, to: 5 });
  });

  it("do not hide the rules of a good file", () => {
    const file: RuleFileData = {
      groups: [
        {
          name: "g",
          intervalMs: 30_000,
          rules: [
            { kind: "recording", name: "r", expr: "up", forMs: 0, labels: {}, annotations: {} },
            {
              kind: "alerting",
              name: "A",
              expr: "up",
              forMs: 1,
              labels: { severity: "warning" },
              annotations: {},
            },
          ],
        },
      ],
      errors: [],
    };
    expect(alertRules(file)).toMatchObject([{ name: "A", severity: "warning", intervalMs: 30_000 }]);
  });
});

describe("the difference of two rule files", () => {
  it("keeps what both have and marks the rest", () => {
    const lines = diffLines("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");
    expect(lines.map(({ kind, text }) => `${kind[0]}${text}`)).toEqual(["sa", "rb", "aB", "sc", "sd", "ae"]);
  });

  it("rebuilds both texts", () => {
    const before = "x\ny\nz\ny\nw";
    const after = "y\nz\nq\nw\nw";
    const lines = diffLines(before, after);
    const side = (left: "removed" | "added"): string =>
      lines
        .filter(({ kind }) => kind === "same" || kind === left)
        .map(({ text }) => text)
        .join("\n");
    expect([side("removed"), side("added")]).toEqual([before, after]);
  });

  it("folds what did not change", () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const after = before.map((line, i) => (i === 10 ? "new" : line));
    const shown = hunks(diffLines(before.join("\n"), after.join("\n")));
    expect(shown.map((line) => line?.text)).toEqual([
      undefined,
      "line 8",
      "line 9",
      "line 10",
      "new",
      "line 11",
      "line 12",
      undefined,
    ]);
  });
});
