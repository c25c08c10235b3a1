import { useEffect, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { type Erased, eraseAll, putBack } from "../session/erase.ts";
import { useSession } from "../session/use-session.ts";
import { failureText } from "./failure-text.ts";

type Stage = "closed" | "asking" | "deleted" | "undone";

/** Deletes everything of the learner, after saying what goes; one press takes it back while the page is open. */
export function DeleteProgress({ runs }: { runs: number | undefined }) {
  const steps = useSession((state) => Object.keys(state.progress).length);
  const texts = useSession((state) => Object.values(state.drafts).filter((text) => text !== "").length);
  const [stage, setStage] = useState<Stage>("closed");
  const [erased, setErased] = useState<Erased | undefined>();
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  const before = useRef(stage);
  useEffect(() => {
    // The button that was pressed is gone: its place is taken by the next thing one can do.
    if (before.current !== stage) first.current?.focus();
    before.current = stage;
  }, [stage]);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem("");
    try {
      await work();
    } catch (error) {
      setProblem(failureText(error));
    }
  };
  const remove = () =>
    attempt(async () => {
      setErased(await eraseAll());
      setStage("deleted");
    });
  const undo = (what: Erased) =>
    attempt(async () => {
      await putBack(what);
      setErased(undefined);
      setStage("undone");
    });
  return (
    <section aria-labelledby="delete-title">
      <h3 id="delete-title">{t("progress.deleteTitle")}</h3>
      {stage === "asking" ? (
        <>
          <p>{t("progress.deleteWhat")}</p>
          <ul>
            <li>{t("progress.deleteResults", { count: steps })}</li>
            {runs === undefined ? null : <li>{t("progress.deleteRuns", { count: runs })}</li>}
            <li>{t("progress.deleteTexts", { count: texts })}</li>
          </ul>
          <p>{t("progress.deleteStays")}</p>
          <div className="acts">
            <button ref={first} type="button" className="btn" onClick={() => setStage("closed")}>
              {t("progress.deleteKeep")}
            </button>
            <button type="button" className="btn" onClick={() => void remove()}>
              {t("progress.deleteNow")}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{t("progress.deleteText")}</p>
          {erased === undefined ? (
            <button ref={first} type="button" className="btn" onClick={() => setStage("asking")}>
              {t("progress.deleteAsk")}
            </button>
          ) : (
            <button ref={first} type="button" className="btn" onClick={() => void undo(erased)}>
              {t("progress.deleteUndo")}
            </button>
          )}
        </>
      )}
      <output>
        {stage === "deleted" ? <p>{t("progress.deleted")}</p> : null}
        {stage === "undone" ? <p>{t("progress.deleteUndone")}</p> : null}
      </output>
      {problem === "" ? null : <p role="alert">{problem}</p>}
    </section>
  );
}
