import { judgement, personCause, rosterName, shouldHave } from "./lexicon.ts";

/** What makes a sentence blaming, and the words that do. */
export interface Blame {
  readonly what: "person-as-cause" | "judgement-word" | "person-should-have" | "person-at-fault";
  readonly found: string;
}

/**
 * Whether a sentence about causes makes a person the cause, or judges one. The simulated roster is known by
 * name; everybody else by a closed list of nouns beside a verb of fault. This is a lexicon, not an
 * understanding of language: it is precise, and most of a stranger's blaming sentences get past it, as
 * `find-blame.test.ts` counts. So a pass says only that none of these words is there.
 */
export function findBlame(sentence: string): Blame | undefined {
  const text = sentence.replace(software, "");
  const name = rosterName(text);
  if (name !== undefined) return { what: "person-as-cause", found: name };
  const cause = personCause.exec(text)?.[0];
  if (cause !== undefined) return { what: "person-as-cause", found: cause };
  const judged = judgement.exec(text)?.[0];
  if (judged !== undefined) return { what: "judgement-word", found: judged };
  const should = shouldHave.exec(text)?.[0];
  if (should !== undefined && person.test(text)) return { what: "person-should-have", found: should };
  const fault = faultyAct.exec(text)?.[0] ?? faultOf.exec(text)?.[0];
  return fault === undefined ? undefined : { what: "person-at-fault", found: fault };
}

/** The word for a person in a sentence that breaks no rule; undefined when there is none. */
export function personIn(sentence: string): string | undefined {
  return person.exec(sentence.replace(software, ""))?.[0];
}

/** Words for people, or judging words, that here name software or a habit of tools. */
const software =
  /\b(?:(?:gpu|kubernetes|k8s|prometheus|cluster) operator|operator pod|lazy[- ]load(?:ing|ed|s)?|lazily loaded|git blame)\b/gi;

const noun =
  "on-?call(?: (?:engineer|person))?|engineers?|operators?|developers?|programmers?|reviewers?|teams?|someone|somebody|nobody|no one|whoever|admins?|administrators?|sres?|managers?|interns?|colleagues?|contractors?|authors?|responders?|person|people|he|she|they|we";
const person = new RegExp(`\\b(?:${noun})\\b`, "i");

/** Verbs that say an act was wrong, not what it was. */
const fault =
  "forgot|neglected|ignored|overlooked|misread|misconfigured|messed up|broke|caused|wasted|refused|panicked|skipped|failed to|made a mistake|bothered|(?:did not|didn['’]t|never) (?:even |once )?(?:bother|check|checked|look|looked|test|tested|read|think|follow|pay|care|verify|answer|react)";
const faultyAct = new RegExp(
  `\\b(?:${noun})(?: (?:on|in|of) [\\w ]{2,20}?)?(?: \\w+){0,2}? (?:${fault})\\b|\\b(?:nobody|no one)(?: \\w+){0,3}? (?:checked|looked|thought)\\b`,
  "i",
);

/** Whose fault: “the operator's mistake”, “a mistake by the operator”, “the root cause is the engineer”. */
const faultOf = new RegExp(
  `\\b(?:${noun})(?:['’]s|s['’]) (?:\\w+ )?(?:mistake|fault|error|oversight)\\b|\\b(?:mistake|error|oversight) (?:made )?by (?:the |an? |our )?(?:${noun})\\b|\\broot cause (?:is|was) (?:the |an? |our )?(?:${noun})\\b`,
  "i",
);
