import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { Editor } from "../../components/editor/Editor.tsx";
import type { EditorHandle, EditorMarker } from "../../components/editor/editor-types.ts";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { t } from "../../i18n/t.ts";
import { ask } from "../../session/session.ts";
import { setState } from "../../session/store.ts";
import { useAsk, useSession, useSteadyMs, useStep } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { Chips } from "./Chips.tsx";
import { Cost } from "./Cost.tsx";
import { diagnosisText } from "./diagnosis-text.ts";
import { GraphTab } from "./GraphTab.tsx";
import { HistoryMenu } from "./HistoryMenu.tsx";
import "./query.css";
import { alignedRange, stepFor } from "../../components/chart/resolution.ts";
import { RangeBar } from "./RangeBar.tsx";
import { useQueryState, writeAddress } from "./use-query-state.ts";

const EvidenceView = lazy(() => import("./EvidenceView.tsx").then((m) => ({ default: m.EvidenceView })));
const TableTab = lazy(() => import("./TableTab.tsx").then((m) => ({ default: m.TableTab })));
const ExplainTree = lazy(() => import("./ExplainTree.tsx").then((m) => ({ default: m.ExplainTree })));

/** Ask the simulated Prometheus. The same question, as a table, a graph, or node by node. */
export default function QueryPanel({ active }: PanelProps) {
  const state = useQueryState();
  const { text, setText, ran, run } = state;
  const editor = useRef<EditorHandle>(null);
  const tab = useSession((s) => s.queryTab);
  const range = useSession((s) => s.range);
  const looking = useSession((s) => s.clock.viewMs !== undefined);
  const prometheusKeys = useSession((s) => s.settings.prometheusKeys);
  const evidence = useSession((s) => s.evidence);
  const now = useSteadyMs();
  const markers = useMarkers(text, active);

  const stepMs = stepFor(range.durationMs, "medium");
  const live = range.endMs === undefined && !looking;
  const ends = alignedRange(range.durationMs, range.endMs ?? now, stepMs, live);
  const wanted = active && ran !== "" && now > 0;
  const request =
    tab === "table" ? { expr: ran, timeMs: range.endMs ?? now } : { expr: ran, ...ends, stepMs };
  const asked = useAsk("query/result", "query", wanted ? { request } : undefined);
  const result = asked.value;
  const choose = (id: string): void => {
    const known = (["table", "graph", "explain"] as const).find((one) => one === id);
    if (known === undefined) return;
    setState({ queryTab: known });
    writeAddress(ran);
  };
  const changed = text.trim() !== ran;
  return (
    <div className="query">
      <RangeBar stepMs={stepMs} onHistory={<HistoryMenu history={state.history} onPick={setText} />}>
        <button type="button" className="btn quiet wide-only" onClick={() => void format(text, setText)}>
          {t("query.format")}
        </button>
        <CopyLink ran={ran} />
        <button
          type="button"
          className={changed ? "btn pri" : "btn"}
          aria-keyshortcuts="Shift+Enter"
          onClick={() => run()}
        >
          {t("query.run")} <kbd>Shift Enter</kbd>
        </button>
      </RangeBar>
      <div className="query-editor">
        <Editor
          handle={editor}
          label={t("query.editor")}
          language="promql"
          value={text}
          onChange={setText}
          onRun={() => run()}
          enterRuns={prometheusKeys || !text.includes("\n")}
          markers={markers}
          complete={(expr, offset) =>
            ask("complete", { expr, offset }, { slot: "query/complete" }).catch(() => undefined)
          }
          minLines={1}
          maxLines={10}
        />
      </div>
      <Chips editor={editor} text={text} />
      {evidence === undefined ? (
        <Tabs
          sub
          label={t("query.title")}
          value={tab}
          onChange={choose}
          items={[
            { id: "table", title: t("query.table") },
            { id: "graph", title: t("query.graph") },
            { id: "explain", title: t("query.explain") },
          ]}
          end={
            result?.status === "success" ? (
              <Cost result={result} onExplain={() => choose("explain")} />
            ) : undefined
          }
        >
          <div className="scroll query-result" aria-busy={asked.slow}>
            <Result
              asked={asked}
              tab={tab}
              request={request}
              ran={ran}
              now={now}
              onMarker={(from, to) => editor.current?.select(from, to)}
              onFix={(expr) => {
                // Through the editor, so that its undo takes the rewrite back.
                editor.current?.replace(0, text.length, expr);
                run(expr);
              }}
            />
          </div>
        </Tabs>
      ) : (
        <Suspense fallback={<Loading />}>
          <EvidenceView open={evidence} />
        </Suspense>
      )}
    </div>
  );
}

/** Copies the address of this view; it opens here and, behind a server's `/query?`, in Prometheus. */
function CopyLink({ ran }: { ran: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    writeAddress(ran);
    await navigator.clipboard?.writeText(location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className="btn quiet wide-only" onClick={() => void copy()}>
      {copied ? t("frame.copied") : t("query.copyLink")}
    </button>
  );
}

type Request =
  | { expr: string; timeMs: number }
  | { expr: string; startMs: number; endMs: number; stepMs: number };

function Result({
  asked,
  tab,
  request,
  ran,
  now,
  onMarker,
  onFix,
}: {
  asked: ReturnType<typeof useAsk<"query">>;
  tab: "table" | "graph" | "explain";
  request: Request;
  ran: string;
  now: number;
  onMarker: (from: number, to: number) => void;
  onFix: (expr: string) => void;
}) {
  const { value: result, error, slow } = asked;
  if (ran === "") return <Empty text={t("query.empty")} />;
  if (error !== undefined) return <Failed text={error} />;
  if (result === undefined) return slow ? <Loading lines={6} /> : null;
  if (result.status === "error") {
    const { at } = result;
    return (
      <div className="state failed" role="alert">
        <pre className="crit query-error">{result.error}</pre>
        {at === undefined ? null : (
          <button type="button" className="btn" onClick={() => onMarker(at.start, at.end)}>
            {t("shared.show")}
          </button>
        )}
      </div>
    );
  }
  const notes = [...result.warnings, ...result.infos];
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="query-note warn">
          {note}
        </p>
      ))}
      {tab === "explain" && "stepMs" in request ? (
        <Suspense fallback={<Loading />}>
          <ExplainTree request={request} onFix={onFix} />
        </Suspense>
      ) : result.series.length === 0 && result.text === undefined ? (
        <Empty
          text={`${t("query.resultEmpty")}${result.diagnosis === undefined ? "" : diagnosisText(result.diagnosis)}`}
        />
      ) : tab === "table" || !("stepMs" in request) ? (
        <Suspense fallback={<Loading />}>
          <TableTab result={result} atMs={now} />
        </Suspense>
      ) : (
        <GraphTab
          result={result}
          title={ran}
          fromMs={request.startMs}
          toMs={request.endMs}
          stepMs={request.stepMs}
          onExplain={(atMs, labels) => {
            setState({ explainAt: { expr: ran, atMs, labels }, queryTab: "explain" });
            writeAddress(ran);
          }}
        />
      )}
    </>
  );
}

/** Parse errors while typing, at their place, in Prometheus's words. */
function useMarkers(text: string, active: boolean): readonly EditorMarker[] {
  const step = useStep();
  const asked = useAsk("query/parse", "parse", active && text.trim() !== "" ? { expr: text } : undefined);
  const errors = asked.value?.errors;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step starts without the marks of the last
  return useMemo(
    () =>
      (text.trim() === "" ? [] : (errors ?? [])).map(({ text: message, span }) => ({
        from: Math.min(span.start, text.length),
        to: Math.min(Math.max(span.end, span.start + 1), text.length),
        message,
        severity: "error" as const,
      })),
    [errors, text, step?.id],
  );
}

async function format(text: string, setText: (text: string) => void): Promise<void> {
  const { printed } = await ask("parse", { expr: text });
  if (printed !== undefined) setText(printed);
}
