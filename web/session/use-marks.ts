import { useMemo } from "react";
import type { ChartMark } from "../components/chart/chart-types.ts";
import { t } from "../i18n/t.ts";
import { useSessionShallow } from "./use-session.ts";

/** Characters of a configuration change that stand beside its mark. */
const shortText = 18;

function short(text: string): string {
  return text.length <= shortText ? text : `${text.slice(0, shortText - 1)}…`;
}

/** Deploys, pages and acknowledgements as marks of a chart. */
export function useMarks(): readonly ChartMark[] {
  const { changes, notifications } = useSessionShallow((state) => ({
    changes: state.live.changes,
    notifications: state.live.notifications,
  }));
  return useMemo(() => {
    const marks: ChartMark[] = changes.map(({ atMs, to, channel }) => ({
      atMs,
      kind: channel === "deploy" ? "deploy" : "event",
      text: channel === "deploy" ? t("time.deploy", { to }) : t("query.markConfig", { to: short(to) }),
    }));
    for (const { status, channel, deliveredMs, acknowledgedMs } of notifications) {
      if (status !== "firing" || channel !== "pager") continue;
      marks.push({ atMs: deliveredMs, kind: "page", text: t("query.markPage") });
      if (acknowledgedMs !== undefined)
        marks.push({ atMs: acknowledgedMs, kind: "ack", text: t("time.ack") });
    }
    return marks.sort((a, b) => a.atMs - b.atMs);
  }, [changes, notifications]);
}
