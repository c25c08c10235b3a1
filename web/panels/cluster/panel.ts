import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const clusterPanel = definePanel({
  id: "cluster",
  title: t("cluster.title"),
  about: t("cluster.about"),
  icon: "M1 1h4v4H1zM7 1h4v4H7zM1 7h4v4H1zM7 7h4v4H7z",
  placement: "centre",
  hotkey: "c",
  load: () => import("./ClusterPanel.tsx"),
  empty: t("cluster.empty"),
});
