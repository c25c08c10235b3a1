import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type DashboardPanel, panelTypes } from "../../../simulator/index.ts";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { openPanel, openQuery } from "../../session/session.ts";
import { GaugeBody } from "./GaugeBody.tsx";
import { HeatmapBody } from "./HeatmapBody.tsx";
import { StatBody } from "./StatBody.tsx";
import { StateTimelineBody } from "./StateTimelineBody.tsx";
import { TableBody } from "./TableBody.tsx";
import { TextBody } from "./TextBody.tsx";
import { TimeSeriesBody } from "./TimeSeriesBody.tsx";
import { type DashboardView, filledIn, type PanelData, usePanelData } from "./use-panel-data.ts";

/** What the inside of a panel is given. */
export interface BodyProps {
  readonly panel: DashboardPanel;
  readonly data: PanelData;
  readonly view: DashboardView;
  /** Height of the inside, px. */
  readonly heightPx: number;
}

/** Height of one grid row and of the gap between two, px (Grafana's own). */
const rowPx = 30;
const gapPx = 8;
const headPx = 34;

/** One panel in its frame: title, what it says about itself, its query one click away. */
export function PanelFrame({
  panel,
  view,
  active,
  slot,
  heading: Heading = "h3",
  actions,
}: {
  panel: DashboardPanel;
  view: DashboardView | undefined;
  active: boolean;
  slot: string;
  heading?: "h3" | "h4";
  /** Buttons of the editing mode. */
  actions?: ReactNode;
}) {
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const seen = useSeen(box);
  const data = usePanelData(slot, panel, view, active && seen);
  const heightPx = panel.grid.h * rowPx + (panel.grid.h - 1) * gapPx - headPx;
  const first = panel.targets[0];
  const title = panel.title === "" ? t("dashboards.untitled") : panel.title;
  return (
    <section className="dash-panel" aria-labelledby={id} ref={box} data-type={panel.type}>
      <header>
        <Heading id={id} title={panel.description}>
          {title}
        </Heading>
        {actions ??
          (first === undefined || view === undefined || panel.type === "text" ? null : (
            <button
              type="button"
              className="btn quiet t1"
              aria-label={t("dashboards.openQuery", { title })}
              title={t("dashboards.openQuery", { title })}
              onClick={() => {
                openQuery(filledIn(first, view));
                openPanel("query", "centre");
              }}
            >
              {t("query.title")}
            </button>
          ))}
      </header>
      {panel.description === "" ? null : <p className="sr">{panel.description}</p>}
      <div className="dash-body" style={{ blockSize: heightPx }}>
        {seen ? <Body panel={panel} data={data} view={view} heightPx={heightPx} /> : null}
      </div>
    </section>
  );
}

function Body({
  panel,
  data,
  view,
  heightPx,
}: Omit<BodyProps, "view"> & { view: DashboardView | undefined }) {
  if (panel.type === "text") return <TextBody content={panel.content} />;
  if (!panelTypes.some((type) => type === panel.type)) {
    return <Empty text={t("dashboards.unknownType", { type: panel.type })} />;
  }
  if (panel.targets.every(({ expr, hidden }) => hidden || expr.trim() === "")) {
    return <Empty text={t("dashboards.noQuery")} />;
  }
  if (view === undefined || data.loading) return <Loading lines={3} />;
  if (data.errors[0] !== undefined && data.lines.length === 0) return <Failed text={data.errors[0]} />;
  if (data.lines.length === 0) return <Empty text={t("dashboards.noData")} />;
  const props = { panel, data, view, heightPx };
  return (
    <>
      {data.errors[0] === undefined ? null : <p className="t1 crit">{data.errors[0]}</p>}
      {panel.type === "timeseries" ? <TimeSeriesBody {...props} /> : null}
      {panel.type === "stat" ? <StatBody {...props} /> : null}
      {panel.type === "gauge" || panel.type === "bargauge" ? <GaugeBody {...props} /> : null}
      {panel.type === "table" ? <TableBody {...props} /> : null}
      {panel.type === "heatmap" ? <HeatmapBody {...props} /> : null}
      {panel.type === "state-timeline" ? <StateTimelineBody {...props} /> : null}
    </>
  );
}

/** True while the element is on screen or near it: what nobody sees asks for nothing. */
function useSeen(box: React.RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      (entries) => setSeen(entries.some((entry) => entry.isIntersecting)),
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return seen;
}
