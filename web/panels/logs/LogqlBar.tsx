import { useRef } from "react";
import { Editor } from "../../components/editor/Editor.tsx";
import type { EditorHandle } from "../../components/editor/editor-types.ts";
import { t } from "../../i18n/t.ts";
import { useAnswerDraft, useInsert } from "../../session/use-session.ts";

/** What went wrong with the query that ran, and where in its text. */
export interface LogqlProblem {
  readonly error: string;
  readonly at?: { readonly start: number; readonly end: number };
}

/** The LogQL field: Enter runs the query, an error is marked where it stands. */
export function LogqlBar({
  ran,
  onRun,
  problem,
}: {
  ran: string;
  onRun: (text: string) => void;
  problem: LogqlProblem | undefined;
}) {
  const { text, setText } = useAnswerDraft("logql", "");
  const editor = useRef<EditorHandle>(null);
  useInsert("logql", (inserted) => {
    setText(inserted);
    editor.current?.focus();
  });
  const query = text.trim();
  // The place counts from the first character that is not a space.
  const lead = text.length - text.trimStart().length;
  const at = problem?.at;
  const place =
    at === undefined || query !== ran
      ? undefined
      : {
          from: Math.min(text.length, at.start + lead),
          to: Math.min(text.length, Math.max(at.end, at.start + 1) + lead),
        };
  return (
    <div className="logql">
      <div className="logql-row">
        <Editor
          handle={editor}
          label={t("logs.logql")}
          language="promql"
          value={text}
          onChange={setText}
          onRun={() => onRun(query)}
          enterRuns={!text.includes("\n")}
          markers={
            place === undefined || problem === undefined
              ? []
              : [{ ...place, message: problem.error, severity: "error" }]
          }
          minLines={1}
          maxLines={6}
        />
        <button
          type="button"
          className={query === ran ? "btn" : "btn pri"}
          disabled={query === "" && ran === ""}
          onClick={() => onRun(query)}
        >
          {t("logs.run")}
        </button>
        {ran === "" ? null : (
          <button type="button" className="btn quiet" onClick={() => onRun("")}>
            {t("logs.leaveQuery")}
          </button>
        )}
      </div>
      {problem === undefined ? null : (
        <p className="logql-problem" role="alert">
          {problem.error}{" "}
          {place === undefined ? null : (
            <button
              type="button"
              className="link"
              onClick={() => editor.current?.select(place.from, place.to)}
            >
              {t("logs.showPlace")}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
