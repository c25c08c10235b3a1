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

/** The name or handle of the roster that stands in a text, if one does. */
export function rosterName(text: string): string | undefined {
  const lower = text.toLowerCase();
  return roster.find((name) => new RegExp(`(^|[^a-z0-9-])@?${name}($|[^a-z0-9-])`).test(lower));
}

/** Phrases that make a person the cause without naming one. */
export const personCause =
  /\b(human|operator|user|pilot) error\b|\bcarelessness\b|\bnegligence\b|\bincompetence\b/i;

/** Words that judge people instead of describing what happened. */
export const judgement =
  /\b(careless(?:ly)?|sloppy|sloppily|stupid(?:ly)?|dumb|idiotic?|lazy|lazily|incompetent|negligent|reckless(?:ly)?|foolish(?:ly)?|clueless|inexcusable|unacceptable|embarrassing|obviously|simply missed|simply forgot|failed to pay attention|blame|to blame|fault of)\b|!!/i;

/** Words for people that are no finding by themselves. */
export const humanNoun =
  /\b(on-?call|engineer|operator|developer|reviewer|team|someone|somebody|he|she|they)\b/i;

/** A day that did not happen. */
export const shouldHave = /\b(should|could|ought to|must)\s+(not\s+)?have\b/i;
