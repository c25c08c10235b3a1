import { t } from "../../i18n/t.ts";
import { openPanel, openQuery } from "../../session/session.ts";

/** Opens the query panel with an expression and its result. */
export function ShowQuery({ expr, what }: { expr: string; what: string }) {
  return (
    <button
      type="button"
      className="btn quiet"
      title={expr}
      aria-label={t("model.showQueryFor", { what })}
      onClick={() => {
        openQuery(expr);
        openPanel("query", "centre");
      }}
    >
      {t("model.showQuery")}
    </button>
  );
}
