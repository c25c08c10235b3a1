import { type Item, type PostmortemDocument, type SectionName, sentences } from "./document.ts";
import { type Complaint, full, type LineResult, type RubricContext, type RubricLine } from "./rubric.ts";

/**
 * The simulated on-call roster: roles, not people. Owners come from here; a role in Causes or in What
 * went wrong is a finding. A closed list is precise; guessing names in free text is not (04 section 5).
 */
export const roster = [
  "serving-on-call",
  "serving-lead",
  "release-manager",
  "platform-on-call",
  "observability-champion",
  "sre-lead",
  "responder-1",
  "responder-2",
] as const;

/** Phrases that make a person the cause without naming one. */
const personCause = /\b(human|operator|user|pilot) error\b|\bcarelessness\b|\bnegligence\b|\bincompetence\b/i;

/** Words that judge people instead of describing what happened. */
const judgement =
  /\b(careless(?:ly)?|sloppy|sloppily|stupid(?:ly)?|dumb|idiotic?|lazy|lazily|incompetent|negligent|reckless(?:ly)?|foolish(?:ly)?|clueless|inexcusable|unacceptable|embarrassing|obviously|simply missed|simply forgot|failed to pay attention|blame|to blame|fault of)\b|!!/i;

/** Words for people that are no finding by themselves. */
const humanNoun = /\b(on-?call|engineer|operator|developer|reviewer|team|someone|somebody|he|she|they)\b/i;

const shouldHave = /\b(should|could|ought to|must)\s+(not\s+)?have\b/i;

const causal: readonly SectionName[] = ["causes", "went-wrong"];

function causalItems(document: PostmortemDocument): Item[] {
  return causal.flatMap((name) => {
    const section = document.sections[name];
    if (section === undefined) return [];
    return [
      ...section.prose,
      ...section.rows.map((row) => ({ text: Object.values(row.cells).join(" "), at: row.at })),
    ];
  });
}

function names(text: string): string | undefined {
  const lower = text.toLowerCase();
  return roster.find((name) => new RegExp(`(^|[^a-z0-9-])@?${name}($|[^a-z0-9-])`).test(lower));
}

/** D25: nobody on the roster, and no “human error”, stands in a causal section. */
function personAsCause(context: RubricContext): LineResult {
  const complaints: Complaint[] = [];
  for (const item of causalItems(context.document)) {
    const name = names(item.text);
    const phrase = personCause.exec(item.text)?.[0];
    if (name === undefined && phrase === undefined) continue;
    complaints.push({
      code: "person-as-cause",
      message:
        name === undefined
          ? `“${phrase}” ends the search where it should begin. What made that step look right at the time?`
          : `“${name}” stands in a causal section. Write what the system showed and allowed; use responder-1 in the timeline.`,
      at: item.at,
    });
  }
  return { share: complaints.length === 0 ? 1 : 0, complaints: complaints.slice(0, 3) };
}

/** D26: no judgement words anywhere. */
function judgementWords(context: RubricContext): LineResult {
  const complaints: Complaint[] = [];
  for (const section of context.document.all) {
    for (const item of section.prose) {
      const found = judgement.exec(item.text)?.[0];
      if (found === undefined) continue;
      complaints.push({
        code: "judgement-word",
        message: `“${found}” judges. Say what was seen and done, and let the reader decide.`,
        at: item.at,
      });
    }
  }
  return { share: complaints.length === 0 ? 1 : 0, complaints: complaints.slice(0, 3) };
}

/** D27: no person should or could have done something, in a causal section. */
function personShouldHave(context: RubricContext): LineResult {
  for (const item of causalItems(context.document)) {
    for (const sentence of sentences(item.text)) {
      const found = shouldHave.exec(sentence)?.[0];
      if (found === undefined || (names(sentence) === undefined && !humanNoun.test(sentence))) continue;
      return {
        share: 0,
        complaints: [
          {
            code: "person-should-have",
            message: `“${found}” describes a day that did not happen. What did happen, and what made it likely?`,
            at: item.at,
          },
        ],
      };
    }
  }
  return full;
}

/** Sentences that make a person the subject without breaking a rule: a question, never points. */
export function nudges(document: PostmortemDocument): Complaint[] {
  const item = causalItems(document).find(
    (candidate) => humanNoun.test(candidate.text) && names(candidate.text) === undefined,
  );
  if (item === undefined) return [];
  const noun = humanNoun.exec(item.text)?.[0] ?? "";
  return [
    {
      code: "person-nudge",
      message: `“${noun}” is the subject here. What made that step sensible at the time?`,
      at: item.at,
    },
  ];
}

/** Lines D25 to D27: language. */
export const languageLines: readonly RubricLine[] = [
  { id: "D25", part: "language", code: "person-as-cause", points: 5, run: personAsCause },
  { id: "D26", part: "language", code: "judgement-word", points: 2, run: judgementWords },
  { id: "D27", part: "language", code: "person-should-have", points: 3, run: personShouldHave },
];
