import type { Counterexample } from "../../../labs/finding.ts";

/** One side of a counterexample in words: labels first, where it names them, then the value and the time. */
const sideText = /^(\{.*?\})\s+(.*)$/s;

/** The label set one side begins with, `{}` for a series without labels; undefined when it names none. */
export function labelsOf(side: string): string | undefined {
  return sideText.exec(side)?.[1];
}

type Evidence = Pick<Counterexample, "seen" | "wanted" | "lines">;

/**
 * What a counterexample with two label sets differs in: only its labels, or its values as well. Undefined
 * when a side names no labels, or both name the same.
 */
export function labelDifference({
  seen,
  wanted,
  lines,
}: Evidence): "onlyLabels" | "labelsAndValues" | undefined {
  const yours = sideText.exec(seen);
  const theirs = sideText.exec(wanted);
  if (yours === null || theirs === null || yours[1] === theirs[1]) return undefined;
  return yours[2] === theirs[2] && sameLine(lines) ? "onlyLabels" : "labelsAndValues";
}

/** Whether the two drawn lines lie on each other, so that a reader would look for the second one. */
function sameLine(lines: Evidence["lines"]): boolean {
  const yours = lines.find(({ role }) => role === "yours");
  const wanted = lines.find(({ role }) => role === "wanted");
  if (yours === undefined || wanted === undefined) return true;
  const at = new Map(wanted.timesMs.map((ms, i) => [ms, wanted.values[i] ?? Number.NaN]));
  return yours.timesMs.every((ms, i) => {
    const [mine = Number.NaN, theirs = Number.NaN] = [yours.values[i], at.get(ms)];
    return (
      Object.is(mine, theirs) || Math.abs(mine - theirs) <= 1e-9 * Math.max(Math.abs(mine), Math.abs(theirs))
    );
  });
}
