import { useCallback, useEffect, useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { ask } from "../../session/session.ts";
import type { Comparison, Evidence } from "./read-document.ts";

/** The answer to one evidence query. */
export type Answer = Comparison | { readonly problem: string };

export interface EvidenceRun {
  /** Answers by evidence key and stated value. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly running: boolean;
  /** Moment that "now" stood for in the last run. */
  readonly atMs: number | undefined;
  readonly run: (evidence: readonly Evidence[], dayMs: number, viewMs: number) => void;
}

/** Runs evidence queries when asked to, one after the other; a newer run replaces an older one. */
export function useEvidence(scope: string): EvidenceRun {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map());
  const [running, setRunning] = useState(false);
  const [atMs, setAtMs] = useState<number | undefined>(undefined);
  const turn = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text starts without the answers of the last
  useEffect(() => {
    turn.current++;
    setAnswers(new Map());
    setRunning(false);
    setAtMs(undefined);
  }, [scope]);
  const run = useCallback((evidence: readonly Evidence[], dayMs: number, viewMs: number) => {
    const mine = ++turn.current;
    setRunning(true);
    setAtMs(viewMs);
    void (async () => {
      const found = new Map<string, Answer>();
      for (const one of evidence) {
        const timeMs = one.second === undefined ? viewMs : dayMs + one.second * 1000;
        const answer = await answerOf(one, timeMs, viewMs);
        if (turn.current !== mine) return;
        found.set(answerKey(one), answer);
        setAnswers(new Map(found));
      }
      setRunning(false);
    })();
  }, []);
  return { answers, running, atMs, run };
}

/** Key of an answer: the same query may stand beside two stated values. */
export function answerKey({ key, stated }: Evidence): string {
  return `${key} ${stated}`;
}

async function answerOf(one: Evidence, timeMs: number, viewMs: number): Promise<Answer> {
  if (timeMs > viewMs) return { problem: t("postmortem.evidenceFuture") };
  try {
    const { compareValue } = await import("./read-document.ts");
    const result = await ask("query", { request: { expr: one.expr, timeMs } });
    if (result.status === "error") return { problem: result.error };
    const value = result.series[0]?.values[0];
    if (value === undefined) return { problem: t("postmortem.evidenceNothing") };
    return compareValue(one.stated, value);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
