import type { Action } from "../../../simulator/index.ts";
import type { ChangeMark, NotificationData } from "../../session/protocol.ts";

/** What the track can show of one moment: an event with a shape of its own. */
export interface TrackMark {
  readonly atMs: number;
  readonly kind: "deploy" | "page" | "escalated" | "ack" | "action";
  readonly text: string;
}

/** How much of the past the track shows before the moment a learner starts looking, ms. */
const before = 75 * 60_000;
/** Empty space kept after the live edge, so the playhead never sticks to the rim, ms. */
const ahead = 15 * 60_000;

/** The span of the track: it grows with the clock and never shows more than a day. */
export function trackSpan(
  world: { readonly startMs: number; readonly openAtMs: number; readonly endMs: number },
  nowMs: number,
): { fromMs: number; toMs: number } {
  const toMs = Math.max(world.endMs, nowMs + ahead);
  const fromMs = Math.max(world.startMs, world.openAtMs - before, toMs - 86_400_000);
  return { fromMs, toMs };
}

/** Everything that happened, in order. Actions of the learner are strokes without words. */
export function trackMarks(
  changes: readonly ChangeMark[],
  notifications: readonly NotificationData[],
  actions: readonly Action[],
): TrackMark[] {
  const marks: TrackMark[] = changes
    .filter(({ channel }) => channel === "deploy")
    .map(({ atMs, to }) => ({ atMs, kind: "deploy", text: to }));
  for (const { status, channel, deliveredMs, acknowledgedMs, escalatedMs, rule } of notifications) {
    if (status !== "firing" || channel !== "pager") continue;
    marks.push({ atMs: deliveredMs, kind: "page", text: rule });
    if (escalatedMs !== undefined) marks.push({ atMs: escalatedMs, kind: "escalated", text: rule });
    if (acknowledgedMs !== undefined) marks.push({ atMs: acknowledgedMs, kind: "ack", text: rule });
  }
  for (const action of actions) {
    if (action.kind === "acknowledge" || action.kind === "model-report") continue;
    marks.push({ atMs: action.atMs, kind: "action", text: action.kind });
  }
  return marks.sort((a, b) => a.atMs - b.atMs);
}

/** A mark with its place (share of the track) and the word it would like to carry. */
export interface LabelWish {
  readonly mark: TrackMark;
  readonly left: number;
  readonly word: string;
}

/** Pixels of one letter at the track's type size, and the gap between a mark and its word. */
const letterPx = 6;
const gapPx = 8;
const priority: readonly TrackMark["kind"][] = ["page", "deploy", "ack", "escalated", "action"];

/**
 * Decides which words fit: the important ones first, each after or ahead of its mark, none over
 * another word, another mark or out of the track. A mark whose word does not fit keeps its shape.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  trackPx: number,
): (LabelWish & { readonly side: "after" | "ahead" | undefined })[] {
  const taken: [number, number][] = [];
  const covers = (wish: LabelWish, from: number, to: number): boolean =>
    wishes.some((other) => {
      const at = other.left * trackPx;
      // A mark right beside its own cannot be kept clear of, and is told by its shape.
      return Math.abs(other.left - wish.left) * trackPx > gapPx && at > from - 6 && at < to + 6;
    });
  const sides = new Map<LabelWish, "after" | "ahead">();
  const order = [...wishes].sort((a, b) => priority.indexOf(a.mark.kind) - priority.indexOf(b.mark.kind));
  for (const wish of order) {
    if (wish.word === "") continue;
    const at = wish.left * trackPx;
    const size = wish.word.length * letterPx + gapPx;
    const tries = { after: [at, at + size], ahead: [at - size, at] } as const;
    for (const side of wish.mark.kind === "deploy"
      ? (["after", "ahead"] as const)
      : (["ahead", "after"] as const)) {
      const [from, to] = tries[side];
      if (from < -4 || to > trackPx || covers(wish, from, to)) continue;
      if (taken.some(([a, b]) => from < b && to > a)) continue;
      taken.push([from, to]);
      sides.set(wish, side);
      break;
    }
  }
  return wishes.map((wish) => ({ ...wish, side: sides.get(wish) }));
}
