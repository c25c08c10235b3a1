import { Icon } from "../components/Icon.tsx";
import { t } from "../i18n/t.ts";
import { flush } from "../session/autosave.ts";
import { setState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";

/** Says that a newer version waits. It never reloads by itself, and not while a check runs. */
export function UpdateStrip() {
  const ready = useSession((state) => state.updateReady);
  const checking = useSession((state) => state.checking !== undefined);
  const saved = useSession((state) => state.saved);
  if (!ready) return null;
  const unsaved = saved === "storage-full" || saved === "private";
  return (
    <div className="strip info">
      <Icon name="info" />
      <span className="sp">{t(unsaved ? "offline.updateUnsaved" : "offline.update")}</span>
      <button
        type="button"
        className="btn"
        disabled={checking}
        onClick={() => void flush(true).then(() => location.reload())}
      >
        {t("offline.reload")}
      </button>
      <button type="button" className="btn quiet" onClick={() => setState({ updateReady: false })}>
        {t("offline.later")}
      </button>
    </div>
  );
}
