import { useEffect } from "react";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { answerOf, markGoalDone } from "../../session/lesson-actions.ts";
import { useAsk, useProgress, useSession, useSteadyMs } from "../../session/use-session.ts";
import { ignoredLabels } from "./model.ts";

/** The task's own sentence turns green when the practice world agrees, and stays so. It gives no credit. */
export function Goal({ step }: { step: CompiledStep }) {
  const { goalDone } = useProgress(step.id);
  const at = useSteadyMs(15_000, 1000);
  useSession((state) => state.drafts);
  const { goal } = step;
  const answer = step.answer === "promql" ? answerOf(step) : undefined;
  const asking = goal !== undefined && !goalDone && at > 0;
  // The time is part of the question only so that it is asked again as the world moves.
  const asked = useAsk(
    "lesson/goal",
    "goal",
    asking ? { expr: goal.expr, answer, dropLabels: ignoredLabels(step), atMs: at } : undefined,
  );
  const holds = asking && asked.current && asked.value?.holds === true;
  useEffect(() => {
    if (holds) markGoalDone(step.id);
  }, [holds, step.id]);
  if (goal === undefined) return null;
  return (
    <p className={goalDone ? "goal ok" : "goal"} aria-live="polite">
      <Icon name={goalDone ? "check" : "ring"} />
      <span>
        {goal.text}
        <span className="sr"> ({goalDone ? t("lesson.done") : t("lesson.open")})</span>
      </span>
    </p>
  );
}
