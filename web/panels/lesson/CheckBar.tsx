import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import { Work } from "../../components/States.tsx";
import { checkingText } from "../../components/verdict/checking-text.ts";
import { t } from "../../i18n/t.ts";
import { cancelCheck, checkStep, showHint } from "../../session/lesson-actions.ts";
import type { OpenLab } from "../../session/store.ts";
import { useProgress, useSession } from "../../session/use-session.ts";

/** Check and hints, always in the same place; while a check runs, its progress and a way to stop it. */
export function CheckBar({ lab, step }: { lab: OpenLab; step: CompiledStep }) {
  const checking = useSession((state) => state.checking);
  const ready = useSession((state) => state.world !== undefined);
  const { attempts, hintsShown, status } = useProgress(step.id);
  const hints = lab.prose[step.id]?.hints.length ?? 0;
  if (checking !== undefined) {
    return (
      <div className="lesson-foot">
        <Work
          label={checkingText(checking.progress)}
          progress={checking.progress}
          startedAt={checking.startedAt}
          onCancel={cancelCheck}
        />
      </div>
    );
  }
  return (
    <div className="lesson-foot">
      <button
        type="button"
        className={status === "passed" ? "btn" : "btn pri"}
        disabled={!ready}
        aria-keyshortcuts="Control+Shift+Enter"
        onClick={() => void checkStep()}
      >
        {attempts > 0 ? t("lesson.checkAgain") : t("lesson.check")} <kbd>Ctrl Shift Enter</kbd>
      </button>
      {hints > 0 && hintsShown < hints && status !== "passed" ? (
        <button type="button" className="btn" onClick={showHint}>
          {t("lesson.hint", { n: hintsShown + 1, all: hints })}
        </button>
      ) : null}
    </div>
  );
}
