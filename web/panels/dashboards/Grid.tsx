import { type CSSProperties, type ReactNode, useMemo, useState } from "react";
import type { Dashboard, DashboardPanel, DashboardRow } from "../../../simulator/index.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import type { DashboardView } from "./use-panel-data.ts";

/** Buttons of a panel while the dashboard is edited; it is told who stands before and after. */
type Actions = (
  panel: DashboardPanel,
  neighbours: readonly [DashboardPanel | undefined, DashboardPanel | undefined],
) => ReactNode;

interface GridProps {
  dashboard: Dashboard;
  view: DashboardView | undefined;
  active: boolean;
  actions: Actions | undefined;
}

/** The panels at their places, section by section; on narrow screens one below the other, in reading order. */
export function Grid(props: GridProps) {
  const { panels, rows } = props.dashboard;
  const sections = useMemo(() => {
    const groups = [undefined, ...rows].map((row, i) => ({
      row,
      panels: panels
        .filter((panel) => panel.row === i - 1)
        .sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x),
    }));
    return groups.filter(({ row, panels: inside }) => row !== undefined || inside.length > 0);
  }, [panels, rows]);
  return (
    <>
      {sections.map(({ row, panels: inside }, i) =>
        row === undefined ? (
          <Section key="top" panels={inside} {...props} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <Row key={i} row={row}>
            <Section panels={inside} {...props} />
          </Row>
        ),
      )}
    </>
  );
}

function Row({ row, children }: { row: DashboardRow; children: ReactNode }) {
  const [open, setOpen] = useState(!row.collapsed);
  return (
    <section className="dash-row">
      <h3>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? "▾" : "▸"}</span> {row.title}
        </button>
      </h3>
      {open ? children : null}
    </section>
  );
}

function Section({
  panels,
  dashboard,
  view,
  active,
  actions,
}: GridProps & { panels: readonly DashboardPanel[] }) {
  const top = panels.reduce((least, { grid }) => Math.min(least, grid.y), Number.POSITIVE_INFINITY);
  return (
    <div className="dash-grid">
      {panels.map((panel, i) => (
        <div key={panel.at} style={placeOf(panel, top)}>
          <PanelFrame
            panel={panel}
            view={view}
            active={active}
            slot={`dashboards/${dashboard.uid}/${panel.at}`}
            heading={panel.row === -1 ? "h3" : "h4"}
            actions={actions?.(panel, [panels[i - 1], panels[i + 1]])}
          />
        </div>
      ))}
    </div>
  );
}

function placeOf({ grid }: DashboardPanel, top: number): CSSProperties {
  return {
    gridColumn: `${grid.x + 1} / span ${grid.w}`,
    gridRow: `${grid.y - top + 1} / span ${grid.h}`,
  };
}
