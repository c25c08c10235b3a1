import type { StepProgress } from "./store.ts";

/** Results by `labId/stepId`. */
export type Results = Readonly<Record<string, StepProgress>>;

/** Whether `other` is worth more: passed before not passed, then the score, then found without the solution. */
export function isBetter(other: StepProgress, own: StepProgress): boolean {
  return rank(other) > rank(own);
}

const rank = ({ status, best, assisted }: StepProgress): number =>
  status === "passed" ? 1000 + best + (assisted ? 0 : 0.5) : best;

/**
 * What two copies of a step's result are worth together: nothing that either has reached is lost, and
 * help that either took still counts until the step is passed. `own` itself when `other` adds nothing.
 */
export function joinResult(own: StepProgress | undefined, other: StepProgress): StepProgress {
  if (own === undefined) return other;
  const better = isBetter(other, own) ? other : own;
  const joined: StepProgress = {
    ...better,
    attempts: Math.max(own.attempts, other.attempts),
    hintsShown: Math.max(own.hintsShown, other.hintsShown),
    assisted: better.status === "passed" ? better.assisted : own.assisted || other.assisted,
    rewound: better.status === "passed" ? better.rewound : own.rewound || other.rewound,
    goalDone: own.goalDone || other.goalDone,
  };
  return better === own && equalFigures(joined, own) ? own : joined;
}

/** Joins two sets of results step by step; `own` itself when `other` adds nothing. */
export function joinResults(own: Results, other: Results): Results {
  const joined = new Map(Object.entries(own));
  let changed = false;
  for (const [key, result] of Object.entries(other)) {
    const before = joined.get(key);
    const after = joinResult(before, result);
    if (after === before) continue;
    changed = true;
    joined.set(key, after);
  }
  return changed ? Object.fromEntries(joined) : own;
}

/** The results of one lab. */
export function resultsOf(labId: string, results: Results): Results {
  return Object.fromEntries(Object.entries(results).filter(([key]) => key.startsWith(`${labId}/`)));
}

function equalFigures(a: StepProgress, b: StepProgress): boolean {
  return (
    a.attempts === b.attempts &&
    a.hintsShown === b.hintsShown &&
    a.assisted === b.assisted &&
    a.rewound === b.rewound &&
    a.goalDone === b.goalDone
  );
}
