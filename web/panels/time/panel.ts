import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const timePanel = definePanel({
  id: "time",
  title: t("time.title"),
  about: t("time.about"),
  icon: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M6 3.5V6l2 1.5",
  placement: "bar",
  hotkey: undefined,
  load: () => import("./TimePanel.tsx"),
  empty: t("time.empty"),
});
