import { useMemo, useState } from "react";
import {
  addPanel,
  type Dashboard,
  type DashboardPanel,
  duplicatePanel,
  isObject,
  type JsonObject,
  listAt,
  readDashboard,
  removePanel,
  setPanelField,
  swapPanels,
} from "../../../simulator/index.ts";
import { alignedRange, stepFor } from "../../components/chart/resolution.ts";
import { Editor } from "../../components/editor/Editor.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Empty, Failed } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { useSession, useSteadyMs } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { Grid } from "./Grid.tsx";
import { PanelEditor } from "./PanelEditor.tsx";
import { PanelFrame } from "./PanelFrame.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { type Dashboards, useDashboards } from "./use-dashboards.ts";
import type { DashboardView } from "./use-panel-data.ts";
import { useVariables } from "./use-variables.ts";
import { VariableBar } from "./VariableBar.tsx";
import "./dashboards.css";

/** Scrape interval the cluster's Prometheus is configured with, ms; a data source of Grafana is told it too. */
const scrapeIntervalMs = 15_000;
/** A live dashboard asks again at most this often, ms of wall time. */
const refreshMs = 2000;

/** Dashboards from Grafana's JSON: looked at, edited, taken along. */
export default function DashboardsPanel({ active }: PanelProps) {
  const world = useSession((state) => state.world);
  const range = useSession((state) => state.range);
  const looking = useSession((state) => state.clock.viewMs !== undefined);
  const now = useSteadyMs(scrapeIntervalMs, refreshMs);
  const dashboards = useDashboards();
  const [editing, setEditing] = useState(false);
  const [at, setAt] = useState<string | undefined>(undefined);
  const [asJson, setAsJson] = useState<string | undefined>(undefined);
  const { dashboard } = dashboards.current;

  const stepMs = stepFor(range.durationMs, "medium");
  const live = range.endMs === undefined && !looking;
  const ends = alignedRange(range.durationMs, range.endMs ?? now, stepMs, live);
  const { startMs, endMs } = ends;
  const times = useMemo(
    () => ({ rangeMs: range.durationMs, intervalMs: stepMs, scrapeIntervalMs }),
    [range.durationMs, stepMs],
  );
  const ready = active && now > 0;
  const variables = useVariables(dashboard, ready ? endMs : 0, times);
  const { values } = variables;
  const view = useMemo<DashboardView | undefined>(
    () => (values === undefined || now === 0 ? undefined : { values, times, startMs, endMs }),
    [values, times, startMs, endMs, now],
  );
  if (world === undefined) return <Empty text={t("dashboards.noWorld")} />;
  const panel = dashboard?.panels.find((one) => one.at === at);
  return (
    <div className="dash">
      <Toolbar
        dashboards={{
          ...dashboards,
          open: (uid) => {
            setAt(undefined);
            setAsJson(undefined);
            dashboards.open(uid);
          },
        }}
        toMs={endMs}
        editing={editing}
        onEdit={(next) => {
          setEditing(next);
          setAt(undefined);
        }}
        onAddPanel={() => {
          if (dashboard === undefined) return;
          const next = addPanel(dashboard.json, freshPanel(), { w: 12, h: 8 });
          dashboards.save(next);
          setAt(String(listAt(next, "panels").length - 1));
        }}
        onJson={() => setAsJson(dashboards.text)}
      />
      {asJson !== undefined ? (
        <JsonEditor
          text={asJson}
          dashboards={dashboards}
          onText={setAsJson}
          onClose={() => setAsJson(undefined)}
        />
      ) : dashboard === undefined ? (
        <Failed text={t("dashboards.broken", { error: dashboards.current.error ?? "" })} />
      ) : (
        <>
          <VariableBar dashboard={dashboard} variables={variables} />
          <div className="scroll dash-scroll" key={panel === undefined ? "all" : panel.at}>
            {panel !== undefined && editing ? (
              <EditView
                dashboard={dashboard}
                panel={panel}
                view={view}
                active={active}
                onSave={dashboards.save}
                onBack={() => setAt(undefined)}
              />
            ) : dashboard.panels.length === 0 ? (
              <Empty text={t("dashboards.noPanels")}>
                {editing ? null : (
                  <button type="button" className="btn" onClick={() => setEditing(true)}>
                    {t("dashboards.edit")}
                  </button>
                )}
              </Empty>
            ) : (
              <Grid
                dashboard={dashboard}
                view={view}
                active={active}
                actions={
                  editing
                    ? (one, neighbours) => (
                        <PanelActions
                          dashboard={dashboard}
                          panel={one}
                          neighbours={neighbours}
                          onEdit={() => setAt(one.at)}
                          onSave={dashboards.save}
                        />
                      )
                    : undefined
                }
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}

function freshPanel(): JsonObject {
  return {
    type: "timeseries",
    title: t("dashboards.newPanel"),
    fieldConfig: { defaults: {}, overrides: [] },
    options: {
      legend: { displayMode: "table", placement: "bottom", showLegend: true, calcs: ["lastNotNull"] },
    },
    targets: [{ refId: "A", expr: "", legendFormat: "", range: true }],
  };
}

/** The panel's own JSON in the file. */
function rawOf(dashboard: Dashboard, at: string): JsonObject {
  const [index = -1, inner] = at.split("/").map(Number);
  const outer = listAt(dashboard.json, "panels")[index];
  const raw = inner === undefined ? outer : listAt(outer, "panels")[inner];
  return isObject(raw) ? raw : {};
}

function EditView({
  dashboard,
  panel,
  view,
  active,
  onSave,
  onBack,
}: {
  dashboard: Dashboard;
  panel: DashboardPanel;
  view: DashboardView | undefined;
  active: boolean;
  onSave: Dashboards["save"];
  onBack: () => void;
}) {
  return (
    <div className="dash-edit">
      <button type="button" className="btn" onClick={onBack}>
        {t("dashboards.backToDashboard")}
      </button>
      <PanelFrame panel={panel} view={view} active={active} slot="dashboards/edited" actions={null} />
      <PanelEditor
        panel={panel}
        raw={rawOf(dashboard, panel.at)}
        set={(path, value) =>
          onSave(setPanelField(dashboard.json, panel.at, path, value), [panel.at, ...path].join("/"))
        }
      />
    </div>
  );
}

function PanelActions({
  dashboard,
  panel,
  neighbours: [before, after],
  onEdit,
  onSave,
}: {
  dashboard: Dashboard;
  panel: DashboardPanel;
  neighbours: readonly [DashboardPanel | undefined, DashboardPanel | undefined];
  onEdit: () => void;
  onSave: (json: JsonObject) => void;
}) {
  const title = panel.title === "" ? t("dashboards.untitled") : panel.title;
  const swap = (other: DashboardPanel | undefined): void => {
    if (other !== undefined) onSave(swapPanels(dashboard.json, panel, other));
  };
  return (
    <span className="dash-actions">
      <IconButton
        label={t("dashboards.moveEarlier", { title })}
        text="←"
        disabled={before === undefined}
        onClick={() => swap(before)}
      />
      <IconButton
        label={t("dashboards.moveLater", { title })}
        text="→"
        disabled={after === undefined}
        onClick={() => swap(after)}
      />
      <IconButton
        label={t("dashboards.duplicatePanel", { title })}
        text="⧉"
        onClick={() => onSave(duplicatePanel(dashboard.json, panel))}
      />
      <IconButton
        label={t("dashboards.removePanel", { title })}
        text="✕"
        onClick={() => onSave(removePanel(dashboard.json, panel.at))}
      />
      <button
        type="button"
        className="btn t1"
        aria-label={t("dashboards.editPanel", { title })}
        onClick={onEdit}
      >
        {t("dashboards.edit")}
      </button>
    </span>
  );
}

function IconButton({
  label,
  text,
  disabled,
  onClick,
}: {
  label: string;
  text: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="btn quiet t1"
      aria-label={label}
      title={label}
      disabled={disabled === true}
      onClick={onClick}
    >
      {text}
    </button>
  );
}

function JsonEditor({
  text,
  dashboards,
  onText,
  onClose,
}: {
  text: string;
  dashboards: Dashboards;
  onText: (text: string) => void;
  onClose: () => void;
}) {
  const { dashboard, error } = useMemo(() => readDashboard(text), [text]);
  return (
    <div className="dash-json">
      <div className="dash-json-editor">
        <Editor label={t("dashboards.jsonLabel")} language="text" value={text} onChange={onText} />
      </div>
      {error === undefined ? null : (
        <p className="crit" role="alert">
          <Icon name="warn" /> {error}
        </p>
      )}
      <div className="acts">
        <button
          type="button"
          className="btn pri"
          disabled={dashboard === undefined}
          onClick={() => {
            if (dashboard === undefined) return;
            // The list knows a dashboard by its uid; another one would be another entry.
            const { uid } = dashboards.current.dashboard ?? dashboard;
            dashboards.save({ ...dashboard.json, uid });
            onClose();
          }}
        >
          {t("dashboards.jsonApply")}
        </button>
        <button type="button" className="btn" onClick={onClose}>
          {t("dashboards.jsonCancel")}
        </button>
      </div>
    </div>
  );
}
