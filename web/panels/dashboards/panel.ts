import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const dashboardsPanel = definePanel({
  id: "dashboards",
  title: t("dashboards.title"),
  about: t("dashboards.about"),
  icon: "M1.5 1.5h4v5h-4zM6.5 1.5h4v3h-4zM6.5 5.5h4v5h-4zM1.5 7.5h4v3h-4z",
  placement: "centre",
  hotkey: "d",
  load: () => import("./DashboardsPanel.tsx"),
  empty: t("dashboards.noWorld"),
});
