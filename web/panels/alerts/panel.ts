import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const alertsPanel = definePanel({
  id: "alerts",
  title: t("alerts.title"),
  about: t("alerts.about"),
  icon: "M2.5 8.5h7l-1-1.5V5a2.5 2.5 0 0 0-5 0v2zM5 10.5h2",
  placement: "side",
  hotkey: "a",
  load: () => import("./AlertsPanel.tsx"),
  empty: t("alerts.empty"),
});
