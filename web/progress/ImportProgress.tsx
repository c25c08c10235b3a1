import { labs } from "virtual:labs";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { flush } from "../session/autosave.ts";
import type { Results } from "../session/best-result.ts";
import { writeResults } from "../session/storage.ts";
import { getState, setState } from "../session/store.ts";
import { tellTabs } from "../session/tabs.ts";
import { failureText } from "./failure-text.ts";
import { largestFile, planImport, readProgressFile } from "./progress-file.ts";

interface Read {
  readonly results: Results;
  readonly lines: readonly string[];
  readonly changes: number;
}

/** Reads a file, says what it would change, and only then changes it; one press takes it back. */
export function ImportProgress() {
  const [read, setRead] = useState<Read | undefined>();
  const [said, setSaid] = useState<readonly string[]>([]);
  const [before, setBefore] = useState<Results | undefined>();
  const choose = async (file: File | undefined): Promise<void> => {
    setRead(undefined);
    setSaid([]);
    if (file === undefined) return;
    const outcome = await look(file);
    if (typeof outcome === "string") setSaid([outcome]);
    else setRead(outcome);
  };
  const write = async (results: Results, done: string, undo: Results | undefined): Promise<void> => {
    let problem = "";
    try {
      await flush(true);
      await writeResults(results);
      tellTabs({ kind: "replaced", results });
    } catch (error) {
      problem = t("progress.onlyHere", { why: failureText(error) });
    }
    setState({ progress: results });
    setRead(undefined);
    setBefore(undo);
    setSaid([done, problem]);
  };
  const apply = (results: Results): Promise<void> => {
    const own = getState().progress;
    const { merged, added, improved } = planImport(own, results);
    return write(merged, t("progress.done", { count: added.length + improved.length }), own);
  };
  return (
    <section aria-labelledby="import-title">
      <h3 id="import-title">{t("progress.importTitle")}</h3>
      <p>{t("progress.importText")}</p>
      <label>
        {t("progress.choose")}{" "}
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </label>
      <output>
        {said.map((text) => (text === "" ? null : <p key={text}>{text}</p>))}
        {read === undefined ? null : (
          <ul>
            {read.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </output>
      {read !== undefined && read.changes > 0 ? (
        <button type="button" className="btn" onClick={() => void apply(read.results)}>
          {t("progress.apply")}
        </button>
      ) : null}
      {before === undefined ? null : (
        <button
          type="button"
          className="btn"
          onClick={() => void write(before, t("progress.undone"), undefined)}
        >
          {t("progress.undo")}
        </button>
      )}
    </section>
  );
}

/** What a file would change, or a sentence about why it is refused. */
async function look(file: File): Promise<Read | string> {
  if (file.size > largestFile) return t("progress.tooLarge", { mib: largestFile / 1024 / 1024 });
  let text: string;
  try {
    text = await file.text();
  } catch {
    return t("progress.unreadable");
  }
  const known = new Set(labs.flatMap((lab) => lab.steps.map((step) => `${lab.id}/${step.id}`)));
  const found = readProgressFile(text, known);
  if (!found.ok) return t(`progress.${found.why}`);
  const { added, improved, kept } = planImport(getState().progress, found.results);
  const changes = added.length + improved.length;
  const lines = [
    added.length > 0 ? t("progress.added", { count: added.length }) : "",
    improved.length > 0 ? t("progress.improved", { count: improved.length }) : "",
    kept.length > 0 ? t("progress.kept", { count: kept.length }) : "",
    found.unknown > 0 ? t("progress.unknown", { count: found.unknown }) : "",
    found.damaged > 0 ? t("progress.damaged", { count: found.damaged }) : "",
    changes === 0 ? t("progress.nothing") : "",
  ];
  return { results: found.results, lines: lines.filter((line) => line !== ""), changes };
}
