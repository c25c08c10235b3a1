import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../labs/finding.ts";
import { factsOf } from "./facts.ts";
import {
  chainsOf,
  exportMarkdown,
  hasRow,
  insertCitation,
  insertSection,
  insertTimelineRow,
  moveSpan,
  placeFindings,
  readEdges,
  type TextEdit,
} from "./model.ts";
import { compareValue, quotedValue, readDocument } from "./read-document.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const template = read("content/templates/postmortem.md");
const complete = read("labs/40-postmortem/solutions/01-complete.md");

const apply = (text: string, edit: TextEdit): string =>
  text.slice(0, edit.from) + edit.text + text.slice(edit.to);

const row = (time: string, event = "x") => ({ time, event, source: "s" });

describe("timeline rows", () => {
  it("replace the empty row of the form and then stand in order of time", () => {
    let text = template;
    for (const time of ["14:30:50", "14:00:00", "14:45:50"])
      text = apply(text, insertTimelineRow(text, row(time)));
    const table = text.slice(text.indexOf("| time | event"), text.indexOf("## Causes"));
    expect(table.trim().split("\n")).toEqual([
      "| time | event | source |",
      "|---|---|---|",
      "| 14:00:00 | x | s |",
      "| 14:30:50 | x | s |",
      "| 14:45:50 | x | s |",
    ]);
  });

  it("keep every other word of the text", () => {
    const after = apply(complete, insertTimelineRow(complete, row("14:40:00", "somebody looks")));
    expect(after.replace("| 14:40:00 | somebody looks | s |\n", "")).toBe(complete);
    const lines = after.split("\n");
    const at = lines.findIndex((line) => line.includes("14:40:00"));
    expect([lines[at - 1], lines[at + 1]]).toEqual([
      "| 14:30:55 | Page delivered to serving-on-call | notifications |",
      "| 14:45:55 | Page unacknowledged for 15 min, escalated to secondary | notifications |",
    ]);
  });

  it("make the table, or the section, when there is none", () => {
    expect(
      apply("## Timeline\n\n## Causes\n", insertTimelineRow("## Timeline\n\n## Causes\n", row("14:00:00"))),
    ).toBe("## Timeline\n\n| time | event | source |\n|---|---|---|\n| 14:00:00 | x | s |\n\n## Causes\n");
    expect(apply("text", insertTimelineRow("text", row("14:00:00")))).toContain(
      "text\n\n## Timeline\n\n| time",
    );
  });

  it("cannot break out of their cell", () => {
    const edit = insertTimelineRow(template, row("14:00:00", "a | b\nc"));
    expect(edit.text).toBe("| 14:00:00 | a \\| b c | s |");
  });

  it("are recognised once they are there", () => {
    const fact = row("14:30:50", "Page | delivered");
    const text = apply(template, insertTimelineRow(template, fact));
    expect([hasRow(template, fact), hasRow(text, fact)]).toEqual([false, true]);
  });
});

describe("insertions", () => {
  it("never glue a citation to a word", () => {
    expect(apply("ab cd", insertCitation("ab cd", 2, "[x](#/)"))).toBe("ab [x](#/) cd");
    expect(apply("abcd", insertCitation("abcd", 2, "[x](#/)"))).toBe("ab [x](#/) cd");
    expect(apply("so it was.", insertCitation("so it was.", 9, "[x](#/)"))).toBe("so it was [x](#/).");
    expect(apply("", insertCitation("", 99, "[x](#/)"))).toBe("[x](#/)");
  });

  it("add a missing heading at the end", () => {
    expect(apply("# P\n", insertSection("# P\n", "Lessons"))).toBe("# P\n\n## Lessons\n\n");
  });
});

describe("findings in a text that was edited since", () => {
  const checked = "first line\nsecond line\nthird line\n";
  const spanOf = (words: string) => ({
    start: checked.indexOf(words),
    end: checked.indexOf(words) + words.length,
  });

  it("move along with edits before them and stay with edits after them", () => {
    const now = checked.replace("first", "a much longer first");
    const moved = moveSpan(checked, now, spanOf("third"));
    expect(now.slice(moved?.start, moved?.end)).toBe("third");
    const later = checked.replace("third", "last");
    expect(moveSpan(checked, later, spanOf("first"))).toEqual(spanOf("first"));
  });

  it("lose their place when their own words change", () => {
    expect(
      moveSpan(checked, checked.replace("second line", "second, better line"), spanOf("second line")),
    ).toBeUndefined();
    expect(moveSpan(checked, "", spanOf("first"))).toBeUndefined();
  });

  it("say so instead of pointing somewhere", () => {
    const finding: Finding = {
      code: "postmortem/x",
      type: "essential",
      message: "m",
      params: {},
      at: spanOf("second"),
    };
    const { at: _, ...placeless } = finding;
    const placed = placeFindings([finding, placeless], checked, checked.replace("second", "2nd"));
    expect(placed.map(({ span, edited }) => [span, edited])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
  });
});

describe("what the outline and the preview read", () => {
  it("tells written, empty and missing sections apart, as the check does", () => {
    const states = (text: string): Record<string, string> => {
      const document = readDocument(text, template);
      if ("refused" in document) return {};
      return Object.fromEntries(document.outline.map(({ name, state }) => [name, state]));
    };
    expect(new Set(Object.values(states(template)))).toEqual(new Set(["empty"]));
    expect(new Set(Object.values(states(complete)))).toEqual(new Set(["filled"]));
    expect(states(complete.replace("## Lessons", "### Notes")).lessons).toBe("missing");
  });

  it("finds the impact table, its queries and the moment they are read at", () => {
    const document = readDocument(complete, template);
    if ("refused" in document) throw new Error(document.refused);
    expect(document.claimTable?.type).toBe("table");
    const asked = document.claims.flatMap(({ claim, evidence }) =>
      evidence === undefined ? [] : [[claim, evidence.second, evidence.stated]],
    );
    expect(asked).toEqual([
      ["failed requests", 15 * 3600 + 40 * 60, "309,600"],
      ["availability", 16 * 3600 + 15 * 60, "85.1 % (14:00 to 16:15)"],
    ]);
  });

  it("takes a link that quotes a value as evidence", () => {
    const url = "#/query?g0.expr=up&g0.moment_input=2025-10-15%2014%3A22%3A00";
    const document = readDocument(`It was [p99 1.8 s at 14:22](${url}).`, template);
    if ("refused" in document) throw new Error(document.refused);
    expect(document.cites.get(url)).toEqual({
      key: `up@${14 * 3600 + 22 * 60}`,
      expr: "up",
      second: 14 * 3600 + 22 * 60,
      stated: "1.8 s",
    });
    expect([quotedValue("85.1 % at 16:15"), quotedValue("the chart"), quotedValue("p99")]).toEqual([
      "85.1 %",
      undefined,
      undefined,
    ]);
  });

  it("compares in the unit of the text", () => {
    expect(compareValue("85.1 % (14:00 to 16:15)", 0.85123)).toEqual({ live: "85.12 %", same: true });
    expect(compareValue("95.2 %", 0.851)).toEqual({ live: "85.1 %", same: false });
    expect(compareValue("309,600", 309_622)).toEqual({ live: "309,622", same: true });
    expect(compareValue("1.8 s", 0.21)).toEqual({ live: "0.21 s", same: false });
  });

  it.each([
    ["a line of 10,000 stars", "*".repeat(10_000)],
    ["forty nested quotes", `${"> ".repeat(40)}x`],
    ["a text of 70,000 characters", "word ".repeat(14_000)],
    ["ten thousand brackets on a line", "[".repeat(4000)],
  ])("refuses %s with a reason", (_, text) => {
    const document = readDocument(text, template);
    expect("refused" in document && document.refused).toMatch(/at most|more than/);
  });

  it("shows raw HTML as text", () => {
    const document = readDocument("<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n", template);
    if ("refused" in document) throw new Error(document.refused);
    expect(document.nodes.map(({ type }) => type)).toEqual(["html", "html"]);
  });
});

describe("export", () => {
  it("keeps queries in code and drops addresses that mean nothing elsewhere", () => {
    const text =
      "See [p99](#/query?g0.expr=sum(rate(x%5B5m%5D))) and [the page](#/alerts), [docs](https://a.example/).";
    expect(exportMarkdown("[q](#/query?g0.expr=up)")).toBe("q (`up`)");
    expect(exportMarkdown("[q](#/query?g0.expr=a%60b)")).toBe("q (`` a`b ``)");
    expect(exportMarkdown(text)).toContain("the page, [docs](https://a.example/)");
  });
});

describe("the causal graph", () => {
  it("reads edges and lays them out as chains", () => {
    const edges = readEdges("deploy -> cache\ncache -> full\n\nnoise\nfull → 5xx\nsoak -> cache\n");
    expect(chainsOf(edges)).toEqual([
      ["deploy", "cache", "full", "5xx"],
      ["soak", "cache"],
    ]);
  });

  it("ends on a cycle", () => {
    expect(chainsOf(readEdges("a -> b\nb -> a"))).toEqual([["a", "b", "a"]]);
  });
});

describe("facts the learner could have seen", () => {
  const at = (clock: string): number => Date.parse(`2025-10-15T${clock}Z`);
  const seen = {
    changes: [
      {
        id: "CHG-1043",
        atMs: at("14:00:00"),
        channel: "deploy",
        service: "bert",
        from: "v2.0",
        to: "v2.1",
        text: "v2.1",
      },
    ],
    transitions: [
      { rule: "R", labels: {}, atMs: at("14:15:40"), from: "inactive", to: "pending", value: 1 },
      { rule: "R", labels: {}, atMs: at("14:30:40"), from: "pending", to: "firing", value: 1 },
    ],
    notifications: [
      {
        rule: "R",
        labels: {},
        receiver: "on-call",
        severity: "critical",
        channel: "pager",
        status: "firing",
        firedAtMs: at("14:30:40"),
        deliveredMs: at("14:30:50"),
        acknowledgedMs: at("14:50:00"),
        escalatedMs: at("14:45:50"),
      },
    ],
    actions: [
      { atMs: at("14:50:00"), kind: "acknowledge", alert: "R" },
      { atMs: at("14:10:00"), kind: "inject", fault: "leak", params: {} },
      { atMs: at("15:10:00"), kind: "command", line: "kubectl rollout undo deployment/bert" },
    ],
  } as const;

  it("come in order of time, up to the moment looked at", () => {
    expect(factsOf(seen, at("16:00:00")).map(({ time, kind }) => [time, kind])).toEqual([
      ["14:00:00", "change"],
      ["14:30:40", "alert"],
      ["14:30:50", "page"],
      ["14:45:50", "page"],
      ["14:50:00", "page"],
      ["15:10:00", "own"],
    ]);
    expect(factsOf(seen, at("14:40:00"))).toHaveLength(3);
  });

  it("never tell of a fault", () => {
    const words = factsOf(seen, at("16:00:00")).map(({ event }) => event);
    expect(words.join(" ")).not.toMatch(/leak|inject/);
  });
});
