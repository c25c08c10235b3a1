import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const modelPanel = definePanel({
  id: "model",
  title: t("model.title"),
  about: t("model.about"),
  icon: "M1 9l3-4 3 2 4-5M1 11h10",
  placement: "centre",
  hotkey: "m",
  load: () => import("./ModelPanel.tsx"),
  empty: t("model.empty"),
});
