import { useEffect, useRef } from "react";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { Prose } from "../../components/prose/Prose.tsx";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { OpenLab } from "../../session/store.ts";
import { progressKey, setState } from "../../session/store.ts";
import { useSession, useStep } from "../../session/use-session.ts";
import { AnswerField } from "./AnswerField.tsx";
import { CheckBar } from "./CheckBar.tsx";
import { fenceAction } from "./fence-action.ts";
import { Goal } from "./Goal.tsx";
import { Hints } from "./Hints.tsx";
import "./lesson.css";
import { type StepState, stepState } from "./model.ts";
import { VerdictView } from "./VerdictView.tsx";

/** The task at hand: what, why, how to know, and how it was judged. */
export default function LessonPanel() {
  const lab = useSession((state) => state.lab);
  const error = useSession((state) => state.labError);
  const step = useStep();
  const top = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step starts at its top
  useEffect(() => {
    top.current?.scrollTo({ top: 0 });
  }, [step?.id]);
  if (lab === undefined || step === undefined) {
    return error === undefined ? null : (
      <Empty text={error}>
        <a className="btn" href="#/map">
          {t("share.home")}
        </a>
      </Empty>
    );
  }
  const prose = lab.prose[step.id];
  return (
    <div className="lesson">
      <div className="scroll lesson-scroll" ref={top}>
        <p className="t1 dim lesson-part">
          <span>
            {t("lesson.part", { number: Number(lab.summary.slug.slice(0, 2)), minutes: lab.summary.minutes })}
          </span>
          <HideButton />
        </p>
        <h2 className="lesson-title">{lab.summary.title}</h2>
        <StepList lab={lab} stepId={step.id} />
        <div className="prose">
          <h3>{prose?.title}</h3>
          <Prose nodes={prose?.body ?? []} fence={fenceAction} />
        </div>
        <Goal key={step.id} step={step} />
        <AnswerField step={step} />
        <p className="t2 dim any-path">{t("lesson.anyPath")}</p>
        <VerdictView lab={lab} step={step} />
        <Hints lab={lab} step={step} />
      </div>
      <CheckBar lab={lab} step={step} />
    </div>
  );
}

function HideButton() {
  const layout = useSession((state) => state.layout);
  return (
    <button
      type="button"
      className="btn quiet icon hide-lesson"
      onClick={() => setState({ layout: { ...layout, lessonOpen: false } })}
    >
      <Icon name="chevron" />
      <span className="sr">{t("frame.hideLesson")}</span>
    </button>
  );
}

const looks: Readonly<Record<StepState, { icon: IconName; tone: string }>> = {
  passed: { icon: "check", tone: "ok" },
  assisted: { icon: "check", tone: "warn" },
  active: { icon: "dot", tone: "acc" },
  todo: { icon: "ring", tone: "dim" },
};

function StepList({ lab, stepId }: { lab: OpenLab; stepId: string }) {
  const progress = useSession((state) => state.progress);
  return (
    <ol className="steps" aria-label={t("lesson.steps")}>
      {lab.lab.steps.map(({ id }) => {
        const state = stepState(progress[progressKey(lab.lab.id, id)], id === stepId);
        const { icon, tone } = looks[state];
        return (
          <li key={id} className={id === stepId ? "on" : state}>
            <a href={`#/lab/${lab.lab.id}/${id}`} aria-current={id === stepId ? "step" : undefined}>
              <Icon name={icon} className={tone} />
              <span>{lab.prose[id]?.title ?? id}</span>
              <span className={`word ${tone}`}>{t(`lesson.${state}`)}</span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}
