import { useId } from "react";
import { t } from "../../i18n/t.ts";

/** Rows the menu shows; the rest is found by typing less and running again. */
const shown = 30;

/** Queries that were run, newest first. Picking one puts it into the editor, where it waits. */
export function HistoryMenu({
  history,
  onPick,
}: {
  history: readonly string[];
  onPick: (expr: string) => void;
}) {
  const id = useId();
  return (
    <>
      <button type="button" className="btn quiet" popoverTarget={id}>
        {t("query.history")}
      </button>
      <div id={id} popover="auto" className="menu" role="dialog" aria-label={t("query.history")}>
        {history.length === 0 ? <p className="dim">{t("query.historyNone")}</p> : null}
        {history.slice(0, shown).map((expr) => (
          <button
            key={expr}
            type="button"
            className="mono"
            onClick={() => {
              document.getElementById(id)?.hidePopover();
              onPick(expr);
            }}
          >
            {expr}
          </button>
        ))}
      </div>
    </>
  );
}
