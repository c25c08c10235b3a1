import { t } from "../../i18n/t.ts";
import { deployHandler, setDrift, setReporting, useModel } from "../../session/model-runner.ts";

/** The handler that is deployed, the drift of its inputs, and whether the world hears of it. */
export function ModelControls() {
  const { handler, drift, reporting, reported } = useModel();
  return (
    <div className="model-controls">
      <fieldset>
        <legend>{t("model.handler")}</legend>
        {(["tidy", "forgets-dispose"] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="model-handler"
              checked={handler === kind}
              onChange={() => deployHandler(kind)}
            />
            {t(kind === "tidy" ? "model.tidy" : "model.forgets")}
          </label>
        ))}
      </fieldset>
      <label className="model-drift">
        <span>{t("model.drift")}</span>
        <input
          type="range"
          min={0}
          max={2}
          step={0.25}
          value={drift}
          onChange={(event) => setDrift(Number(event.target.value))}
        />
        <output className="mono">{drift.toFixed(2)}</output>
      </label>
      <label title={t("model.reportingAbout")}>
        <input type="checkbox" checked={reporting} onChange={(event) => setReporting(event.target.checked)} />
        {t("model.reporting")} <span className="t1 dim">{t("model.reported", { count: reported })}</span>
      </label>
    </div>
  );
}
