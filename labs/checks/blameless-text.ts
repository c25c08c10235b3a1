import type { Finding } from "../finding.ts";
import { lostFacts, wordsBeside } from "./blame/facts-kept.ts";
import { type Blame, findBlame, personIn } from "./blame/find-blame.ts";
import { type Check, finding } from "./check.ts";
import { sentences } from "./postmortem/document.ts";

const kind = "blameless-text";

/** Longest text that is read, in characters. */
const longest = 2_000;
/** Words beside the facts that a sentence needs at least: below that it is a list. */
const fewestWords = 6;

/**
 * Grades a rewritten passage of a postmortem: no person of the roster and no word of the lexicon stands where
 * a cause belongs, and every fact of the original is still there. Whether the new sentence is true, or finds
 * the cause, it cannot tell: the words of a lexicon are all it knows.
 */
export const blamelessText: Check<"blameless-text"> = {
  kind,
  codes: [
    "no-text",
    "too-long",
    "person-as-cause",
    "judgement-word",
    "person-should-have",
    "person-at-fault",
    "fact-lost",
    "not-a-sentence",
    "person-nudge",
    "kept",
  ],
  async run(answer, { facts, because }) {
    const text = answer.trim();
    if (text === "") return unread("no-text", "Nothing is written yet.");
    if (text.length > longest)
      return unread("too-long", `${text.length} characters; this passage needs ${longest} at most.`);
    // A line break inside a paragraph ends no sentence.
    const blaming = sentences(text.replace(/(?<!\n)\r?\n(?!\r?\n)/g, " ")).flatMap((sentence) => {
      const blame = findBlame(sentence);
      return blame === undefined ? [] : [blameFinding(blame, text, sentence)];
    });
    const lost = lostFacts(text, facts);
    const findings = [...blaming.slice(0, 3), ...lost.slice(0, 3).map(({ fact }) => lostFinding(fact))];
    if (findings.length === 0 && wordsBeside(text, facts) < fewestWords) {
      const message =
        "The facts are there, but no sentence joins them. Say what happened, and what made it possible.";
      findings.push(finding(kind, "not-a-sentence", message));
    }
    if (findings.length === 0) findings.push(...praise(text, because));
    const kept = facts.length - lost.length;
    return {
      findings,
      parts: [
        {
          name: "Language",
          score: blaming.length === 0 ? 100 : 0,
          weight: 1,
          value: `${blaming.length} blaming`,
        },
        {
          name: "Facts",
          score: Math.round((100 * kept) / facts.length),
          weight: 1,
          value: `${kept} of ${facts.length}`,
        },
      ],
      worlds: [],
    };
  },
};

function unread(code: string, message: string) {
  return { findings: [finding(kind, code, message)], parts: [], worlds: [] };
}

const messages: Readonly<Record<Blame["what"], (found: string) => string>> = {
  "person-as-cause": (found) =>
    `“${found}” stands where a cause belongs. With anybody else there, what would have been the same?`,
  "judgement-word": (found) => `“${found}” judges. Say what was seen and done, and let the reader decide.`,
  "person-should-have": (found) =>
    `“${found}” describes a day that did not happen. What did happen, and what made it likely?`,
  "person-at-fault": (found) =>
    `“${found}” says an act was wrong. What did the system show or allow, so that it looked right?`,
};

function blameFinding({ what, found }: Blame, text: string, sentence: string): Finding {
  const inSentence = text.indexOf(sentence);
  const start = text.indexOf(found, Math.max(0, inSentence));
  const at = start < 0 ? {} : { at: { start, end: start + found.length } };
  return finding(kind, what, messages[what](found), { params: { found }, ...at });
}

function lostFinding(fact: string): Finding {
  const message = `“${fact}” was in the original and is gone. Blameless does not mean vague: facts stay.`;
  return finding(kind, "fact-lost", message, { params: { fact } });
}

/** What is good about a passage that passes, and a question where a person is still its subject. */
function praise(text: string, because: string): Finding[] {
  const person = personIn(text);
  const nudge =
    person === undefined
      ? []
      : [
          finding(
            kind,
            "person-nudge",
            `“${person}” is still in the sentence. That costs nothing; ask what made that step sensible at the time.`,
            { type: "informative", params: { person } },
          ),
        ];
  return [finding(kind, "kept", because, { type: "celebratory" }), ...nudge];
}
