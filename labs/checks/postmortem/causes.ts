import type { CauseGraph, CauseNode } from "../../grader/incident-facts.ts";
import { secondsOfDay } from "../../grader/incident-facts.ts";
import { type Item, type PostmortemDocument, sentences, type TextSpan } from "./document.ts";
import { readDurations, showClock, showDuration } from "./read-values.ts";
import {
  type Complaint,
  full,
  type LineResult,
  miss,
  type RubricContext,
  type RubricLine,
} from "./rubric.ts";

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Edges of the `causes` fence; lines that are no `a -> b` are ignored. */
export function readEdges(document: PostmortemDocument): { edges: Edge[]; at: TextSpan | undefined } {
  const fence = document.sections.causes?.fences.find((one) => /^causes\b/.test(one.info));
  const edges: Edge[] = [];
  for (const line of (fence?.text ?? "").split("\n").slice(0, 60)) {
    const ids = line.split(/->|→/).map((id) => id.trim().replace(/^`|`$/g, ""));
    for (let i = 0; i + 1 < ids.length; i++) {
      const [from, to] = [ids[i] ?? "", ids[i + 1] ?? ""];
      if (from !== "" && to !== "" && !edges.some((edge) => edge.from === from && edge.to === to)) {
        edges.push({ from, to });
      }
    }
  }
  return { edges, at: fence?.at };
}

function nodeOf(graph: CauseGraph, id: string): CauseNode | undefined {
  return graph.nodes.find((node) => node.id === id);
}

/** A12: the change that set it off is named, in the graph or in a sentence. */
function trigger(context: RubricContext): LineResult {
  const { causes } = context.facts;
  const triggers = causes.nodes.filter((node) => node.role === "trigger");
  if (triggers.length === 0) return full;
  const { edges, at } = readEdges(context.document);
  const roots = edges
    .filter((edge) => !edges.some((other) => other.to === edge.from))
    .map((edge) => edge.from);
  if (triggers.some((node) => edges.some((edge) => edge.from === node.id))) return full;
  const section = context.document.sections.causes;
  const version = /v\d+(?:\.\d+)+/.exec(context.facts.trigger?.text ?? "")?.[0];
  const said = (section?.prose ?? []).some(
    (item) =>
      version !== undefined &&
      item.text.includes(version) &&
      /deploy|rollout|release|roll(ed|s)? out|ship/i.test(item.text),
  );
  if (said) return full;
  const root = roots[0];
  const text =
    root === undefined
      ? "What set it off? Name the change that was made just before memory began to climb."
      : `Your graph begins at “${root}”. What was changed just before memory began to climb?`;
  return miss("wrong-trigger", text, at ?? section?.at);
}

/** A13: F1 of the learner's edges against the true mechanism; edges from contributing factors are neither. */
function mechanism(context: RubricContext): LineResult {
  const { causes } = context.facts;
  const role = (id: string): string => nodeOf(causes, id)?.role ?? "unknown";
  const core = causes.edges.filter((edge) => role(edge.from) !== "contributing");
  if (core.length === 0) return full;
  const { edges, at } = readEdges(context.document);
  const own = edges.filter((edge) => role(edge.from) !== "contributing" && role(edge.to) !== "contributing");
  const hits = core.filter((edge) =>
    own.some((mine) => mine.from === edge.from && mine.to === edge.to),
  ).length;
  const share = own.length === 0 ? 0 : (2 * hits) / (core.length + own.length);
  if (share >= 1) return full;
  const missing = core.find((edge) => !own.some((mine) => mine.from === edge.from && mine.to === edge.to));
  const strange = own.find((edge) => role(edge.from) === "unknown" || role(edge.to) === "unknown");
  const effect = missing === undefined ? undefined : nodeOf(causes, missing.to)?.text;
  const text =
    own.length === 0
      ? "Draw how the change reached the user: a causes block with one `cause -> effect` a line."
      : strange !== undefined
        ? `“${role(strange.from) === "unknown" ? strange.from : strange.to}” is not an id of the list.`
        : effect !== undefined
          ? `The chain has a gap: what makes this happen: ${effect}?`
          : "Some arrows of the graph never happened.";
  return {
    share,
    complaints: [
      {
        code: "mechanism-incomplete",
        message: text,
        at: at ?? context.document.sections.causes?.at,
        params: { right: hits, of: core.length, drawn: own.length },
      },
    ],
  };
}

/** Ids of contributing factors the text lists, from the bullets and the graph. */
function listedFactors(context: RubricContext): CauseNode[] {
  const section = context.document.sections.causes;
  const { edges } = readEdges(context.document);
  const parts = section?.parts ?? {};
  const key = Object.keys(parts).find((name) => /contribut/.test(name));
  const items: readonly Item[] = key === undefined ? [] : (parts[key] ?? []);
  return context.facts.causes.nodes.filter(
    (node) =>
      node.role === "contributing" &&
      (items.some((item) => mentions(item.text, node.id)) || edges.some((edge) => edge.from === node.id)),
  );
}

function mentions(text: string, id: string): boolean {
  return text.split(/[^a-z0-9.-]+/).includes(id);
}

/** B14: at least two true contributing factors, from different layers. */
function contributing(context: RubricContext): LineResult {
  const factors = listedFactors(context);
  const layers = new Set(factors.map((factor) => factor.layer));
  if (factors.length >= 2 && layers.size >= 2) return full;
  const at = context.document.sections.causes?.at;
  const text =
    factors.length === 0
      ? "This explains the failure, not the incident. Why did the release get out, and why did nobody know for so long? List at least two contributing factors."
      : factors.length === 1
        ? "One contributing factor is a culprit; two from different places are a system. What else let it out, hid it or slowed the answer?"
        : "Your contributing factors all sit in one place. Look at another: testing, delivery, detection, response.";
  return { ...miss("cause-proximate-only", text, at), share: factors.length >= 1 ? 0.4 : 0 };
}

/** Waits shorter than this are no gap. */
const gapSeconds = 300;

/** B15: the text names what was late in detection, with its lag; and the unanswered page, when there was one. */
function gap(context: RubricContext): LineResult {
  const { facts, document } = context;
  const page = facts.pages[0];
  const complaints: Complaint[] = [];
  let asked = 0;
  const texts = [
    document.sections.causes,
    document.sections["went-wrong"],
    document.sections.summary,
  ].flatMap((section) => (section?.prose ?? []).flatMap((item) => sentences(item.text)));
  const says = (pattern: RegExp, seconds: number): boolean =>
    texts.some(
      (text) => pattern.test(text) && readDurations(text).some((stated) => Math.abs(stated - seconds) <= 60),
    );
  if (facts.impact !== undefined && page !== undefined) {
    const late = (page.deliveredMs - facts.impact.startMs) / 1000;
    if (late > gapSeconds) {
      asked++;
      if (!says(/alert|page|detect|rule|latency|notic/i, late)) {
        complaints.push({
          code: "gap-unmentioned",
          message: `First failure ${showAt(context, facts.impact.startMs)}, first page ${showAt(context, page.deliveredMs)}: which rule was late, and by how much? No line of the causes or of what went wrong says so.`,
          at: document.sections["went-wrong"]?.at ?? document.sections.causes?.at,
        });
      }
    }
  }
  if (page !== undefined && facts.acknowledgedMs !== undefined) {
    const wait = (facts.acknowledgedMs - page.deliveredMs) / 1000;
    if (wait > gapSeconds) {
      asked++;
      if (!says(/\back|unack|answer|human|on-?call|respon|\bpage|investigat/i, wait)) {
        complaints.push({
          code: "gap-unmentioned",
          message: `${showAt(context, page.deliveredMs)} page, ${showAt(context, facts.acknowledgedMs)} first human action: ${showDuration(Math.round(wait / 60) * 60)} that no line mentions.`,
          at: document.sections["went-wrong"]?.at,
        });
      }
    }
  }
  return { share: asked === 0 ? 1 : 1 - complaints.length / asked, complaints };
}

function showAt(context: RubricContext, ms: number): string {
  return showClock(secondsOfDay(context.facts, ms), false);
}

interface Topic {
  readonly name: string;
  readonly good: RegExp;
  readonly bad: RegExp;
}

const topics: readonly Topic[] = [
  {
    name: "alerting",
    good: /(alerts?|alerting|monitoring|detection|paging)\b.{0,40}\b(correct|on time|well|fast|quick|immediate|worked|prompt|as (designed|expected))/i,
    bad: /(alert|detect|pag(e|ing)|monitor).{0,60}\b(delay|late|slow|minutes|min\b|silent|never|miss)/i,
  },
  {
    name: "the rollback",
    good: /roll ?back.{0,40}\b(smooth|fast|quick|well|instant|without (trouble|delay)|immediate)/i,
    bad: /roll ?back.{0,60}\b(too long|slow|took|minutes|min\b|late|serial)/i,
  },
  {
    name: "the response",
    good: /(response|respond|communication|on-?call|acknowledg).{0,40}\b(fast|quick|immediate|prompt|timely|within minutes)/i,
    bad: /(respon|on-?call|acknowledg|page).{0,60}\b(late|slow|unanswered|unacknowledged|minutes|min\b)/i,
  },
];

/** B16: what went well (and luck) does not contradict what went wrong, nor the run itself. */
function contradictions(context: RubricContext): LineResult {
  const { document, facts } = context;
  const well = [...(document.sections["went-well"]?.items ?? []), ...(document.sections.lucky?.items ?? [])];
  const wrong = document.sections["went-wrong"]?.items ?? [];
  if ((document.sections["went-well"]?.items.length ?? 0) === 0) {
    const text = "Nothing went well? Something shortened this incident; keep it by naming it.";
    return miss("claim-contradicted", text, document.sections["went-well"]?.at);
  }
  const lateSeconds =
    facts.impact === undefined || facts.pages[0] === undefined
      ? 0
      : (facts.pages[0].deliveredMs - facts.impact.startMs) / 1000;
  const mitigation = facts.mitigations.at(-1);
  const slowSeconds = mitigation === undefined ? 0 : (mitigation.doneMs - mitigation.atMs) / 1000;
  const waitSeconds =
    facts.acknowledgedMs === undefined || facts.pages[0] === undefined
      ? 0
      : (facts.acknowledgedMs - facts.pages[0].deliveredMs) / 1000;
  const measured: Readonly<Record<string, readonly [number, string]>> = {
    alerting: [lateSeconds, "the first page came {d} after the first failure"],
    "the rollback": [slowSeconds > 600 ? slowSeconds : 0, "the rollback took {d}"],
    "the response": [waitSeconds, "the page waited {d} for an answer"],
  };
  const complaints: Complaint[] = [];
  for (const topic of topics) {
    const claim = well.find((item) => topic.good.test(item.text));
    if (claim === undefined) continue;
    const [seconds, phrase] = measured[topic.name] ?? [0, ""];
    const against = wrong.find((item) => topic.bad.test(item.text));
    if (against === undefined && seconds <= gapSeconds) continue;
    const fact = seconds > gapSeconds ? `: ${phrase.replace("{d}", showDuration(seconds))}` : "";
    const text =
      against === undefined
        ? `“${short(claim.text)}” does not hold${fact}.`
        : `“${short(claim.text)}” and “${short(against.text)}” are both listed${fact}.`;
    complaints.push({ code: "claim-contradicted", message: text, at: claim.at });
  }
  return { share: complaints.length === 0 ? 1 : 0, complaints };
}

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

const negation =
  /\b(not|no|never|nor|neither|without|ruled out|rule out|innocent|unrelated|did nothing|flat|cannot|did ?n.t|was ?n.t)\b/i;

/** B17: no red herring stands as a cause, in the graph or in a sentence that does not deny it. */
function redHerring(context: RubricContext): LineResult {
  const { causes } = context.facts;
  const section = context.document.sections.causes;
  if (
    section === undefined ||
    (section.prose.length === 0 && readEdges(context.document).edges.length === 0)
  ) {
    return miss("red-herring", "There is no cause yet to check for red herrings.", section?.at);
  }
  const { edges, at } = readEdges(context.document);
  for (const node of causes.nodes.filter((candidate) => candidate.role === "red-herring")) {
    const drawn = edges.some((edge) => edge.from === node.id || edge.to === node.id);
    const said = section.prose.find((item) =>
      sentences(item.text).some((text) => mentions(text, node.id) && !negation.test(text)),
    );
    if (drawn || said !== undefined) {
      return miss(
        "red-herring",
        `“${node.id}” had no part in it: ${node.text}. Find the graph that would have moved.`,
        said?.at ?? at,
      );
    }
  }
  return full;
}

/** B18: some chain of at least three arrows ends at what users saw. */
function depth(context: RubricContext): LineResult {
  const { edges, at } = readEdges(context.document);
  const longest = longestPath(edges);
  if (longest >= 3) return full;
  const text = `The longest chain of your graph has ${longest} arrow${longest === 1 ? "" : "s"}; keep asking why until a condition, not an event, is at its start (3 or more).`;
  return miss("why-too-shallow", text, at ?? context.document.sections.causes?.at);
}

/** Length in edges of the longest simple path, at most 12, on at most 60 edges. */
function longestPath(edges: readonly Edge[]): number {
  const from = new Map<string, string[]>();
  for (const edge of edges) from.set(edge.from, [...(from.get(edge.from) ?? []), edge.to]);
  let best = 0;
  let steps = 0;
  const walk = (id: string, seen: Set<string>, length: number): void => {
    best = Math.max(best, length);
    if (length >= 12 || ++steps > 5000) return;
    for (const next of from.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      walk(next, seen, length + 1);
      seen.delete(next);
    }
  };
  for (const id of from.keys()) walk(id, new Set([id]), 0);
  return best;
}

/** Lines A12, A13 and B14 to B18: why it happened. */
export const causeLines: readonly RubricLine[] = [
  { id: "A12", part: "facts", code: "wrong-trigger", points: 3, run: trigger },
  { id: "A13", part: "facts", code: "mechanism-incomplete", points: 6, run: mechanism },
  { id: "B14", part: "causes", code: "cause-proximate-only", points: 5, run: contributing },
  { id: "B15", part: "causes", code: "gap-unmentioned", points: 4, run: gap },
  { id: "B16", part: "causes", code: "claim-contradicted", points: 2, run: contradictions },
  { id: "B17", part: "causes", code: "red-herring", points: 3, run: redHerring },
  { id: "B18", part: "causes", code: "why-too-shallow", points: 2, run: depth },
];
