import { humanNoun, judgement, personCause, rosterName, shouldHave } from "../blame/lexicon.ts";
import { type Item, type PostmortemDocument, type SectionName, sentences } from "./document.ts";
import { type Complaint, full, type LineResult, type RubricContext, type RubricLine } from "./rubric.ts";

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

/** D25: nobody on the roster, and no “human error”, stands in a causal section. */
function personAsCause(context: RubricContext): LineResult {
  const complaints: Complaint[] = [];
  for (const item of causalItems(context.document)) {
    const name = rosterName(item.text);
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
      if (found === undefined || (rosterName(sentence) === undefined && !humanNoun.test(sentence))) continue;
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
    (candidate) => humanNoun.test(candidate.text) && rosterName(candidate.text) === undefined,
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
