import type { Dashboard, DashboardVariable } from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import type { Variables } from "./use-variables.ts";

/** Most options one list offers. */
const mostOptions = 500;
const all = "$__all";

/** The dashboard's variables: a list for one value, check boxes where several may be chosen. */
export function VariableBar({ dashboard, variables }: { dashboard: Dashboard; variables: Variables }) {
  const shown = dashboard.variables.filter(({ hidden, type }) => !hidden && type !== "datasource");
  if (shown.length === 0) return null;
  return (
    <div className="bar dash-variables">
      {shown.map((variable) => (
        <Variable key={variable.name} variable={variable} variables={variables} />
      ))}
    </div>
  );
}

function Variable({ variable, variables }: { variable: DashboardVariable; variables: Variables }) {
  const state = variables.states.get(variable.name);
  const chosen = variables.chosen(variable.name);
  const options = (state?.options ?? []).slice(0, mostOptions);
  const id = `dash-variable-${variable.name}`;
  if (state?.error !== undefined) {
    return (
      <span className="crit t1" role="alert">
        {variable.label}: {state.error}
      </span>
    );
  }
  if (!variable.multi) {
    return (
      <label className="dash-variable">
        {variable.label}
        <select
          className="field"
          value={chosen[0] === all ? all : (state?.value.values[0] ?? "")}
          onChange={(event) => variables.choose(variable.name, [event.target.value])}
        >
          {variable.includeAll ? <option value={all}>{t("dashboards.all")}</option> : null}
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      </label>
    );
  }
  const everything = chosen.includes(all);
  const current = state?.value.values ?? [];
  const toggle = (option: string): void => {
    const before = everything ? [] : current;
    const next = before.includes(option) ? before.filter((one) => one !== option) : [...before, option];
    variables.choose(variable.name, next.length === 0 ? [all] : next);
  };
  return (
    <span className="dash-variable">
      {variable.label}
      <button type="button" className="btn mono" popoverTarget={id}>
        {everything
          ? t("dashboards.all")
          : current.length === 1
            ? current[0]
            : t("dashboards.chosen", { count: current.length })}
      </button>
      <div id={id} popover="auto" className="menu dash-options" role="dialog" aria-label={variable.label}>
        {variable.includeAll ? (
          <label>
            <input
              type="checkbox"
              checked={everything}
              onChange={() => variables.choose(variable.name, [all])}
            />{" "}
            {t("dashboards.all")}
          </label>
        ) : null}
        {options.map((option) => (
          <label key={option}>
            <input
              type="checkbox"
              checked={!everything && current.includes(option)}
              onChange={() => toggle(option)}
            />{" "}
            <span className="mono">{option}</span>
          </label>
        ))}
      </div>
    </span>
  );
}
