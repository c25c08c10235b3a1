import { useMemo, useRef } from "react";
import type { Finding, Verdict } from "../../../labs/finding.ts";
import { Editor } from "../../components/editor/Editor.tsx";
import type { EditorHandle, EditorMarker } from "../../components/editor/editor-types.ts";
import { FindingView } from "../../components/FindingView.tsx";
import { Empty } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { notify } from "../../session/session.ts";
import { useAnswerDraft, useInsert, useProgress, useStep } from "../../session/use-session.ts";
import { apiOf, codeCheck } from "./api.ts";
import "./code.css";

/** The handler of a step, what it may use, and what the last check saw. It runs only when Check is pressed. */
export default function CodePanel() {
  const step = useStep();
  const params = codeCheck(step);
  const { text, setText, graded } = useAnswerDraft("code", "");
  const { verdict } = useProgress();
  const editor = useRef<EditorHandle>(null);
  useInsert("code", (inserted, mode) => setText(mode === "replace" ? inserted : `${text}\n${inserted}`));
  const findings = graded ? verdict?.findings : undefined;
  const markers = useMemo(() => markersOf(findings ?? [], text.length), [findings, text.length]);
  if (!graded || params === undefined || step === undefined) return <Empty text={t("code.empty")} />;
  const startOver = (): void => {
    if (editor.current === null) setText(step.starter);
    else editor.current.replace(0, text.length, step.starter);
    notify(t("code.resetDone"), "info");
  };
  return (
    <div className="code-panel pane">
      <div className="bar">
        <span className="dim sp">{t("code.graded")}</span>
        <button type="button" className="btn quiet" disabled={text === step.starter} onClick={startOver}>
          {t("code.reset")}
        </button>
      </div>
      <div className="code-body">
        <div className="code-editor">
          <Editor
            handle={editor}
            label={t("code.editor")}
            language="javascript"
            value={text}
            onChange={setText}
            markers={markers}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <aside className="code-side scroll" aria-label={t("code.inScope")} tabIndex={0}>
          {verdict === undefined ? null : <Last verdict={verdict} />}
          <h3>{t("code.inScope")}</h3>
          <dl className="code-api">
            {apiOf(params).map(({ call, about }) => (
              <div key={call}>
                <dt>
                  <code>{call}</code>
                </dt>
                <dd>{t(`code.${about}`)}</dd>
              </div>
            ))}
          </dl>
          <p className="dim">{t("code.where")}</p>
        </aside>
      </div>
    </div>
  );
}

/** What the last check saw: one finding, the first that stands in the way. */
function Last({ verdict }: { verdict: Verdict }) {
  const passed = verdict.status === "pass";
  const [first] = verdict.findings;
  const world = first?.params.world;
  const title =
    verdict.status === "error"
      ? t("code.notJudged")
      : t(passed ? "code.passed" : "code.failed", { score: verdict.score });
  return (
    <section className="code-last" aria-live="polite">
      <b className={passed ? "ok" : "crit"}>{title}</b>
      {first === undefined ? null : <FindingView finding={first} />}
      {typeof world !== "string" || world === "" ? null : (
        <p className="dim">
          <code>{world}</code>
        </p>
      )}
    </section>
  );
}

function markersOf(findings: readonly Finding[], length: number): readonly EditorMarker[] {
  return findings.flatMap(({ at, message }): EditorMarker[] =>
    at === undefined || at.start >= length
      ? []
      : [{ from: at.start, to: Math.min(at.end, length), message, severity: "error" }],
  );
}
