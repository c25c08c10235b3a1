import { useEffect, useMemo, useRef, useState } from "react";
import {
  dashboardText,
  type JsonObject,
  provisionedDashboards,
  type ReadDashboard,
  readDashboard,
} from "../../../simulator/index.ts";
import { t } from "../../i18n/t.ts";
import { useAnswerDraft, useDraft, useStep } from "../../session/use-session.ts";

/** Dashboards one browser keeps (08 section 6). */
const mostDashboards = 50;
/** Edits that can be taken back. */
const mostUndo = 100;

/** One entry of the list. */
export interface Entry {
  readonly uid: string;
  readonly title: string;
  /** `answer`: what the open step asks for. */
  readonly origin: "provisioned" | "own" | "answer";
  /** A provisioned dashboard that was edited here. */
  readonly changed: boolean;
}

export interface Dashboards {
  readonly entries: readonly Entry[];
  readonly uid: string;
  readonly current: ReadDashboard;
  readonly text: string;
  readonly open: (uid: string) => void;
  /** Keeps a new version; undoable. Edits in a row with the same `field` are taken back as one. */
  readonly save: (json: JsonObject, field?: string) => void;
  /** Adds a file and opens it; answers what is wrong with it. */
  readonly add: (text: string) => string | undefined;
  /** Back to the file it came with; an own one is deleted. Undoable. */
  readonly reset: () => void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

const provisioned = new Map(
  provisionedDashboards.flatMap((text) => {
    const { dashboard } = readDashboard(text);
    return dashboard === undefined ? [] : [[dashboard.uid, { text, title: dashboard.title }] as const];
  }),
);

type Texts = Readonly<Record<string, string>>;

/** What an undo goes back to. */
interface Moment {
  readonly stored: string;
  readonly answer: string;
}

/** Stands for the step's answer in the list; no uid of Grafana's has a colon. */
const answerUid = "answer:";

/** The dashboards of this browser: those that come with the cluster, and what was made of them. */
export function useDashboards(): Dashboards {
  const [stored, setStored] = useDraft("dashboards", "{}");
  const draft = useAnswerDraft("dashboard", "");
  const starter = useStep()?.starter ?? "";
  const [chosen, open] = useDraft("dashboards-open", "model-serving");
  const [past, setPast] = useState<readonly Moment[]>([]);
  const [future, setFuture] = useState<readonly Moment[]>([]);
  const texts = useMemo(() => readTexts(stored), [stored]);
  const shown = useMemo(() => entriesOf(texts), [texts]);
  const entries = useMemo<readonly Entry[]>(() => {
    if (!draft.graded) return shown;
    const title = titleOf(draft.text) ?? t("dashboards.answer");
    return [{ uid: answerUid, title, origin: "answer", changed: false }, ...shown];
  }, [draft.graded, draft.text, shown]);
  const uid = entries.some((entry) => entry.uid === chosen) ? chosen : (entries[0]?.uid ?? "");
  const answering = uid === answerUid;
  const text = answering ? draft.text : (texts[uid] ?? provisioned.get(uid)?.text ?? "");
  const current = useMemo(() => readDashboard(text), [text]);

  const lastField = useRef<string | undefined>(undefined);
  const { graded, key, setText } = draft;
  // A step that asks for a dashboard shows it; another step's edits are not this one's to take back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the step
  useEffect(() => {
    if (graded) open(answerUid);
    setPast([]);
    setFuture([]);
  }, [graded, key, open]);

  const now: Moment = { stored, answer: draft.text };
  const goTo = (moment: Moment): void => {
    setStored(moment.stored);
    if (graded) setText(moment.answer);
  };
  const write = (next: Partial<Moment>, field?: string): void => {
    const goesOn = field !== undefined && field === lastField.current;
    lastField.current = field;
    if (!goesOn) setPast((old) => [...old, now].slice(-mostUndo));
    setFuture([]);
    goTo({ ...now, ...next });
  };
  const keep = (next: Texts, field?: string): void => write({ stored: JSON.stringify(next) }, field);
  const step = (
    from: readonly Moment[],
    setFrom: (list: readonly Moment[]) => void,
    to: readonly Moment[],
    setTo: (list: readonly Moment[]) => void,
  ): (() => void) | undefined => {
    const last = from.at(-1);
    if (last === undefined) return undefined;
    return () => {
      lastField.current = undefined;
      setFrom(from.slice(0, -1));
      setTo([...to, now]);
      goTo(last);
    };
  };
  return {
    entries,
    uid,
    current,
    text,
    open,
    save: (json, field) => {
      const saved = dashboardText(json);
      if (answering) write({ answer: saved }, field);
      else keep({ ...texts, [uid]: saved }, field);
    },
    add: (added) => {
      const { dashboard, error } = readDashboard(added);
      if (dashboard === undefined) return error;
      if (Object.keys(texts).length >= mostDashboards)
        return t("dashboards.tooMany", { most: mostDashboards });
      const own = freshUid(dashboard.uid, entries);
      keep({ ...texts, [own]: dashboardText({ ...dashboard.json, uid: own }) });
      open(own);
      return undefined;
    },
    reset: () => {
      if (answering) return write({ answer: starter });
      const { [uid]: _gone, ...kept } = texts;
      keep(kept);
    },
    undo: step(past, setPast, future, setFuture),
    redo: step(future, setFuture, past, setPast),
  };
}

function readTexts(stored: string): Texts {
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string"));
  } catch {
    return {};
  }
}

function entriesOf(texts: Texts): readonly Entry[] {
  const shipped = [...provisioned].map(
    ([uid, { title }]): Entry => ({
      uid,
      title: titleOf(texts[uid]) ?? title,
      origin: "provisioned",
      changed: texts[uid] !== undefined,
    }),
  );
  const own = Object.entries(texts)
    .filter(([uid]) => !provisioned.has(uid))
    .map(([uid, text]): Entry => ({ uid, title: titleOf(text) ?? uid, origin: "own", changed: false }));
  return [...shipped, ...own];
}

function titleOf(text: string | undefined): string | undefined {
  const title = text === undefined ? undefined : readDashboard(text).dashboard?.title;
  return title === "" ? undefined : title;
}

function freshUid(uid: string, entries: readonly Entry[]): string {
  const base = uid === "" ? "dashboard" : uid;
  const taken = new Set(entries.map((entry) => entry.uid));
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!taken.has(name)) return name;
  }
}
