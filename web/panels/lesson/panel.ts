import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const lessonPanel = definePanel({
  id: "lesson",
  title: t("lesson.title"),
  about: t("lesson.about"),
  icon: "M2.5 1.5h7v9h-7zM4.5 4h3M4.5 6.5h3",
  placement: "left",
  hotkey: "l",
  load: () => import("./LessonPanel.tsx"),
  empty: t("lesson.empty"),
});
