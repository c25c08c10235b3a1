import { useMemo } from "react";
import type { ExemplarData } from "../../session/protocol.ts";
import { useAsk, useSession } from "../../session/use-session.ts";
import { spanOf } from "./exemplar-dots.ts";

interface GraphExemplars {
  /** Theirs is the unit of the histogram, seconds; a graph of anything else has no place for them. */
  readonly possible: boolean;
  readonly shown: boolean;
  readonly found: readonly ExemplarData[] | undefined;
  /** Least and greatest value, seconds; undefined without any. */
  readonly span: readonly [least: number, greatest: number] | undefined;
}

/** Exemplars of the graph on screen, asked for while they are wanted. */
export function useExemplars(expr: string, inSeconds: boolean, fromMs: number, toMs: number): GraphExemplars {
  const wanted = useSession((state) => state.showExemplars);
  const shown = inSeconds && wanted;
  const asked = useAsk("query/exemplars", "exemplars", shown ? { expr, fromMs, toMs } : undefined);
  const found = shown ? asked.value : undefined;
  const span = useMemo(() => spanOf(found ?? []), [found]);
  return { possible: inSeconds, shown, found, span };
}
