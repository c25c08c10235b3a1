import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { findWords } from "../glossary/find-words.ts";
import { t } from "../i18n/t.ts";
import { go } from "../session/start-session.ts";
import { setState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";
import { type PaletteEntry, paletteEntries } from "./palette-entries.ts";
import { Sheet } from "./Sheet.tsx";

/** Where all terms and metrics stand. */
const glossaryEntry = {
  run: () => go({ page: "glossary", term: undefined, params: "" }),
};

/** Rows one search shows. */
const mostRows = 40;

/** Labs, steps, terms, metrics, panels and commands, found by typing. */
export function Palette() {
  const metadata = useSession((state) => state.world?.metadata);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const entries = useMemo(() => paletteEntries(metadata ?? []), [metadata]);
  const all = useMemo(() => findWords(text, entries, ({ title, about }) => [title, about]), [entries, text]);
  const found = all.slice(0, mostRows);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  const run = (entry: Pick<PaletteEntry, "run"> | undefined): void => {
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
              key={`${entry.kind} ${entry.title} ${entry.about}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => run(entry)}
            >
              {entry.title} <span className="dim t1">{entry.about}</span>{" "}
              <span className="t1 kind">{t(`frame.kind${entry.kind}`)}</span>
            </div>
          ))}
        </div>
        {found.length === 0 ? (
          <p className="state">
            {t("frame.paletteNone")}{" "}
            <button type="button" className="link" onClick={() => run(glossaryEntry)}>
              {t("glossary.title")}
            </button>
            .
          </p>
        ) : null}
        <output className="palette-count t1 dim">
          {all.length > mostRows
            ? t("frame.paletteMore", { shown: mostRows, count: all.length })
            : t("frame.paletteFound", { count: all.length })}
        </output>
      </div>
    </Sheet>
  );
}
