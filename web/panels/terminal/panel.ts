import { t } from "../../i18n/t.ts";
import { definePanel } from "../panel.ts";

export const terminalPanel = definePanel({
  id: "terminal",
  title: t("terminal.title"),
  about: t("terminal.about"),
  icon: "M1 3l3 3-3 3M6 10h5",
  placement: "side",
  hotkey: "r",
  load: () => import("./TerminalPanel.tsx"),
  empty: t("terminal.empty"),
});
