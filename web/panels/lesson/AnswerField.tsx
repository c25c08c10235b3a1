import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import { t } from "../../i18n/t.ts";
import { panelOfAnswer } from "../../session/answer-place.ts";
import { openPanel } from "../../session/session.ts";
import { answerKey } from "../../session/store.ts";
import { useDraft, useSession } from "../../session/use-session.ts";
import { checkOfKind } from "./model.ts";

/** Where the answer goes: a field here, or the panel that holds it. */
export function AnswerField({ step }: { step: CompiledStep }) {
  const labId = useSession((state) => state.lab?.lab.id ?? "");
  const [text, setText] = useDraft(answerKey(labId, step.id), step.starter);
  const panel = panelOfAnswer(step.answer);
  if (panel !== undefined) return <AnswerPlace panel={panel} kind={step.answer} />;
  if (step.answer === "number") {
    const unit = checkOfKind(step, "number")?.unit ?? "";
    return (
      <label className="answer">
        {t("lesson.answerNumber")}
        <input
          className="field"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="dim">{unit}</span>
      </label>
    );
  }
  if (step.answer === "trace") {
    return (
      <label className="answer">
        {t("lesson.answerTrace")}
        <input
          className="field mono"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          size={34}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    );
  }
  if (step.answer === "change" || step.answer === "text") {
    const prose = step.answer === "text";
    return (
      <label className="answer tall">
        {t(prose ? "lesson.answerText" : "lesson.answerChange")}
        <textarea
          className={prose ? "field" : "field mono"}
          autoComplete="off"
          autoCapitalize={prose ? "sentences" : "off"}
          spellCheck={prose}
          rows={prose ? 6 : 4}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    );
  }
  const options = checkOfKind(step, "classify")?.options ?? [];
  const many = (checkOfKind(step, "classify")?.truth.length ?? 1) > 1;
  const chosen = text.split(",").filter(Boolean);
  const choose = (id: string, on: boolean): void => {
    if (!many) setText(id);
    else setText([...chosen.filter((one) => one !== id), ...(on ? [id] : [])].sort().join(","));
  };
  return (
    <fieldset className="picks">
      <legend className="sr">{t("lesson.answerPick")}</legend>
      {options.map((option) => (
        <label key={option.id}>
          <input
            type={many ? "checkbox" : "radio"}
            name={step.id}
            checked={chosen.includes(option.id)}
            onChange={(event) => choose(option.id, event.target.checked)}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  );
}

function AnswerPlace({
  panel,
  kind,
}: {
  panel: NonNullable<ReturnType<typeof panelOfAnswer>>;
  kind: CompiledStep["answer"];
}) {
  const place = panel === "alerts" || panel === "terminal" ? "side" : "centre";
  const title = t(`${panel}.title`);
  return (
    <p className="answer-place">
      {kind === "actions" ? t("lesson.answerRun") : t("lesson.answerIn", { panel: title })}{" "}
      <button type="button" className="link" onClick={() => openPanel(panel, place)}>
        {t("lesson.openPanel", { panel: title })}
      </button>
    </p>
  );
}
