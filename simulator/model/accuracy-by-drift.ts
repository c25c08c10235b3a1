/**
 * How accuracy falls as the inputs shift: measured once on the real model over 20,000 fresh payments,
 * committed, and read by runs that have no model beside them.
 */
import table from "./weights/accuracy-by-drift.json" with { type: "json" };

/** Measured rows, by rising drift; accuracy is `correct / rows`. */
export const accuracyByDrift: readonly { readonly drift: number; readonly correct: number }[] =
  table.measured;

/** Rows of the evaluation set and the seed they come from. */
export const evaluationSet = { seed: table.seed, rows: table.rows } as const;

/** Accuracy, 0..1, at an input shift in standard deviations; straight lines between the measured shifts. */
export function accuracyAtDrift(drift: number): number {
  let below = accuracyByDrift[0] ?? { drift: 0, correct: 0 };
  for (const row of accuracyByDrift) {
    if (row.drift >= drift) {
      const span = row.drift - below.drift;
      const share = span > 0 ? Math.max(0, drift - below.drift) / span : 1;
      return (below.correct + share * (row.correct - below.correct)) / evaluationSet.rows;
    }
    below = row;
  }
  return below.correct / evaluationSet.rows;
}
