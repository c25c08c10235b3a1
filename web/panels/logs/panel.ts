import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const logsPanel = definePanel({
  id: "logs",
  title: t("logs.title"),
  about: t("logs.about"),
  icon: "M1.5 2.5h9M1.5 5h6.5M1.5 7.5h9M1.5 10h5",
  placement: "centre",
  hotkey: "o",
  load: () => import("./LogsPanel.tsx"),
  empty: t("logs.empty"),
});
