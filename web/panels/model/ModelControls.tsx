import { useId } from "react";
import { formatSpan } from "../../components/format/format-time.ts";
import { t } from "../../i18n/t.ts";
import { deployHandler, setDrift } from "../../session/model-runner.ts";
import { useModel } from "../../session/model-view.ts";
import { grouped, leak } from "./model.ts";

/** The handler that is deployed and the drift of its inputs. */
export function ModelControls() {
  const handler = useModel((view) => view.handler);
  const drift = useModel((view) => view.drift);
  const id = useId();
  return (
    <div className="model-controls">
      <fieldset aria-describedby={`${id}-handler`}>
        <legend>{t("model.handler")}</legend>
        {(["tidy", "forgets-dispose"] as const).map((kind) => (
          <label key={kind}>
            <input type="radio" name={id} checked={handler === kind} onChange={() => deployHandler(kind)} />
            <span>{kind === "tidy" ? t("model.tidy") : t("model.forgets")}</span>
            <code>{kind === "tidy" ? t("model.tidyCode") : t("model.forgetsCode")}</code>
          </label>
        ))}
      </fieldset>
      <p className="t1 dim" id={`${id}-handler`}>
        {t("model.handlerAbout", {
          tensors: leak.tensorsPerBatch,
          bytes: grouped(leak.bytesPerBatch),
          span: formatSpan(leak.fullAfterMs),
        })}
      </p>
      <label className="model-drift">
        <span>{t("model.drift")}</span>
        <input
          type="range"
          min={0}
          max={2}
          step={0.25}
          value={drift}
          aria-valuetext={t("model.driftOf", { value: drift.toFixed(2) })}
          aria-describedby={`${id}-drift`}
          onChange={(event) => setDrift(Number(event.target.value))}
        />
        <output className="mono ink">{t("model.driftOf", { value: drift.toFixed(2) })}</output>
      </label>
      <p className="t1 dim" id={`${id}-drift`}>
        {t("model.driftAbout")}
      </p>
    </div>
  );
}
