import { metrics, terms } from "virtual:glossary";
import { labs } from "virtual:labs";
import { t } from "../i18n/t.ts";
import { panels } from "../panels/index.ts";
import type { PanelDefinition } from "../panels/panel.ts";
import { insertInto, openPanel } from "../session/session.ts";
import { go } from "../session/start-session.ts";
import { getState, setState } from "../session/store.ts";
import { undoLast } from "../session/undo.ts";

/** One thing the search finds. */
export interface PaletteEntry {
  readonly kind: "Panel" | "Lab" | "Step" | "Term" | "Metric" | "Command";
  readonly title: string;
  readonly about: string;
  readonly run: () => void;
}

type Named = Omit<PaletteEntry, "kind">;

/** Everything that can be found, in the order of a search that says nothing. `own` are metrics of the open world. */
export function paletteEntries(
  own: readonly { readonly name: string; readonly help: string }[],
): PaletteEntry[] {
  const known = new Set(metrics.map(({ name }) => name));
  return [
    ...panelEntries(),
    ...of(
      "Lab",
      labs.map((lab) => ({ ...lab, about: lab.summary, run: () => openLab(lab.id, undefined) })),
    ),
    ...of(
      "Step",
      labs.flatMap((lab) =>
        lab.steps.map((step) => ({
          title: step.title,
          about: lab.title,
          run: () => openLab(lab.id, step.id),
        })),
      ),
    ),
    ...of("Command", commands()),
    ...of(
      "Term",
      terms.map(({ id, term, text }) => ({
        title: term,
        about: text,
        run: () => go({ page: "glossary", term: id, params: "" }),
      })),
    ),
    ...of("Metric", [...metrics, ...own.filter(({ name }) => !known.has(name))].map(metricEntry)),
  ];
}

function of(kind: PaletteEntry["kind"], entries: readonly Named[]): PaletteEntry[] {
  return entries.map(({ title, about, run }) => ({ kind, title, about, run }));
}

function openLab(labId: string, stepId: string | undefined): void {
  go({ page: "lab", labId, stepId, params: "" });
}

function panelEntries(): PaletteEntry[] {
  const definitions: readonly PanelDefinition[] = panels;
  return of(
    "Panel",
    definitions.flatMap(({ id, title, about, placement }) =>
      placement === "bar"
        ? []
        : [{ title, about, run: () => inWorkbench(id, () => openPanel(id, placement)) }],
    ),
  );
}

/** Pages without a workbench go to the panel's address; the workbench itself only turns to the panel. */
function inWorkbench(panel: string, open: () => void): void {
  const { page } = getState().route;
  if (page === "map" || page === "progress" || page === "glossary" || page === "unknown") {
    go({ page: "panel", panel, item: undefined, params: "" });
  }
  open();
}

function metricEntry({ name, help }: { readonly name: string; readonly help: string }): Named {
  const run = (): void =>
    inWorkbench("query", () => {
      openPanel("query", "centre");
      insertInto("query", name);
    });
  return { title: name, about: help, run };
}

function commands(): Named[] {
  return [
    { title: t("frame.map"), about: "", run: () => go({ page: "map", params: "" }) },
    { title: t("progress.title"), about: "", run: () => go({ page: "progress", params: "" }) },
    {
      title: t("glossary.title"),
      about: t("glossary.about"),
      run: () => go({ page: "glossary", term: undefined, params: "" }),
    },
    { title: t("frame.undo"), about: t("frame.keyUndo"), run: () => void undoLast() },
    { title: t("frame.share"), about: "", run: () => setState({ sheet: "share" }) },
    { title: t("frame.settings"), about: "", run: () => setState({ sheet: "settings" }) },
    { title: t("frame.noticesTitle"), about: "", run: () => setState({ sheet: "notices" }) },
    { title: t("frame.help"), about: t("frame.helpTitle"), run: () => setState({ sheet: "help" }) },
  ];
}
