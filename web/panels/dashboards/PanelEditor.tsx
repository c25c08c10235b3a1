import { type ReactNode, useId } from "react";
import {
  type DashboardPanel,
  grafanaUnits,
  type Json,
  type JsonObject,
  listAt,
  panelTypes,
  type Reducer,
  type ThresholdStep,
} from "../../../simulator/index.ts";
import { Editor } from "../../components/editor/Editor.tsx";
import { t } from "../../i18n/t.ts";
import { ask } from "../../session/session.ts";
import { useAsk } from "../../session/use-session.ts";
import { calcName } from "./TimeSeriesBody.tsx";

/** Sets one field of the panel's JSON; `undefined` takes it out. */
type SetField = (path: readonly string[], value: Json | undefined) => void;

const reducers: readonly Reducer[] = ["lastNotNull", "min", "max", "mean", "sum", "range"];
const colors = ["green", "yellow", "red", "blue"] as const;

/** The form of one panel: what it asks, how it draws, where it stands. Every change is one undoable edit. */
export function PanelEditor({
  panel,
  raw,
  set,
}: {
  panel: DashboardPanel;
  /** The panel in the file, for the parts that are lists. */
  raw: JsonObject;
  set: SetField;
}) {
  const single = panel.type !== "timeseries" && panel.type !== "heatmap" && panel.type !== "state-timeline";
  return (
    <div className="dash-form">
      <Field label={t("dashboards.panelTitle")}>
        {(id) => <Text id={id} value={panel.title} onChange={(text) => set(["title"], text)} />}
      </Field>
      <Field label={t("dashboards.panelDescription")}>
        {(id) => <Text id={id} value={panel.description} onChange={(text) => set(["description"], text)} />}
      </Field>
      <Field label={t("dashboards.panelType")}>
        {(id) => (
          <select
            id={id}
            className="field"
            value={panel.type}
            onChange={(event) => set(["type"], event.target.value)}
          >
            {panelTypes.some((type) => type === panel.type) ? null : <option>{panel.type}</option>}
            {panelTypes.map((type) => (
              <option key={type} value={type}>
                {t(`dashboards.type-${type}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {panel.type === "text" ? (
        <Field label={t("dashboards.content")}>
          {(id) => (
            <textarea
              id={id}
              className="field dash-textarea"
              rows={6}
              value={panel.content}
              onChange={(event) => set(["options", "content"], event.target.value)}
            />
          )}
        </Field>
      ) : (
        <Queries panel={panel} raw={raw} set={set} />
      )}
      <fieldset className="dash-fields">
        <legend>{t("dashboards.values")}</legend>
        <Field label={t("dashboards.unit")}>
          {(id) => (
            <>
              <input
                id={id}
                className="field"
                list={`${id}-units`}
                value={panel.unit}
                placeholder="short"
                onChange={(event) =>
                  set(["fieldConfig", "defaults", "unit"], event.target.value || undefined)
                }
              />
              <datalist id={`${id}-units`}>
                {[...grafanaUnits.keys()].map((unit) => (
                  <option key={unit}>{unit}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        {(["decimals", "min", "max"] as const).map((name) => (
          <Field key={name} label={t(`dashboards.${name}`)}>
            {(id) => (
              <NumberField
                id={id}
                value={panel[name]}
                onChange={(value) => set(["fieldConfig", "defaults", name], value)}
              />
            )}
          </Field>
        ))}
        {single && panel.type !== "text" ? (
          <Field label={t("dashboards.reducer")}>
            {(id) => (
              <select
                id={id}
                className="field"
                value={panel.reducer}
                onChange={(event) => set(["options", "reduceOptions", "calcs"], [event.target.value])}
              >
                {reducers.map((one) => (
                  <option key={one} value={one}>
                    {calcName(one)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ) : null}
      </fieldset>
      <Thresholds steps={panel.thresholds} set={set} />
      <fieldset className="dash-fields">
        <legend>{t("dashboards.place")}</legend>
        {(["w", "h", "x", "y"] as const).map((name) => (
          <Field key={name} label={t(`dashboards.grid-${name}`)}>
            {(id) => (
              <NumberField
                id={id}
                value={panel.grid[name]}
                onChange={(value) => set(["gridPos"], { ...panel.grid, [name]: value ?? panel.grid[name] })}
              />
            )}
          </Field>
        ))}
      </fieldset>
    </div>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="dash-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Text({ id, value, onChange }: { id: string; value: string; onChange: (text: string) => void }) {
  return <input id={id} className="field" value={value} onChange={(event) => onChange(event.target.value)} />;
}

function NumberField({
  id,
  value,
  onChange,
}: {
  id: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <input
      id={id}
      className="field"
      type="number"
      step="any"
      value={value ?? ""}
      onChange={(event) => {
        const number = event.target.valueAsNumber;
        onChange(Number.isFinite(number) ? number : undefined);
      }}
    />
  );
}

function Queries({ panel, raw, set }: { panel: DashboardPanel; raw: JsonObject; set: SetField }) {
  const targets = listAt(raw, "targets");
  const change = (index: number, fields: JsonObject): void =>
    set(
      ["targets"],
      targets.map((one, i) =>
        i === index && typeof one === "object" ? { ...(one as JsonObject), ...fields } : one,
      ),
    );
  const next = String.fromCharCode(65 + targets.length);
  return (
    <fieldset className="dash-queries">
      <legend>{t("dashboards.queries")}</legend>
      {panel.targets.map((target, i) => (
        <div key={target.refId} className="dash-query">
          <span className="mono dim">{target.refId}</span>
          <div className="dash-query-editor">
            <Editor
              label={t("dashboards.queryOf", { ref: target.refId })}
              language="promql"
              value={target.expr}
              onChange={(expr) => change(i, { expr })}
              complete={(expr, offset) =>
                ask("complete", { expr, offset }, { slot: "dashboards/complete" }).catch(() => undefined)
              }
              minLines={1}
              maxLines={6}
            />
            <Problem expr={target.expr} slot={`dashboards/parse/${target.refId}`} />
          </div>
          <Field label={t("dashboards.legendFormat")}>
            {(id) => (
              <input
                id={id}
                className="field"
                value={target.legendFormat}
                placeholder="{{pod}}"
                onChange={(event) => change(i, { legendFormat: event.target.value })}
              />
            )}
          </Field>
          <button
            type="button"
            className="btn quiet"
            aria-label={t("dashboards.removeQuery", { ref: target.refId })}
            onClick={() =>
              set(
                ["targets"],
                targets.filter((_one, k) => k !== i),
              )
            }
          >
            {t("dashboards.remove")}
          </button>
        </div>
      ))}
      {targets.length >= 26 ? null : (
        <button
          type="button"
          className="btn"
          onClick={() =>
            set(["targets"], [...targets, { refId: next, expr: "", legendFormat: "", range: true }])
          }
        >
          {t("dashboards.addQuery")}
        </button>
      )}
    </fieldset>
  );
}

/** What the parser says of a query, with a dashboard's variables read as names. */
function Problem({ expr, slot }: { expr: string; slot: string }) {
  const plain = expr.replace(/\$__\w+|\$\{__\w+\}/g, "5m").replace(/\$\w+|\$\{\w+(:\w+)?\}/g, "x");
  const asked = useAsk(slot, "parse", plain.trim() === "" ? undefined : { expr: plain });
  const [error] = asked.value?.errors ?? [];
  return error === undefined ? null : (
    <p className="t1 crit" role="alert">
      {error.text}
    </p>
  );
}

function Thresholds({ steps, set }: { steps: readonly ThresholdStep[]; set: SetField }) {
  const write = (list: readonly ThresholdStep[]): void =>
    set(["fieldConfig", "defaults", "thresholds"], {
      mode: "absolute",
      steps: list.map(({ color, value }) => ({ color, value: value ?? null })),
    });
  const list: readonly ThresholdStep[] = steps.length === 0 ? [{ color: "green", value: undefined }] : steps;
  return (
    <fieldset className="dash-fields">
      <legend>{t("dashboards.thresholds")}</legend>
      {list.map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
        <div key={i} className="dash-step">
          <select
            className="field"
            aria-label={t("dashboards.stepColor", { n: i + 1 })}
            value={step.color}
            onChange={(event) =>
              write(list.map((one, k) => (k === i ? { ...one, color: event.target.value } : one)))
            }
          >
            {colors.some((color) => color === step.color) ? null : <option>{step.color}</option>}
            {colors.map((color) => (
              <option key={color} value={color}>
                {t(`dashboards.color-${color}`)}
              </option>
            ))}
          </select>
          {i === 0 ? (
            <span className="dim">{t("dashboards.stepBase")}</span>
          ) : (
            <>
              <input
                className="field"
                type="number"
                step="any"
                aria-label={t("dashboards.stepFrom", { n: i + 1 })}
                value={step.value ?? ""}
                onChange={(event) => {
                  const value = event.target.valueAsNumber;
                  if (Number.isFinite(value))
                    write(list.map((one, k) => (k === i ? { ...one, value } : one)));
                }}
              />
              <button
                type="button"
                className="btn quiet"
                onClick={() => write(list.filter((_one, k) => k !== i))}
              >
                {t("dashboards.remove")}
              </button>
            </>
          )}
        </div>
      ))}
      <button
        type="button"
        className="btn"
        onClick={() => write([...list, { color: "red", value: (list.at(-1)?.value ?? 0) + 1 }])}
      >
        {t("dashboards.addStep")}
      </button>
    </fieldset>
  );
}
