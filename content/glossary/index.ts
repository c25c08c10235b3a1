import { asking } from "./asking.ts";
import { measuring } from "./measuring.ts";
import { promising } from "./promising.ts";
import { running } from "./running.ts";
import type { GlossaryTerm } from "./term.ts";

/** Every term, by name. */
export const glossary: readonly GlossaryTerm[] = [...measuring, ...asking, ...promising, ...running].sort(
  (a, b) => a.term.localeCompare(b.term, "en"),
);
