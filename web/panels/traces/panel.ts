import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const tracesPanel = definePanel({
  id: "traces",
  title: t("traces.title"),
  about: t("traces.about"),
  icon: "M1.5 2.5h9M3 5.5h4M5 8.5h5.5",
  placement: "centre",
  hotkey: "t",
  load: () => import("./TracesPanel.tsx"),
  empty: t("traces.empty"),
});
