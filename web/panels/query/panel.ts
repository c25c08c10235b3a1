import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const queryPanel = definePanel({
  id: "query",
  title: t("query.title"),
  about: t("query.about"),
  icon: "M1.5 9.5 4.5 5l2.5 2 3.5-5",
  placement: "centre",
  hotkey: "q",
  load: () => import("./QueryPanel.tsx"),
  empty: t("query.empty"),
});
