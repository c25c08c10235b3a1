import type { RootContent } from "mdast";
import type { ReactNode } from "react";
import { formatTime } from "../../components/format/format-time.ts";
import { Prose } from "../../components/prose/Prose.tsx";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { getState } from "../../session/store.ts";
import { CausesView } from "./CausesView.tsx";
import { ImpactTable, LiveValue } from "./ImpactTable.tsx";
import type { Evidence, ReadResult } from "./read-document.ts";
import { answerKey, type EvidenceRun } from "./use-evidence.ts";

/** The text as a reader will see it, with the live value beside each quoted one once it was asked for. */
export function Preview({
  document,
  error,
  evidence,
}: {
  document: ReadResult | undefined;
  error: string | undefined;
  evidence: EvidenceRun;
}) {
  if (error !== undefined) return <Failed text={error} />;
  if (document === undefined) return <Loading lines={8} />;
  if ("refused" in document) {
    return <Failed text={t("postmortem.refused", { reason: document.refused })} />;
  }
  if (document.nodes.length === 0) return <Empty text={t("postmortem.nothing")} />;
  const { answers, running, atMs } = evidence;
  const questions = questionsOf(document);
  const link = (href: string, children: ReactNode): ReactNode => {
    const cited = document.cites.get(href);
    const own = href.startsWith("#");
    return (
      <>
        <a href={href} rel="noopener noreferrer" {...(own ? {} : { target: "_blank" })}>
          {children}
        </a>
        {cited === undefined ? null : <LiveValue evidence={cited} answer={answers.get(answerKey(cited))} />}
      </>
    );
  };
  return (
    <div className="pm-preview prose">
      <div className="pm-evidence-bar">
        {questions.length === 0 ? null : (
          <button
            type="button"
            className="btn"
            disabled={running}
            onClick={() => {
              const { clock } = getState();
              const viewMs = clock.viewMs ?? clock.nowMs;
              evidence.run(questions, Math.floor(viewMs / 86_400_000) * 86_400_000, viewMs);
            }}
          >
            {t("postmortem.runQueries", { count: questions.length })}
          </button>
        )}
        <span className="t1 dim" role="status">
          {running
            ? t("postmortem.running", { done: answers.size, all: questions.length })
            : atMs === undefined
              ? questions.length === 0
                ? t("postmortem.noQueries")
                : ""
              : t("postmortem.valuesAt", { time: formatTime(atMs) })}
        </span>
      </div>
      {blocksOf(document.nodes, document.claimTable).map((block, i) => {
        const key = `${block.kind} ${i}`;
        if (block.kind === "claims")
          return <ImpactTable key={key} claims={document.claims} answers={answers} />;
        if (block.kind === "causes") return <CausesView key={key} text={block.text} />;
        return <Prose key={key} nodes={block.nodes} link={link} />;
      })}
    </div>
  );
}

type Block =
  | { readonly kind: "prose"; readonly nodes: RootContent[] }
  | { readonly kind: "claims" }
  | { readonly kind: "causes"; readonly text: string };

/** Runs of ordinary nodes, with the impact table and causal fences between them. */
function blocksOf(nodes: readonly RootContent[], claimTable: RootContent | undefined): readonly Block[] {
  const blocks: Block[] = [];
  for (const node of nodes) {
    const last = blocks.at(-1);
    if (node === claimTable) blocks.push({ kind: "claims" });
    else if (node.type === "code" && node.lang === "causes")
      blocks.push({ kind: "causes", text: node.value });
    else if (last?.kind === "prose") last.nodes.push(node);
    else blocks.push({ kind: "prose", nodes: [node] });
  }
  return blocks;
}

/** Every different question of the text, at most 24. */
function questionsOf(document: Exclude<ReadResult, { refused: string }>): readonly Evidence[] {
  const all = [
    ...document.claims.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence])),
    ...document.cites.values(),
  ];
  return [...new Map(all.map((one) => [answerKey(one), one])).values()].slice(0, 24);
}
