import { t } from "../i18n/t.ts";
import { useSession } from "../session/use-session.ts";

/** Says in words whether the page would open without a network. */
export function OfflineState() {
  const { state, done, total, reason } = useSession((session) => session.offline);
  const texts = {
    off: t("offline.off"),
    filling: t("offline.filling", { done, total }),
    ready: t("offline.ready"),
    failed: t("offline.failed", { reason }),
  } as const;
  return <p className={state === "failed" ? "warn" : ""}>{texts[state]}</p>;
}
