import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const postmortemPanel = definePanel({
  id: "postmortem",
  title: t("postmortem.title"),
  about: t("postmortem.about"),
  icon: "M2.5 1.5h7v9h-7zM4.5 4h3M4.5 6h3M4.5 8h2",
  placement: "centre",
  hotkey: "p",
  load: () => import("./PostmortemPanel.tsx"),
  empty: t("postmortem.empty"),
});
