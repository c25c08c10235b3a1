import { useEffect, useRef, useState } from "react";
import type { ReadResult } from "./read-document.ts";

/** Quiet time before a text is read, wall ms (07 section 4.10). */
const debounceMs = 150;

export interface ReadState {
  /** The last text that was read; stays while a newer one is being read. */
  readonly document: ReadResult | undefined;
  readonly error: string | undefined;
}

/** Reads a Markdown text a little after the last key; the parser is loaded with the first text. */
export function useDocument(text: string, template: string, active: boolean): ReadState {
  const [state, setState] = useState<ReadState>({ document: undefined, error: undefined });
  const first = useRef(true);
  useEffect(() => {
    if (!active) return;
    let gone = false;
    const timer = setTimeout(
      () => {
        first.current = false;
        import("./read-document.ts")
          .then(({ readDocument }) => {
            if (!gone) setState({ document: readDocument(text, template), error: undefined });
          })
          .catch((error: unknown) => {
            const reason = error instanceof Error ? error.message : String(error);
            if (!gone) setState((old) => ({ ...old, error: reason }));
          });
      },
      first.current ? 0 : debounceMs,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, template, active]);
  return state;
}
