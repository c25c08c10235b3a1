import { diagnoseEngine } from "./diagnose-engine.ts";
import { diagnoseSelectors } from "./diagnose-selectors.ts";
import { absentWithoutLabels, shapeDiagnosers } from "./diagnose-shape.ts";
import { valueDiagnosers, wrongValue } from "./diagnose-values.ts";
import type { Diagnoser, Diagnosis, Failure } from "./failure.ts";

/** Asked in this order, so that the cause comes before its symptoms (04 section 4.1). */
const diagnosers: readonly Diagnoser[] = [
  ...diagnoseEngine,
  absentWithoutLabels,
  diagnoseSelectors,
  ...shapeDiagnosers,
  ...valueDiagnosers,
];

/** Why the answer is wrong, in the most useful words there are. */
export function diagnose(failure: Failure): Diagnosis {
  for (const diagnoser of diagnosers) {
    const diagnosis = diagnoser(failure);
    if (diagnosis !== undefined) return diagnosis;
  }
  return wrongValue(failure);
}
