import { useEffect, useMemo } from "react";
import type { Verdict } from "../../../labs/finding.ts";
import { useDraft } from "../../session/use-session.ts";
import { type PlacedFinding, placeFindings } from "./model.ts";

/**
 * The findings of the last check, placed in the text of now. The text that was checked is kept beside
 * the draft, so the places hold after a reload too; its first line is the number of the attempt.
 */
export function useChecked(
  key: string,
  text: string,
  verdict: Verdict | undefined,
  attempts: number,
): readonly PlacedFinding[] {
  const [stored, setStored] = useDraft(`checked:${key}`);
  const mark = `${attempts}\n`;
  const known = stored.startsWith(mark);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new verdict takes a new copy of the text
  useEffect(() => {
    if (verdict !== undefined && !known) setStored(mark + text);
  }, [verdict, mark, known]);
  const checked = known ? stored.slice(mark.length) : text;
  return useMemo(
    () => (verdict === undefined ? [] : placeFindings(verdict.findings, checked, text)),
    [verdict, checked, text],
  );
}
