import { labs } from "virtual:labs";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { t } from "../i18n/t.ts";
import { panels } from "../panels/index.ts";
import type { PanelDefinition } from "../panels/panel.ts";
import { insertInto, openPanel } from "../session/session.ts";
import { go } from "../session/start-session.ts";
import { setState } from "../session/store.ts";
import { undoLast } from "../session/undo.ts";
import { useSession } from "../session/use-session.ts";
import { Sheet } from "./Sheet.tsx";

interface Entry {
  readonly title: string;
  readonly about: string;
  readonly run: () => void;
}

/** Rows one search shows. */
const mostRows = 40;

/** Panels, labs, steps, metrics and commands, found by typing. */
export function Palette() {
  const metadata = useSession((state) => state.world?.metadata);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const entries = useMemo(() => allEntries(metadata ?? []), [metadata]);
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ title, about }: Entry): boolean => {
      const all = `${title} ${about}`.toLowerCase();
      return words.every((word) => all.includes(word));
    };
    return entries.filter(fits).slice(0, mostRows);
  }, [entries, text]);
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    setState({ sheet: undefined });
    entry.run();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setActive((active + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setActive((active - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Sheet label={t("frame.search")} bare>
      <div className="palette">
        <input
          type="text"
          role="combobox"
          aria-label={t("frame.paletteHint")}
          placeholder={t("frame.paletteHint")}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={key}
        />
        <div id={`${id}-list`} role="listbox" aria-label={t("frame.search")}>
          {found.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text field keeps the focus and handles the keys
            <div
              key={`${entry.title} ${entry.about}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => run(entry)}
            >
              {entry.title} <span className="dim t1">{entry.about}</span>
            </div>
          ))}
        </div>
        {found.length === 0 ? <p className="state">{t("frame.paletteNone")}</p> : null}
      </div>
    </Sheet>
  );
}

function allEntries(metadata: readonly { readonly name: string; readonly help: string }[]): Entry[] {
  const definitions: readonly PanelDefinition[] = panels;
  return [
    ...definitions.flatMap(({ id, title, about, placement }) =>
      placement === "bar" ? [] : [{ title, about, run: () => openPanel(id, placement) }],
    ),
    ...labs.map((lab) => ({
      title: lab.title,
      about: lab.summary,
      run: () => go({ page: "lab", labId: lab.id, stepId: undefined, params: "" }),
    })),
    ...labs.flatMap((lab) =>
      lab.steps.map((step) => ({
        title: step.title,
        about: lab.title,
        run: () => go({ page: "lab", labId: lab.id, stepId: step.id, params: "" }),
      })),
    ),
    { title: t("frame.map"), about: "", run: () => go({ page: "map", params: "" }) },
    { title: t("progress.title"), about: "", run: () => go({ page: "progress", params: "" }) },
    { title: t("frame.undo"), about: t("frame.keyUndo"), run: () => void undoLast() },
    { title: t("frame.share"), about: "", run: () => setState({ sheet: "share" }) },
    { title: t("frame.settings"), about: "", run: () => setState({ sheet: "settings" }) },
    { title: t("frame.noticesTitle"), about: "", run: () => setState({ sheet: "notices" }) },
    { title: t("frame.help"), about: t("frame.helpTitle"), run: () => setState({ sheet: "help" }) },
    ...metadata.map(({ name, help }) => ({
      title: name,
      about: help,
      run: () => {
        openPanel("query", "centre");
        insertInto("query", name);
      },
    })),
  ];
}
