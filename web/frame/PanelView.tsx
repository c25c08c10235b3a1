import { type ComponentType, lazy, Suspense } from "react";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { Loading } from "../components/States.tsx";
import { panels } from "../panels/index.ts";
import type { PanelDefinition, PanelProps } from "../panels/panel.ts";

const views = new Map<string, ComponentType<PanelProps>>();

function viewOf(definition: PanelDefinition): ComponentType<PanelProps> {
  const known = views.get(definition.id);
  if (known !== undefined) return known;
  const view = lazy(definition.load);
  views.set(definition.id, view);
  return view;
}

/** The definition of a panel, or undefined for an id nobody registered. */
export function panelOf(id: string): PanelDefinition | undefined {
  const all: readonly PanelDefinition[] = panels;
  return all.find((panel) => panel.id === id);
}

/** One panel: loaded when first shown, kept while another tab covers it, and alone in its failures. */
export function PanelView({ id, active }: { id: string; active: boolean }) {
  const definition = panelOf(id);
  if (definition === undefined) return null;
  const View = viewOf(definition);
  return (
    <div className="panel-slot" hidden={!active} data-panel={id}>
      <ErrorBoundary name={id}>
        {definition.placement === "centre" || definition.placement === "side" ? (
          // The level between the page's heading and those inside the panel, also where no lesson is on screen.
          <h2 className="sr">{definition.title}</h2>
        ) : null}
        <Suspense fallback={<Loading />}>
          <View active={active} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
