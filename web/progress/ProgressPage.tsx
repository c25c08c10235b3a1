import { labs } from "virtual:labs";
import { useEffect, useState } from "react";
import { t } from "../i18n/t.ts";
import { exportProgress } from "../session/export-progress.ts";
import { useSession } from "../session/use-session.ts";
import { DeleteProgress } from "./DeleteProgress.tsx";
import { downloadProgress } from "./download.ts";
import { ImportProgress } from "./ImportProgress.tsx";
import "./progress.css";

interface Kept {
  /** The results that were there when it was measured. */
  readonly of: unknown;
  readonly bytes: number;
  readonly runs: number;
}

/** What this browser keeps of the learner, and the ways to take it along, bring it back and delete it. */
export function ProgressPage() {
  const progress = useSession((state) => state.progress);
  const saved = useSession((state) => state.saved);
  const kept = useKept(progress);
  const keys = Object.keys(progress);
  const begun = labs.filter(({ id }) => keys.some((key) => key.startsWith(`${id}/`))).length;
  const passed = Object.values(progress).filter(({ status }) => status === "passed").length;
  return (
    <main className="progress" id="work" tabIndex={-1}>
      <h2>{t("progress.title")}</h2>
      <p>{t("progress.where")}</p>
      {saved in problems ? <p role="alert">{t(problems[saved as keyof typeof problems])}</p> : null}
      {keys.length === 0 ? <p>{t("progress.none")}</p> : null}
      <ul>
        <li>
          {t("progress.labs")}: {begun}
        </li>
        <li>
          {t("progress.steps")}: {passed}
        </li>
        {kept === undefined ? null : (
          <>
            <li>
              {t("progress.runs")}: {kept.runs}
            </li>
            <li>
              {t("progress.size")}: {t("progress.sizeValue", { kib: Math.ceil(kept.bytes / 1024) })}
            </li>
          </>
        )}
      </ul>
      <h3>{t("progress.exportTitle")}</h3>
      <p>{t("progress.exportText")}</p>
      <button type="button" className="btn pri" onClick={() => void exportProgress().then(downloadProgress)}>
        {t("progress.exportAll")}
      </button>
      <ImportProgress />
      <DeleteProgress runs={kept?.runs} />
    </main>
  );
}

/** Why nothing is kept at present, and what to do. */
const problems = {
  "storage-full": "progress.whyFull",
  private: "progress.whyPrivate",
  newer: "progress.whyNewer",
  broken: "progress.whyBroken",
  off: "frame.safeMode",
} as const;

/** Figures of the file an export would write, measured again when a result changes. */
function useKept(progress: unknown): Kept | undefined {
  const [kept, setKept] = useState<Kept | undefined>();
  useEffect(() => {
    let current = true;
    void exportProgress().then((text) => {
      if (current) setKept({ ...measure(text), of: progress });
    });
    return () => {
      current = false;
    };
  }, [progress]);
  return kept?.of === progress ? kept : undefined;
}

function measure(text: string): Omit<Kept, "of"> {
  const { attempts, branches = [] }: { attempts: unknown[]; branches?: unknown[] } = JSON.parse(text);
  return { bytes: new Blob([text]).size, runs: attempts.length + branches.length };
}
