import type { RootContent } from "mdast";
import { useCallback, useEffect, useRef, useState } from "react";
import { formatDuration } from "../../components/format/format-time.ts";
import { encodeQueries, plainQuery } from "../../session/query-url.ts";
import { noteAddress } from "../../session/start-session.ts";
import { getState, setState } from "../../session/store.ts";
import { useAnswerDraft, useInsert, useSession } from "../../session/use-session.ts";

/** Queries remembered per browser. */
const historySize = 200;
const historyKey = "query-history";

const atAGlance = 'sum by (status) (rate(http_requests_total{job="ml-serving"}[2m]))';

export interface QueryState {
  /** What the editor holds. */
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What was run last; results belong to it. */
  readonly ran: string;
  readonly run: (text?: string) => void;
  readonly history: readonly string[];
}

/** The editor's text, what was run, and the address that says so. */
export function useQueryState(): QueryState {
  const example = useSession((state) => firstQuery(state.lab?.prose[state.stepId]?.body));
  const { text, setText, key } = useAnswerDraft("promql", example);
  const [ran, setRan] = useState(text);
  const history = useHistory();
  const latest = useRef(text);
  latest.current = text;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another step brings its own text, which is shown at once
  useEffect(() => setRan(latest.current), [key]);

  const run = useCallback((next?: string) => {
    const expr = (next ?? latest.current).trim();
    setRan(expr);
    remember(expr);
    writeAddress(expr, true);
  }, []);
  useInsert("query", (inserted, _mode, show) => {
    // What stood in the editor may be work: it stays within reach.
    if (text.trim() !== inserted.trim()) remember(text.trim());
    setText(inserted);
    setState({ evidence: undefined });
    if (show) setRan(inserted.trim());
  });
  return { text, setText, ran, run, history };
}

/** What to begin with in a step that asks for no query: the first one its text shows, else the service at a glance. */
function firstQuery(body: readonly RootContent[] | undefined): string {
  const fence = body?.find((node) => node.type === "code" && node.lang === "promql");
  return fence?.type === "code" ? fence.value : atAGlance;
}

function useHistory(): readonly string[] {
  const stored = useSession((state) => state.drafts[historyKey]);
  try {
    const list: unknown = JSON.parse(stored ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

function remember(expr: string): void {
  if (expr === "") return;
  const { drafts } = getState();
  let list: string[] = [];
  try {
    list = JSON.parse(drafts[historyKey] ?? "[]") as string[];
  } catch {
    list = [];
  }
  const next = [expr, ...list.filter((old) => old !== expr)].slice(0, historySize);
  setState({ drafts: { ...drafts, [historyKey]: JSON.stringify(next) } });
}

/** Puts the query into the address of the open route, so that Back and a copied link mean something. */
export function writeAddress(expr: string, step = false): void {
  const { route, range, queryTab, showExemplars, lab, stepId } = getState();
  const link = {
    ...plainQuery(expr),
    tab: queryTab,
    showExemplars,
    rangeInput: formatDuration(range.durationMs),
    endMs: range.endMs,
  };
  const params = encodeQueries([link]);
  if (route.page === "home" && lab !== undefined)
    noteAddress({ page: "lab", labId: lab.lab.id, stepId, params }, step);
  else noteAddress({ ...route, params }, step);
}
