import { useMemo, useRef, useState } from "react";
import { Editor } from "../../components/editor/Editor.tsx";
import type { EditorHandle, EditorMarker } from "../../components/editor/editor-types.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { act, notify } from "../../session/session.ts";
import { type useAnswerDraft, useAsk } from "../../session/use-session.ts";
import { ApplyBox } from "./ApplyBox.tsx";
import { alertRules, type Lane, problemsOf } from "./model.ts";
import { RuleList } from "./RuleList.tsx";
import { TryRun } from "./TryRun.tsx";

/** The rule file: write it, see what promtool would say, try it on this run, load it. */
export function RulesTab({
  active,
  draft,
  running,
  lanes,
  viewMs,
}: {
  active: boolean;
  draft: ReturnType<typeof useAnswerDraft>;
  running: string;
  lanes: readonly Lane[];
  viewMs: number;
}) {
  const { text, setText, graded } = draft;
  const editor = useRef<EditorHandle>(null);
  const parsed = useAsk("alerts/draft", "parse-rules", active ? { text } : undefined);
  const problems = useMemo(() => problemsOf(parsed.value, text), [parsed.value, text]);
  const markers = useMemo(
    () => problems.map(({ from, to, message }): EditorMarker => ({ from, to, message, severity: "error" })),
    [problems],
  );
  const [applying, setApplying] = useState(false);
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const rules = parsed.value?.groups.flatMap((group) => group.rules) ?? [];
  const ready = parsed.value !== undefined && problems.length === 0;
  const loaded = text.trim() === running.trim();
  const attempt = (): void => setTried({ text, rules: alertRules(parsed.value) });
  return (
    <>
      <div className="bar rules-bar">
        <button
          type="button"
          className="btn"
          disabled={!ready || rules.length === 0}
          aria-keyshortcuts="Shift+Enter"
          onClick={attempt}
        >
          {t("alerts.tryRun")}
        </button>
        <button
          type="button"
          className="btn"
          disabled={!ready || loaded}
          aria-expanded={applying}
          onClick={() => setApplying(true)}
        >
          {t("alerts.apply")}
        </button>
        <button type="button" className="btn" onClick={() => void save(text)}>
          {t("alerts.save")}
        </button>
        <span className="sp" />
        <button
          type="button"
          className="btn quiet"
          onClick={() => download(text)}
          title={t("alerts.downloadHelp")}
        >
          {t("alerts.download")}
        </button>
      </div>
      {applying && !loaded ? (
        <ApplyBox
          running={running}
          text={text}
          onClose={() => {
            setApplying(false);
            editor.current?.focus();
          }}
        />
      ) : null}
      <div className="rules-editor">
        <Editor
          handle={editor}
          label={t("alerts.editor")}
          language="yaml"
          value={text}
          onChange={setText}
          onRun={attempt}
          markers={markers}
          minLines={10}
          maxLines={24}
        />
      </div>
      <div className="rules-status" aria-live="polite">
        {problems.length > 0 ? (
          <ul>
            {problems.slice(0, 6).map((problem) => (
              <li key={problem.message}>
                <button
                  type="button"
                  className="rules-problem"
                  onClick={() => editor.current?.select(problem.from, problem.to)}
                >
                  <Icon name="cross" className="crit" />
                  <span className="mono">{problem.message}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : ready ? (
          <p className="t1 dim">
            <Icon name="check" className="ok" /> {t("alerts.valid", { count: rules.length })}{" "}
            {t(graded ? "alerts.gradedNote" : loaded ? "alerts.isLoaded" : "alerts.notLoaded")}
          </p>
        ) : parsed.error !== undefined ? (
          <p className="crit">{parsed.error}</p>
        ) : null}
      </div>
      {tried === undefined ? null : (
        <TryRun
          text={tried.text}
          stale={tried.text !== text}
          rules={tried.rules}
          viewMs={viewMs}
          onClose={() => setTried(undefined)}
        />
      )}
      <RuleList file={parsed.value} running={running} lanes={lanes} loaded={loaded} />
    </>
  );
}

/** A text that was tried, with the rules it held then. */
interface Tried {
  readonly text: string;
  readonly rules: ReturnType<typeof alertRules>;
}

/** Saves beside the running rules, for promtool in the terminal; the server does not load it. */
async function save(text: string): Promise<void> {
  try {
    await act({ kind: "file-write", path: "rules.yml", text });
    notify(t("alerts.saved"));
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), "error");
  }
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "rules.yml";
  link.click();
  URL.revokeObjectURL(url);
}
