import { Icon } from "../components/Icon.tsx";
import { checkingText } from "../components/verdict/checking-text.ts";
import { verdictTitle } from "../components/verdict/verdict-title.ts";
import { t } from "../i18n/t.ts";
import { getState, setState } from "../session/store.ts";
import { useProgress, useSession, useStep } from "../session/use-session.ts";

/** A running check, or what the last one found, in one line wherever the lesson itself is out of sight. */
export function CheckStrip() {
  const step = useStep();
  const checking = useSession((state) => state.checking);
  const { verdict } = useProgress(step?.id ?? "");
  if (checking !== undefined) {
    const { done, total } = checking.progress;
    return (
      <button type="button" className="check-strip" onClick={showLesson}>
        <Icon name="ring" className="acc" />
        <span className="check-strip-text">{checkingText(checking.progress)}</span>
        <span className="t1 dim">{t("lesson.title")}</span>
        <progress aria-hidden="true" max={1} {...(total > 0 ? { value: Math.min(1, done / total) } : {})} />
      </button>
    );
  }
  if (step === undefined || verdict === undefined) return null;
  const passed = verdict.status === "pass";
  const [finding] = verdict.findings;
  return (
    <button type="button" className="check-strip" onClick={showLesson} aria-live="polite">
      <Icon name={passed ? "check" : "cross"} className={passed ? "ok" : "crit"} />
      <span className="check-strip-text">
        <b className={passed ? "ok" : "crit"}>{verdictTitle(verdict)}</b>
        {passed || finding === undefined ? null : ` ${finding.message.replaceAll("`", "")}`}
      </span>
      <span className="t1 dim">{t("lesson.title")}</span>
    </button>
  );
}

/** Shows the lesson, and in it the verdict as soon as it is drawn. */
function showLesson(): void {
  const { layout } = getState();
  setState({ layout: { ...layout, small: "lesson", lessonOpen: true } });
  setTimeout(() => {
    const verdict = document.querySelector<HTMLElement>(".verdict");
    verdict?.scrollIntoView({ block: "start" });
    verdict?.focus({ preventScroll: true });
  }, 60);
}
