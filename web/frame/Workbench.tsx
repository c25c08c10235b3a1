import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "../components/Icon.tsx";
import { Splitter } from "../components/Splitter.tsx";
import { Failed, Work } from "../components/States.tsx";
import { Tabs } from "../components/Tabs.tsx";
import { useEdgeFade } from "../components/use-edge-fade.ts";
import { smallScreen, useMedia, wideScreen } from "../components/use-media.ts";
import { t } from "../i18n/t.ts";
import { panels } from "../panels/index.ts";
import type { PanelDefinition } from "../panels/panel.ts";
import { type Layout, setState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";
import { CheckStrip } from "./CheckStrip.tsx";
import { PanelView } from "./PanelView.tsx";

const all: readonly PanelDefinition[] = panels;
const lessonLimits = { min: 280, max: 640 } as const;
const sideLimits = { min: 320, max: 720 } as const;
/** The second column is at least this wide while it shows the terminal: tables of 68 columns fit. */
const terminalPx = 560;

/** The lesson at the left, panels in the middle, a second column on wide screens; one panel on small ones. */
export function Workbench() {
  const small = useMedia(smallScreen);
  const wide = useMedia(wideScreen);
  const layout = useSession((state) => state.layout);
  /** A width of the terminal chosen by hand; the other panels of the column keep theirs. */
  const [wished, setWished] = useState<number | undefined>(undefined);
  const set = (change: Partial<Layout>): void => setState({ layout: { ...layout, ...change } });
  if (small) return <SmallWorkbench layout={layout} />;
  const side = wide ? all.filter((panel) => panel.placement === "side") : [];
  const centre = all.filter((panel) => panel.placement === "centre" || (!wide && panel.placement === "side"));
  const centreId = centre.some(({ id }) => id === layout.centre) ? layout.centre : (centre[0]?.id ?? "");
  // A saved id that is no longer registered falls back to the first panel; a closed column stays closed.
  const sideId = side.some(({ id }) => id === layout.side)
    ? layout.side
    : layout.side === undefined
      ? undefined
      : side[0]?.id;
  const showSide = side.length > 0 && sideId !== undefined;
  const forTerminal = showSide && sideId === "terminal";
  const sidePx = forTerminal ? (wished ?? Math.max(layout.sidePx, terminalPx)) : layout.sidePx;
  const columns = [
    layout.lessonOpen ? `${layout.lessonPx}px 0px` : "36px",
    "minmax(0, 1fr)",
    ...(showSide ? [`0px ${sidePx}px`] : []),
  ].join(" ");
  return (
    <main className="work-grid" style={{ gridTemplateColumns: columns }} id="work">
      {layout.lessonOpen ? (
        <>
          <section className="pane" aria-label={t("frame.lessonRegion")} data-region="lesson" tabIndex={-1}>
            <PanelView id="lesson" active />
          </section>
          <Splitter
            label={t("frame.splitLesson")}
            value={layout.lessonPx}
            {...lessonLimits}
            grows="start"
            onChange={(lessonPx) => set({ lessonPx })}
          />
        </>
      ) : (
        <div className="rail">
          <button type="button" className="btn quiet icon" onClick={() => set({ lessonOpen: true })}>
            <Icon name="chevron" />
            <span className="sr">{t("frame.showLesson")}</span>
          </button>
        </div>
      )}
      <section className="pane" aria-label={t("frame.workRegion")} data-region="work" tabIndex={-1}>
        {layout.lessonOpen ? null : <CheckStrip />}
        <PanelTabs
          label={t("frame.panels")}
          items={centre}
          value={centreId}
          onChange={(id) => set({ centre: id })}
          end={
            side.length > 0 && !showSide ? (
              <button
                type="button"
                className="btn quiet"
                onClick={() => set({ side: side[0]?.id })}
                title={t("frame.openSide")}
              >
                <Icon name="side" />
                {t("frame.openSide")}
              </button>
            ) : undefined
          }
        />
      </section>
      {showSide ? (
        <>
          <Splitter
            label={t("frame.splitSide")}
            value={sidePx}
            {...sideLimits}
            grows="end"
            onChange={(px) => (forTerminal ? setWished(px) : set({ sidePx: px }))}
          />
          <section className="pane" aria-label={t("frame.sideRegion")} data-region="side" tabIndex={-1}>
            <PanelTabs
              label={t("frame.sidePanels")}
              items={side}
              value={sideId}
              onChange={(id) => set({ side: id })}
              end={
                <button type="button" className="btn quiet icon" onClick={() => set({ side: undefined })}>
                  <Icon name="cross" />
                  <span className="sr">{t("frame.close")}</span>
                </button>
              }
            />
          </section>
        </>
      ) : null}
    </main>
  );
}

/** Tabs whose panels stay mounted once opened, so a terminal or an editor keeps what it holds. */
function PanelTabs({
  label,
  items,
  value,
  onChange,
  end,
}: {
  label: string;
  items: readonly PanelDefinition[];
  value: string;
  onChange: (id: string) => void;
  end?: ReactNode;
}) {
  const [seen, setSeen] = useState<readonly string[]>([value]);
  useEffect(() => {
    setSeen((old) => (old.includes(value) ? old : [...old, value]));
  }, [value]);
  return (
    <Tabs label={label} items={items} value={value} onChange={onChange} end={end}>
      <Ready>
        {items
          .filter(({ id }) => id === value || seen.includes(id))
          .map(({ id }) => (
            <PanelView key={id} id={id} active={id === value} />
          ))}
      </Ready>
    </Tabs>
  );
}

/** Panels wait for the world; while it is built, its progress is shown in their place. */
function Ready({ children }: { children: ReactNode }) {
  const opening = useSession((state) => state.opening);
  const error = useSession((state) => state.labError);
  const world = useSession((state) => state.world);
  if (error !== undefined) return <Failed text={error} />;
  if (world === undefined && opening !== undefined) {
    const percent = opening.total > 0 ? Math.round((opening.done / opening.total) * 100) : 0;
    return (
      <div className="opening">
        <Work label={t("frame.openingWorld", { percent })} progress={opening} />
      </div>
    );
  }
  return children;
}

function SmallWorkbench({ layout }: { layout: Layout }) {
  const items = all.filter((panel) => panel.placement !== "bar");
  const value = items.some(({ id }) => id === layout.small) ? layout.small : "lesson";
  const [seen, setSeen] = useState<readonly string[]>([value]);
  useEffect(() => {
    setSeen((old) => (old.includes(value) ? old : [...old, value]));
  }, [value]);
  return (
    <main className="work-grid" id="work" data-region="work" tabIndex={-1}>
      <section className="pane" aria-label={items.find(({ id }) => id === value)?.title}>
        {value === "lesson" ? null : <CheckStrip />}
        {items
          .filter(({ id }) => id === value || seen.includes(id))
          .map(({ id }) =>
            id === "lesson" ? (
              <PanelView key={id} id={id} active={id === value} />
            ) : (
              <div key={id} className="panel-slot" hidden={id !== value}>
                <Ready>
                  <PanelView id={id} active={id === value} />
                </Ready>
              </div>
            ),
          )}
      </section>
    </main>
  );
}

/** The tab bar at the bottom of small screens. */
export function SmallTabs() {
  const layout = useSession((state) => state.layout);
  const items = all.filter((panel) => panel.placement !== "bar");
  const value = items.some(({ id }) => id === layout.small) ? layout.small : "lesson";
  const bar = useRef<HTMLElement>(null);
  useEdgeFade(bar, value);
  return (
    <nav className="small-tabs edge-fade" aria-label={t("frame.panels")} ref={bar}>
      {items.map(({ id, title, placement }) => (
        <button
          key={id}
          type="button"
          aria-current={id === value ? "page" : undefined}
          onClick={() =>
            setState({
              layout: {
                ...layout,
                small: id,
                ...(placement === "centre" ? { centre: id } : {}),
                ...(placement === "side" ? { side: id } : {}),
              },
            })
          }
        >
          {title}
        </button>
      ))}
    </nav>
  );
}
