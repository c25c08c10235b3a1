import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const codePanel = definePanel({
  id: "code",
  title: t("code.title"),
  about: t("code.about"),
  icon: "M4 3 1.5 6 4 9M8 3l2.5 3L8 9M6.8 2 5.2 10",
  placement: "centre",
  hotkey: "e",
  load: () => import("./CodePanel.tsx"),
  empty: t("code.empty"),
});
