import { labs } from "virtual:labs";
import { useEffect, useState } from "react";
import { t } from "../i18n/t.ts";
import { flush } from "../session/autosave.ts";
import { exportAll } from "../session/storage.ts";
import { useSession } from "../session/use-session.ts";
import { downloadProgress } from "./download.ts";
import { ImportProgress } from "./ImportProgress.tsx";
import "./progress.css";

interface Kept {
  readonly bytes: number;
  readonly runs: number;
}

/** What this browser keeps of the learner, and the ways to take it along and bring it back. */
export function ProgressPage() {
  const progress = useSession((state) => state.progress);
  const [failed, setFailed] = useState(false);
  const keys = Object.keys(progress);
  const begun = labs.filter(({ id }) => keys.some((key) => key.startsWith(`${id}/`))).length;
  const passed = Object.values(progress).filter(({ status }) => status === "passed").length;
  const save = async (): Promise<void> => {
    try {
      await flush(true);
      downloadProgress(await exportAll());
    } catch {
      setFailed(true);
    }
  };
  return (
    <main className="progress" id="work" tabIndex={-1}>
      <h2>{t("progress.title")}</h2>
      <p>{t("progress.where")}</p>
      {failed ? <p role="alert">{t("progress.failed")}</p> : null}
      {keys.length === 0 ? <p>{t("progress.none")}</p> : null}
      <ul>
        <li>
          {t("progress.labs")}: {begun}
        </li>
        <li>
          {t("progress.steps")}: {passed}
        </li>
        <Stored key={`${keys.length} ${passed}`} />
      </ul>
      <h3>{t("progress.exportTitle")}</h3>
      <p>{t("progress.exportText")}</p>
      <button type="button" className="btn pri" onClick={() => void save()}>
        {t("progress.exportAll")}
      </button>
      <ImportProgress />
    </main>
  );
}

/** The figures that need a look into the store; made anew by its key when a result changes. */
function Stored() {
  const [kept, setKept] = useState<Kept | undefined>();
  useEffect(() => void measure().then(setKept, () => setKept(undefined)), []);
  if (kept === undefined) return null;
  return (
    <>
      <li>
        {t("progress.runs")}: {kept.runs}
      </li>
      <li>
        {t("progress.size")}: {t("progress.sizeValue", { kib: Math.ceil(kept.bytes / 1024) })}
      </li>
    </>
  );
}

async function measure(): Promise<Kept> {
  const text = await exportAll();
  const { attempts, branches }: { attempts: unknown[]; branches: unknown[] } = JSON.parse(text);
  return { bytes: new Blob([text]).size, runs: attempts.length + branches.length };
}
