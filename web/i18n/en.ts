import { alerts } from "./en/alerts.ts";
import { cluster } from "./en/cluster.ts";
import { code } from "./en/code.ts";
import { dashboards } from "./en/dashboards.ts";
import { explain } from "./en/explain.ts";
import { frame } from "./en/frame.ts";
import { glossary } from "./en/glossary.ts";
import { lesson } from "./en/lesson.ts";
import { logs } from "./en/logs.ts";
import { model } from "./en/model.ts";
import { nodeTrace } from "./en/node-trace.ts";
import { offline } from "./en/offline.ts";
import { path } from "./en/path.ts";
import { postmortem } from "./en/postmortem.ts";
import { progress } from "./en/progress.ts";
import { query } from "./en/query.ts";
import { settings } from "./en/settings.ts";
import { share } from "./en/share.ts";
import { shared } from "./en/shared.ts";
import { terminal } from "./en/terminal.ts";
import { time } from "./en/time.ts";
import { traces } from "./en/traces.ts";

/** English, the source language: one section per part of the page. */
export const en = {
  frame,
  settings,
  offline,
  path,
  progress,
  glossary,
  share,
  shared,
  lesson,
  query,
  explain,
  nodeTrace,
  alerts,
  dashboards,
  logs,
  traces,
  terminal,
  cluster,
  model,
  code,
  postmortem,
  time,
} as const;
