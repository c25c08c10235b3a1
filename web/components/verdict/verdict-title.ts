import type { Verdict } from "../../../labs/finding.ts";
import { t } from "../../i18n/t.ts";

/** The one word a verdict has: passed, not yet, or that the check itself failed. */
export function verdictTitle({ status }: Verdict): string {
  if (status === "error") return t("lesson.errorTitle");
  return t(status === "pass" ? "lesson.passTitle" : "lesson.failTitle");
}

/**
 * What stands beside it: the score of a pass, or how many hidden worlds agree. A score below a failure
 * would be read as one, so it is shown only where points are what passes, in a postmortem.
 */
export function verdictNote(verdict: Verdict, score: number, pointsPass: boolean): string {
  if (verdict.status === "error") return "";
  if (verdict.status === "pass" || pointsPass)
    return `${t("lesson.score", { score: Math.round(score) })} ${t("lesson.of")}`;
  const all = verdict.worlds.length;
  const good = verdict.worlds.filter(({ seeds }) => seeds.every(({ ok }) => ok)).length;
  return all === 0 ? "" : t("lesson.worldsAgree", { good, all });
}
