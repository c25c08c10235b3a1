import { type IncidentFacts, secondsOfDay } from "../../grader/incident-facts.ts";
import { type Claim, type ClaimTopic, readClaims } from "./claims.ts";
import { hasSeconds, readClock, readDurations, showClock, showDuration } from "./read-values.ts";
import { full, type LineResult, miss, type RubricContext, type RubricLine } from "./rubric.ts";
import { matchTimeline, readTimeline } from "./timeline.ts";

/** Stated times may be this far from the ledger's (06 section 4.6). */
const timeToleranceSeconds = 60;

/** A stated time is right within a minute; a minute stamp stands for any second of its minute. */
function isRight(value: string, truthSeconds: number): boolean {
  const stated = readClock(value);
  if (stated === undefined) return false;
  const away = Math.abs(stated - truthSeconds);
  return (
    away <= timeToleranceSeconds ||
    (!hasSeconds(value) && truthSeconds - stated >= 0 && truthSeconds - stated < 120)
  );
}

function timeLine(
  context: RubricContext,
  topic: ClaimTopic,
  code: string,
  truthMs: number | undefined,
  what: string,
): LineResult {
  const claim = readClaims(context.document).get(topic);
  if (truthMs === undefined) return full;
  const truth = secondsOfDay(context.facts, truthMs);
  if (claim === undefined) {
    return miss(code, `The impact table does not say when ${what}.`, context.document.sections.impact?.at);
  }
  if (readClock(claim.value) === undefined) {
    return miss(code, `“${claim.name}” needs a time such as 14:05, not “${short(claim.value)}”.`, claim.at);
  }
  if (isRight(claim.value, truth)) return full;
  const seen = showClock(readClock(claim.value) ?? 0);
  return miss(code, `You say ${what} at ${seen}; look again at the graph around that minute.`, claim.at, {
    stated: seen,
    awaySeconds: Math.round(Math.abs((readClock(claim.value) ?? 0) - truth)),
  });
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** A4: the acknowledgement and the start of the first mitigation, half the points each. */
function responseTimes(context: RubricContext): LineResult {
  const code = "response-time";
  const { facts } = context;
  const ack = timeLine(context, "acknowledged", code, facts.acknowledgedMs, "somebody acknowledged");
  const first = facts.mitigations[0]?.atMs;
  const mitigation = timeLine(context, "mitigation-started", code, first, "mitigation started");
  return {
    share: (ack.share + mitigation.share) / 2,
    complaints: [...ack.complaints, ...mitigation.complaints],
  };
}

const groupNames: Readonly<Record<string, string>> = {
  change: "the change that set it off",
  symptom: "the first failed request",
  detection: "the first alert and its page",
  acknowledge: "the moment somebody acknowledged",
  recovery: "recovery, when the last request failed",
  close: "the all-clear",
};

/** A5: every kind of event that happened has a row. */
function recall(context: RubricContext): LineResult {
  const matched = matchTimeline(readTimeline(context.document), context.facts);
  const found = new Set(matched.events.flatMap((event) => (event?.group === undefined ? [] : [event.group])));
  const groups = [...new Set(context.facts.events.flatMap((event) => event.group ?? []))];
  const missing = groups.filter((group) => !found.has(group));
  if (missing.length === 0) return full;
  const first = missing[0] ?? "";
  const event = context.facts.events.find((candidate) => candidate.group === first);
  const name = groupNames[first] ?? event?.text ?? first;
  const more =
    missing.length > 1 ? ` ${missing.length - 1} more of the ${groups.length} key events are missing.` : "";
  return {
    share: 1 - missing.length / groups.length,
    complaints: [
      {
        code: "timeline-incomplete",
        message: `The timeline leaves out ${name}.${more}`,
        at: context.document.sections.timeline?.at,
        params: { missing: missing.length, of: groups.length },
      },
    ],
  };
}

/** A6: every row is an event that happened, within two minutes. */
function precision(context: RubricContext): LineResult {
  const matched = matchTimeline(readTimeline(context.document), context.facts);
  if (matched.rows.length === 0) {
    return miss(
      "timeline-row-not-in-ledger",
      "The timeline has no rows yet.",
      context.document.sections.timeline?.at,
    );
  }
  const wrong = matched.rows.filter((_, i) => matched.events[i] === undefined);
  if (wrong.length === 0) return full;
  return {
    share: Math.max(0, 1 - (2 * wrong.length) / matched.rows.length),
    complaints: wrong.slice(0, 3).map((row) => ({
      code: "timeline-row-not-in-ledger",
      message:
        row.seconds === undefined
          ? `“${short(row.text)}” has no time such as 14:05.`
          : `Nothing like “${short(row.text)}” happened within two minutes of ${showClock(row.seconds, row.exact)}.${ruleNote(row.rules, context.facts)}`,
      at: row.row.at,
    })),
  };
}

function ruleNote(rules: readonly string[], facts: IncidentFacts): string {
  const silent = rules.find(
    (rule) => /[a-z]/.test(rule) && !facts.events.some((event) => event.rule === rule),
  );
  return silent === undefined ? "" : ` ${silent} never fired in this run.`;
}

/** A7: durations that are stated agree with the rows they follow from. */
function arithmetic(context: RubricContext): LineResult {
  const complaints = [...durationClaims(context), ...proseDurations(context), ...order(context)];
  return { share: complaints.length === 0 ? 1 : 0, complaints: complaints.slice(0, 3) };
}

function disagree(
  message: string,
  at: Claim["at"] | undefined,
): { code: string; message: string; at: Claim["at"] | undefined } {
  return { code: "duration-disagrees", message, at };
}

function durationClaims(context: RubricContext): ReturnType<typeof disagree>[] {
  const claims = readClaims(context.document);
  const { facts } = context;
  const out: ReturnType<typeof disagree>[] = [];
  const clock = (topic: ClaimTopic): number | undefined => {
    const value = claims.get(topic)?.value;
    return value === undefined ? undefined : readClock(value);
  };
  const pairs: readonly (readonly [ClaimTopic, ClaimTopic, ClaimTopic, string])[] = [
    ["impact-duration", "impact-start", "impact-end", "impact"],
    ["time-to-detect", "impact-start", "detected", "detection"],
    ["time-to-acknowledge", "detected", "acknowledged", "acknowledgement"],
  ];
  for (const [topic, from, to, what] of pairs) {
    const claim = claims.get(topic);
    const [a, b] = [clock(from), clock(to)];
    if (claim === undefined || a === undefined || b === undefined) continue;
    const stated = readDurations(claim.value)[0];
    if (stated === undefined)
      out.push(disagree(`“${claim.name}” needs a duration such as 75 min.`, claim.at));
    else if (Math.abs(stated - (b - a)) > timeToleranceSeconds) {
      const text = `You give ${showDuration(stated)} for ${what}; ${showClock(a)} to ${showClock(b)} is ${showDuration(b - a)}.`;
      out.push(disagree(text, claim.at));
    }
  }
  const mitigation = facts.mitigations.at(-1);
  const claim = claims.get("mitigation-duration");
  if (claim !== undefined && mitigation !== undefined) {
    const stated = readDurations(claim.value)[0];
    const truth = (mitigation.doneMs - mitigation.atMs) / 1000;
    if (stated === undefined || Math.abs(stated - truth) > timeToleranceSeconds) {
      const seen = stated === undefined ? `“${short(claim.value)}”` : showDuration(stated);
      out.push(
        disagree(`You give ${seen} for the mitigation; your rows say otherwise. Count it again.`, claim.at),
      );
    }
  }
  return out;
}

/** “Rollback took too long (40 minutes)”, anywhere in the text, against the timeline. */
function proseDurations(context: RubricContext): ReturnType<typeof disagree>[] {
  const mitigation = context.facts.mitigations.at(-1);
  const out: ReturnType<typeof disagree>[] = [];
  if (mitigation === undefined) return out;
  const from = secondsOfDay(context.facts, mitigation.atMs);
  const truth = (mitigation.doneMs - mitigation.atMs) / 1000;
  for (const section of context.document.all) {
    if (section === context.document.sections.actions || section === context.document.sections.timeline)
      continue;
    for (const item of section.prose) {
      const match =
        /roll(?:ed|ing|s)?[ -]?back[^.;\n\d]{0,40}?(?:took|lasted|taking|slow|long)[^.;\n\d]{0,30}?(\d+(?:\.\d+)?\s*(?:h|hours?|min|minutes?|m)\b(?:\s*\d+\s*(?:min|minutes?|s)\b)?)/i.exec(
          item.text,
        );
      const stated = match?.[1] === undefined ? undefined : readDurations(match[1])[0];
      if (stated === undefined || Math.abs(stated - truth) <= timeToleranceSeconds) continue;
      const text = `Your text says the rollback took ${showDuration(stated)}; ${showClock(from, false)} to ${showClock(from + truth, false)} is ${showDuration(truth)}.`;
      out.push(disagree(text, item.at));
    }
  }
  return out;
}

function order(context: RubricContext): ReturnType<typeof disagree>[] {
  const rows = readTimeline(context.document).filter((row) => row.seconds !== undefined);
  const out: ReturnType<typeof disagree>[] = [];
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    if (before !== undefined && (row.seconds ?? 0) < (before.seconds ?? 0)) {
      out.push(
        disagree(
          `The row at ${showClock(row.seconds ?? 0)} stands after a later one; keep one order.`,
          row.row.at,
        ),
      );
      break;
    }
  }
  const zone = /\b(CEST|CET|PST|PDT|EST|EDT|IST|BST|JST|local time)\b|[+-]\d{2}:\d{2}\b(?!:)/.exec(
    context.document.sections.timeline?.source ?? "",
  );
  if (zone !== null) {
    out.push(
      disagree(
        `The timeline mixes zones (“${zone[0]}”); write UTC throughout.`,
        context.document.sections.timeline?.at,
      ),
    );
  }
  return out;
}

/** Lines A1 to A7: when it happened. */
export const timeLines: readonly RubricLine[] = [
  {
    id: "A1",
    part: "facts",
    code: "impact-start",
    points: 4,
    run: (c) =>
      timeLine(c, "impact-start", "impact-start", c.facts.impact?.startMs, "the first request failed"),
  },
  {
    id: "A2",
    part: "facts",
    code: "impact-end",
    points: 3,
    run: (c) => timeLine(c, "impact-end", "impact-end", c.facts.impact?.endMs, "the last request failed"),
  },
  {
    id: "A3",
    part: "facts",
    code: "detection-time",
    points: 3,
    run: (c) =>
      timeLine(c, "detected", "detection-time", c.facts.pages[0]?.deliveredMs, "the first page came"),
  },
  { id: "A4", part: "facts", code: "response-time", points: 2, run: responseTimes },
  { id: "A5", part: "facts", code: "timeline-incomplete", points: 6, run: recall },
  { id: "A6", part: "facts", code: "timeline-row-not-in-ledger", points: 3, run: precision },
  { id: "A7", part: "facts", code: "duration-disagrees", points: 2, run: arithmetic },
];
