import { useMemo, useRef, useState } from "react";
import template from "../../../content/templates/postmortem.md?raw";
import { Editor } from "../../components/editor/Editor.tsx";
import type { EditorHandle, EditorMarker } from "../../components/editor/editor-types.ts";
import { Empty } from "../../components/States.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { t } from "../../i18n/t.ts";
import { useAnswerDraft, useInsert, useProgress, useSession } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { FactList } from "./FactList.tsx";
import { FindingStrip } from "./FindingStrip.tsx";
import { exportMarkdown, insertCitation, insertSection, type TextEdit } from "./model.ts";
import { Outline, sectionTitle } from "./Outline.tsx";
import { Preview } from "./Preview.tsx";
import "./postmortem.css";
import { useChecked } from "./use-checked.ts";
import { useDocument } from "./use-document.ts";
import { useEvidence } from "./use-evidence.ts";
import { useWide } from "./use-wide.ts";

type View = "write" | "preview" | "facts";

/** The story of the incident as Markdown, beside what it will look like and what can be known. */
export default function PostmortemPanel({ active }: PanelProps) {
  const draft = useAnswerDraft("postmortem", template);
  const { text, setText, graded, key } = draft;
  const ready = useSession((state) => state.world !== undefined);
  const labId = useSession((state) => state.lab?.lab.id ?? "incident");
  const editor = useRef<EditorHandle>(null);
  const touched = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const wide = useWide(box);
  const [view, setView] = useState<View>("write");
  const { document, error } = useDocument(text, template, active);
  const evidence = useEvidence(key);
  const { verdict, attempts } = useProgress();
  const placed = useChecked(key, text, graded ? verdict : undefined, attempts);

  const apply = (edit: TextEdit): void => {
    if (editor.current !== null) editor.current.replace(edit.from, edit.to, edit.text);
    else setText(text.slice(0, edit.from) + edit.text + text.slice(edit.to));
  };
  const show = (from: number, to: number): void => {
    setView("write");
    requestAnimationFrame(() => editor.current?.select(from, to));
  };
  useInsert("postmortem", (inserted, mode) => {
    if (mode === "replace") setText(inserted);
    else
      apply(
        insertCitation(
          text,
          touched.current ? (editor.current?.caret() ?? text.length) : text.length,
          inserted,
        ),
      );
  });

  const refused = document !== undefined && "refused" in document ? document : undefined;
  const markers = useMemo((): EditorMarker[] => {
    if (refused !== undefined) {
      const at = Math.min(refused.at, Math.max(0, text.length - 1));
      return [{ from: at, to: Math.min(text.length, at + 1), message: refused.refused, severity: "error" }];
    }
    return placed.flatMap(({ finding, span }): EditorMarker[] =>
      span === undefined
        ? []
        : [{ from: span.start, to: span.end, message: finding.message, severity: severities[finding.type] }],
    );
  }, [placed, refused, text.length]);

  if (!ready) return <Empty text={t("postmortem.empty")} />;
  const count = <Count length={text.length} limit={document?.limit} />;
  const shown: View = wide && view === "write" ? "preview" : view;
  const pane =
    shown === "facts" ? (
      <FactList text={text} onInsert={apply} />
    ) : (
      <Preview document={document} error={error} evidence={evidence} />
    );
  return (
    <div className={wide ? "postmortem wide" : "postmortem"} ref={box}>
      {wide ? null : (
        <Tabs
          sub
          label={t("postmortem.title")}
          value={view}
          onChange={(id) => setView(views.find((one) => one === id) ?? "write")}
          items={views.map((id) => ({ id, title: t(titles[id]) }))}
        />
      )}
      <div className="pm-columns">
        <section
          className="pm-write"
          aria-label={t("postmortem.write")}
          hidden={!wide && view !== "write"}
          onFocus={() => {
            touched.current = true;
          }}
        >
          <Outline
            document={document}
            count={count}
            onShow={show}
            onAdd={(name) => apply(insertSection(text, sectionTitle(name)))}
          />
          <div className="pm-editor">
            <div className="bar pm-bar">
              <span className="mono ink pm-file">postmortem.md</span>
              <span className="t1 dim pm-note">
                {graded ? t("postmortem.graded") : t("postmortem.scratch")}
              </span>
              <span className="sp" />
              {count}
              <button type="button" className="btn quiet" onClick={() => download(labId, text)}>
                {t("postmortem.export")}
              </button>
            </div>
            <div className="pm-text">
              <Editor
                handle={editor}
                label={t("postmortem.editor")}
                language="markdown"
                value={text}
                onChange={setText}
                markers={markers}
              />
            </div>
            {graded && verdict !== undefined ? (
              <FindingStrip verdict={verdict} placed={placed} onShow={show} />
            ) : null}
          </div>
        </section>
        {wide ? (
          <section className="pm-read" aria-label={t("postmortem.preview")}>
            <Tabs
              sub
              label={t("postmortem.read")}
              value={shown}
              onChange={(id) => setView(id === "facts" ? "facts" : "preview")}
              items={[
                { id: "preview", title: t("postmortem.preview") },
                { id: "facts", title: t("postmortem.facts") },
              ]}
            >
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard */}
              <div className="scroll" tabIndex={0}>
                {pane}
              </div>
            </Tabs>
          </section>
        ) : view === "write" ? null : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard
          <section className="pm-read scroll" aria-label={t(titles[view])} tabIndex={0}>
            {pane}
          </section>
        )}
      </div>
    </div>
  );
}

const views: readonly View[] = ["write", "preview", "facts"];
const titles = {
  write: "postmortem.write",
  preview: "postmortem.preview",
  facts: "postmortem.facts",
} as const;
const severities = {
  essential: "error",
  actionable: "warning",
  informative: "info",
  celebratory: "info",
} as const;

function Count({ length, limit }: { length: number; limit: number | undefined }) {
  if (limit === undefined) return null;
  return (
    <span className={length > limit ? "t1 crit pm-count" : "t1 dim pm-count"}>
      {t("postmortem.count", { count: grouped(length), limit: grouped(limit) })}
    </span>
  );
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function download(labId: string, text: string): void {
  const url = URL.createObjectURL(new Blob([exportMarkdown(text)], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `postmortem-${labId}.md`;
  link.click();
  URL.revokeObjectURL(url);
}
