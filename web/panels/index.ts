import { alertsPanel } from "./alerts/panel.ts";
import { clusterPanel } from "./cluster/panel.ts";
import { codePanel } from "./code/panel.ts";
import { dashboardsPanel } from "./dashboards/panel.ts";
import { lessonPanel } from "./lesson/panel.ts";
import { logsPanel } from "./logs/panel.ts";
import { modelPanel } from "./model/panel.ts";
import { postmortemPanel } from "./postmortem/panel.ts";
import { queryPanel } from "./query/panel.ts";
import { terminalPanel } from "./terminal/panel.ts";
import { timePanel } from "./time/panel.ts";
import { tracesPanel } from "./traces/panel.ts";

/** Every panel, in the order of tabs and menus. A new panel adds one line. */
export const panels = [
  lessonPanel,
  queryPanel,
  alertsPanel,
  dashboardsPanel,
  logsPanel,
  tracesPanel,
  terminalPanel,
  clusterPanel,
  modelPanel,
  codePanel,
  postmortemPanel,
  timePanel,
] as const;
