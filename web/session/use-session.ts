import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { CompiledStep } from "../../labs/compiled-lab.ts";
import type { FrameTopic, SimulatorCalls } from "./protocol.ts";
import { ask, setDraft, takeInsert, watchTopic } from "./session.ts";
import {
  answerKey,
  type Clock,
  freshProgress,
  type LiveData,
  progressKey,
  type SessionState,
  type StepProgress,
  useStore,
} from "./store.ts";
import { Cancelled } from "./worker-client.ts";

/** Reads one value of the session; the component draws again when that value changes. */
export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(select);
}

/** Like `useSession` for a selector that builds a new object; compared field by field. */
export function useSessionShallow<T>(select: (state: SessionState) => T): T {
  return useStore(useShallow(select));
}

/** The whole clock; changes up to 10 times a second while the world runs. */
export function useClock(): Clock {
  return useStore((state) => state.clock);
}

/**
 * The moment panels show, cut to steps of `stepMs` simulated time and changing at most once per
 * `wallMs`; use it to run live queries without a storm while the clock is fast.
 */
export function useSteadyMs(stepMs = 15_000, wallMs = 500): number {
  const [steady, setSteady] = useState(() => 0);
  const lastWall = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const read = (state: SessionState): number => {
      const at = state.clock.viewMs ?? state.clock.nowMs;
      return state.clock.viewMs === undefined && state.clock.running ? Math.floor(at / stepMs) * stepMs : at;
    };
    const update = (): void => {
      timer.current = undefined;
      lastWall.current = Date.now();
      setSteady(read(useStore.getState()));
    };
    update();
    const stop = useStore.subscribe((state, before) => {
      if (read(state) === read(before) || timer.current !== undefined) return;
      const wait = lastWall.current + wallMs - Date.now();
      if (wait <= 0) update();
      else timer.current = setTimeout(update, wait);
    });
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [stepMs, wallMs]);
  return steady;
}

/** Alerts, transitions and notifications as the world's Prometheus and Alertmanager have them now. */
export function useLiveAlerts(): Pick<LiveData, "alerts" | "transitions" | "notifications" | "rulesText"> {
  useTopic("alerts");
  return useStore(
    useShallow(({ live: { alerts, transitions, notifications, rulesText } }) => ({
      alerts,
      transitions,
      notifications,
      rulesText,
    })),
  );
}

/** Kubernetes objects now; undefined until the first frame with them. */
export function useClusterView(): LiveData["cluster"] {
  useTopic("cluster");
  return useStore((state) => state.live.cluster);
}

/** Keeps a topic in the frames while the component is mounted. */
function useTopic(topic: FrameTopic): void {
  useEffect(() => watchTopic(topic), [topic]);
}

/** Outcome of a call: the last good value stays visible while a newer one loads. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
  /** True from the start of a call to its end. */
  readonly busy: boolean;
  /** True once a call has taken over 300 ms: time to show a skeleton. */
  readonly slow: boolean;
  /** False while `value` still answers an earlier question. */
  readonly current: boolean;
}

const nothing = {
  value: undefined,
  error: undefined,
  busy: false,
  slow: false,
  answered: undefined,
} as const;

/** What was answered, and the question it was for. */
type Answered<T> = Omit<Asked<T>, "current"> & { readonly answered: string | undefined };

/**
 * Asks the worker and asks again whenever the parameters change. `slot` names the asker, so an older
 * question of the same slot is withdrawn. Pass `undefined` to ask nothing.
 */
export function useAsk<K extends keyof SimulatorCalls>(
  slot: string,
  kind: K,
  params: SimulatorCalls[K]["params"] | undefined,
): Asked<SimulatorCalls[K]["reply"]> {
  const [state, setState] = useState<Answered<SimulatorCalls[K]["reply"]>>(nothing);
  const key = params === undefined ? undefined : JSON.stringify(params);
  const ready = useStore((s) => s.world !== undefined && s.opening === undefined);
  useEffect(() => {
    if (key === undefined || !ready) return;
    const stop = new AbortController();
    setState((old) => ({ ...old, busy: true }));
    const slow = setTimeout(() => setState((old) => ({ ...old, slow: true })), 300);
    const finish = (change: Partial<Answered<SimulatorCalls[K]["reply"]>>): void => {
      clearTimeout(slow);
      setState((old) => ({ ...old, error: undefined, ...change, busy: false, slow: false, answered: key }));
    };
    ask(kind, JSON.parse(key) as SimulatorCalls[K]["params"], { slot, signal: stop.signal }).then(
      (value) => finish({ value }),
      (error: unknown) => {
        if (error instanceof Cancelled) clearTimeout(slow);
        else finish({ error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      clearTimeout(slow);
      stop.abort();
    };
  }, [slot, kind, key, ready]);
  const { answered, ...shown } = state;
  return { ...shown, current: key !== undefined && answered === key };
}

/** An editor text that is saved by itself, with the text to start from. */
export function useDraft(key: string, fallback = ""): [text: string, setText: (text: string) => void] {
  const text = useStore((state) => state.drafts[key]) ?? fallback;
  const set = useCallback((next: string) => setDraft(key, next), [key]);
  return [text, set];
}

/** The step on screen, once its lab is loaded. */
export function useStep(): CompiledStep | undefined {
  return useStore((state) => state.lab?.lab.steps.find((step) => step.id === state.stepId));
}

/**
 * The draft of a panel that holds answers of `kind`: while the step asks for that kind it is the
 * step's answer, which Check grades; else it is the panel's scratch text in this lab.
 */
export function useAnswerDraft(
  kind: CompiledStep["answer"],
  scratch: string,
): { text: string; setText: (text: string) => void; graded: boolean; key: string } {
  const labId = useStore((state) => state.lab?.lab.id ?? "");
  const step = useStep();
  const graded = step?.answer === kind;
  const key = graded ? answerKey(labId, step.id) : `${kind}:${labId}`;
  const [text, setText] = useDraft(key, graded && step.starter !== "" ? step.starter : scratch);
  return useMemo(() => ({ text, setText, graded, key }), [text, setText, graded, key]);
}

/** Progress of a step; the current one when none is named. */
export function useProgress(stepId?: string): StepProgress {
  return useStore(
    (state) => state.progress[progressKey(state.lab?.lab.id ?? "", stepId ?? state.stepId)] ?? freshProgress,
  );
}

/** Calls back with text that another panel put here, also when it was put before the panel opened. */
export function useInsert(
  panel: string,
  take: (text: string, mode: "replace" | "append", run: boolean) => void,
): void {
  const waiting = useStore((state) => (state.insert?.panel === panel ? state.insert : undefined));
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (waiting === undefined) return;
    const insert = takeInsert(panel);
    if (insert !== undefined) latest.current(insert.text, insert.mode, insert.run);
  }, [waiting, panel]);
}
