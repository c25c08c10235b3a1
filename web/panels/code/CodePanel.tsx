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

/**
 * The file a step asks for, a handler or a configuration, and what the last check saw. Code runs and a
 * configuration loads only when Check is pressed.
 */
export default function CodePanel() {
  const step = useStep();
  const params = codeCheck(step);
  const kind = step?.answer === "prometheus-config" ? step.answer : "code";
  const { text, setText, graded } = useAnswerDraft(kind, "");
  const { verdict } = useProgress();
  const editor = useRef<EditorHandle>(null);
  useInsert("code", (inserted, mode) => setText(mode === "replace" ? inserted : `${text}\n${inserted}`));
  const findings = graded ? verdict?.findings : undefined;
  const markers = useMemo(() => markersOf(findings ?? [], text.length), [findings, text.length]);
  if (!graded || step === undefined) return <Empty text={t("code.empty")} />;
  const side = t(params === undefined ? "code.lastCheck" : "code.inScope");
  const startOver = (): void => {
    if (editor.current === null) setText(step.starter);
    else editor.current.replace(0, text.length, step.starter);
    notify(t("code.resetDone"), "info");
  };
  return (
    <div className="code-panel pane">
      <div className="bar">
        <span className="dim sp">{t(params === undefined ? "code.gradedConfig" : "code.graded")}</span>
        <button type="button" className="btn quiet" disabled={text === step.starter} onClick={startOver}>
          {t("code.reset")}
        </button>
      </div>
      <div className="code-body">
        <div className="code-editor">
          <Editor
            handle={editor}
            label={t(params === undefined ? "code.editorConfig" : "code.editor")}
            language={params === undefined ? "yaml" : "javascript"}
            value={text}
            onChange={setText}
            markers={markers}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <aside className="code-side scroll" aria-label={side} tabIndex={0}>
          {verdict === undefined ? null : <Last verdict={verdict} config={params === undefined} />}
          {params === undefined ? (
            <p className="dim">{t("code.loads")}</p>
          ) : (
            <>
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
            </>
          )}
        </aside>
      </div>
    </div>
  );
}

/** What the last check saw: one finding, the first that stands in the way. */
function Last({ verdict, config }: { verdict: Verdict; config: boolean }) {
  const passed = verdict.status === "pass";
  const [first] = verdict.findings;
  const world = first?.params.world;
  const title =
    verdict.status === "error"
      ? t("code.notJudged")
      : t(passed ? (config ? "code.passedConfig" : "code.passed") : "code.failed", { score: verdict.score });
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
