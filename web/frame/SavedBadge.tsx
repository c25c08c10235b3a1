import { Icon } from "../components/Icon.tsx";
import { t } from "../i18n/t.ts";
import { downloadProgress } from "../progress/download.ts";
import { exportProgress } from "../session/export-progress.ts";
import type { SavedState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";

const texts: Readonly<Record<SavedState, Parameters<typeof t>[0]>> = {
  saved: "frame.saved",
  saving: "frame.saving",
  "storage-full": "frame.storageFull",
  private: "frame.privateWindow",
  newer: "frame.newerOpen",
  broken: "frame.storageBroken",
  off: "frame.safeMode",
};

/** Says in words whether the work is kept; when it is not, a way to take it along. */
export function SavedBadge() {
  const saved = useSession((state) => state.saved);
  const bad = saved !== "saved" && saved !== "saving" && saved !== "off";
  return (
    <>
      <output className={`word ${bad ? "warn" : "dim"}`}>
        {saved === "saved" ? <Icon name="check" /> : bad ? <Icon name="warn" /> : null}
        <span className={bad ? "" : "saved-word"}>{t(texts[saved] as "frame.saved")}</span>
      </output>
      {bad ? (
        <button
          type="button"
          className="btn quiet"
          onClick={() => void exportProgress().then(downloadProgress)}
        >
          {t("frame.exportNow")}
        </button>
      ) : null}
    </>
  );
}
