import { type ComponentType, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { t } from "../../i18n/t.ts";
import { notify } from "../../session/session.ts";
import { useSession } from "../../session/use-session.ts";
import "./editor.css";
import type { EditorHandle, EditorProps } from "./editor-types.ts";
import { PlainEditor } from "./PlainEditor.tsx";

type FullEditor = ComponentType<EditorProps & { handle: Ref<EditorHandle>; start: Start }>;

/** Where the caret was when the full editor took over. */
export interface Start {
  readonly focused: boolean;
  readonly from: number;
  readonly to: number;
}

/** Below this width the plain editor is used, as nothing heavy is loaded on a phone (07 section 12). */
const smallScreen = "(max-width: 767px)";

/**
 * A text editor: a plain one at once, the full one as soon as it has loaded. Both take the same keys
 * and hand in the same text, so nothing depends on which of them a learner got.
 */
export function Editor({ handle, ...props }: EditorProps & { handle?: Ref<EditorHandle> }) {
  const wanted = useSession((state) => state.settings.editor) === "full";
  const [full, setFull] = useState<FullEditor | undefined>(undefined);
  const inner = useRef<EditorHandle>(null);
  const start = useRef<Start>({ focused: false, from: 0, to: 0 });
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!wanted || matchMedia(smallScreen).matches || matchMedia("(prefers-reduced-data: reduce)").matches) {
      setFull(undefined);
      return;
    }
    let gone = false;
    const load = (): void => {
      import("./MonacoEditor.tsx").then(
        (module) => {
          if (gone) return;
          // In one go, so that no key falls between the editor that leaves and the one that comes.
          flushSync(() => {
            start.current = startOf(box.current?.querySelector("textarea"));
            setFull(() => module.MonacoEditor);
          });
        },
        () => notify(t("shared.editorFailed"), "warn"),
      );
    };
    const cancel = whenIdle(load);
    return () => {
      gone = true;
      cancel();
    };
  }, [wanted]);

  useImperativeHandle(handle, () => ({
    focus: () => inner.current?.focus(),
    select: (from, to) => inner.current?.select(from, to),
    selection: () => inner.current?.selection() ?? { from: 0, to: 0 },
    caret: () => inner.current?.caret() ?? 0,
    replace: (from, to, text) => inner.current?.replace(from, to, text),
  }));

  const Full = full;
  return (
    <section className="editor" aria-label={props.label} ref={box} data-language={props.language}>
      {Full === undefined ? (
        <PlainEditor {...props} handle={inner} />
      ) : (
        <Full {...props} handle={inner} start={start.current} />
      )}
    </section>
  );
}

/** The exact selection of the plain editor, and whether somebody is typing in it. */
function startOf(area: HTMLTextAreaElement | null | undefined): Start {
  if (area === null || area === undefined) return { focused: false, from: 0, to: 0 };
  return { focused: document.activeElement === area, from: area.selectionStart, to: area.selectionEnd };
}

/** Lets the first paint and the first query go before a heavy download. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(run, { timeout: 4000 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(run, 1500);
  return () => clearTimeout(id);
}
