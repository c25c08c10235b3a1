import { describe, expect, it } from "vitest";
import type { NotificationData } from "../../session/protocol.ts";
import { placeLabels, trackMarks, trackSpan } from "./track.ts";

const page: NotificationData = {
  rule: "HighModelLatency",
  labels: {},
  receiver: "primary",
  severity: "critical",
  channel: "pager",
  status: "firing",
  firedAtMs: 90,
  deliveredMs: 100,
  acknowledgedMs: 400,
  escalatedMs: 300,
};

describe("trackMarks", () => {
  it("puts deploys, pages, escalations, acknowledgements and actions in order", () => {
    const change = { id: "CHG-1", atMs: 50, service: "bert", from: "v2.0", to: "v2.1", text: "" };
    const marks = trackMarks(
      [
        { ...change, channel: "deploy" },
        { ...change, channel: "config", atMs: 60 },
      ],
      [
        page,
        { ...page, status: "resolved", deliveredMs: 900 },
        { ...page, channel: "chat", deliveredMs: 110 },
      ],
      [
        { atMs: 400, kind: "acknowledge", alert: "HighModelLatency" },
        { atMs: 500, kind: "command", line: "kubectl get pods" },
      ],
    );
    expect(marks.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["deploy", 50],
      ["page", 100],
      ["escalated", 300],
      ["ack", 400],
      ["action", 500],
    ]);
  });
});

describe("trackSpan", () => {
  const world = { startMs: 0, openAtMs: 3 * 3_600_000, endMs: 5 * 3_600_000 };

  it("shows some of the past and grows with the clock", () => {
    expect(trackSpan(world, world.openAtMs)).toEqual({ fromMs: 1.75 * 3_600_000, toMs: world.endMs });
    expect(trackSpan(world, world.endMs + 60_000).toMs).toBe(world.endMs + 16 * 60_000);
  });
});

describe("placeLabels", () => {
  const wish = (kind: "page" | "deploy", left: number, word: string) => ({
    mark: { atMs: 0, kind, text: "" },
    left,
    word,
  });

  it("gives the page its word first and moves or drops what would cover it", () => {
    const placed = placeLabels([wish("deploy", 0.2, "deploy v2.1"), wish("page", 0.4, "page 14:30:55")], 500);
    expect(placed.map(({ side }) => side)).toEqual(["ahead", "ahead"]);
    const crowded = placeLabels(
      [wish("deploy", 0.05, "deploy v2.1"), wish("page", 0.06, "page 14:30:55")],
      200,
    );
    expect(crowded.map(({ side }) => side)).toEqual([undefined, "after"]);
  });

  it("moves a word that would cover the shape of another mark", () => {
    const ack = { ...wish("page", 0.5, "ack"), mark: { atMs: 0, kind: "ack" as const, text: "" } };
    const escalated = { ...wish("page", 0.47, ""), mark: { atMs: 0, kind: "escalated" as const, text: "" } };
    const placed = placeLabels([escalated, ack], 600);
    expect(placed.map(({ side }) => side)).toEqual([undefined, "after"]);
  });
});
