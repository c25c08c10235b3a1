import { actionLines } from "./actions.ts";
import { causeLines } from "./causes.ts";
import { numberLines } from "./facts-numbers.ts";
import { timeLines } from "./facts-times.ts";
import { formLines } from "./form.ts";
import { languageLines } from "./language.ts";
import type { RubricLine } from "./rubric.ts";

/** The 28 lines of the rubric, 100 points in all, in the order findings are shown (04 section 5). */
export const rubricLines: readonly RubricLine[] = [
  ...timeLines,
  ...numberLines,
  ...causeLines,
  ...actionLines,
  ...languageLines,
  ...formLines,
];
