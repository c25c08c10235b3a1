import { t } from "../../i18n/t.ts";
import type { Progress } from "../../session/protocol.ts";

/** How far a check is and which hidden world it is in; the seed of that world tells a learner nothing. */
export function checkingText({ done, total, detail }: Progress): string {
  if (total === 0) return t("lesson.check");
  const world = detail.replace(/, seed \d+$/, "");
  return `${t("lesson.checking", { done, total })}${world === "" ? "" : `: ${world}`}`;
}
