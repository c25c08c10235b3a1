import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import type { Start } from "./Editor.tsx";
import type { EditorHandle, EditorProps } from "./editor-types.ts";
import { editor, KeyCode, KeyMod, MarkerSeverity, Range } from "./monaco.ts";
import { completers, useMonacoTheme } from "./monaco-setup.ts";

const severities = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
} as const;

/** Monaco, the full editor. Our own parsers supply its problems, suggestions and colours. */
export function MonacoEditor({
  handle,
  start,
  ...props
}: EditorProps & { handle: Ref<EditorHandle>; start: Start }) {
  const { language, value, label, markers = [], minLines = 1, maxLines, readOnly = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const [stuck, setStuck] = useState(false);
  const instance = useRef<editor.IStandaloneCodeEditor | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useMonacoTheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: built once per language; later values flow in below
  useLayoutEffect(() => {
    const host = box.current;
    if (host === null) return;
    const built = editor.create(host, {
      ...options(language, label, readOnly),
      value: latest.current.value,
    });
    instance.current = built;
    const model = built.getModel();
    if (model !== null) {
      completers.set(model.uri.toString(), (text, offset) => latest.current.complete?.(text, offset));
      if (start.focused) {
        built.setSelection(rangeOf(model, start.from, start.to));
        built.focus();
      }
    }
    const grow = (): void => {
      if (maxLines === undefined) return;
      const lines = Math.min(Math.max(built.getModel()?.getLineCount() ?? 1, minLines), maxLines);
      const wrapped = Math.min(Math.max(built.getContentHeight(), lines * 20 + 14), maxLines * 20 + 14);
      host.style.blockSize = `${wrapped}px`;
      built.layout();
    };
    grow();
    const stops = [
      built.onDidChangeModelContent(() => latest.current.onChange(built.getValue())),
      built.onDidContentSizeChange(grow),
      // Said to those who meet it: their Tab went into the text instead of on to the next control.
      built.onKeyDown(({ keyCode }) => setStuck(keyCode === KeyCode.Tab)),
      built.onDidBlurEditorText(() => setStuck(false)),
    ];
    addRunKeys(built, () => latest.current);
    const observer = new ResizeObserver(() => built.layout());
    observer.observe(host);
    return () => {
      for (const stop of stops) stop.dispose();
      observer.disconnect();
      if (model !== null) completers.delete(model.uri.toString());
      built.dispose();
      model?.dispose();
      instance.current = undefined;
    };
  }, [language]);

  useEffect(() => {
    const model = instance.current?.getModel();
    if (model === undefined || model === null || model.getValue() === value) return;
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
  }, [value]);

  useEffect(() => {
    const model = instance.current?.getModel();
    if (model === undefined || model === null) return;
    editor.setModelMarkers(
      model,
      "nines",
      markers.map(({ from, to, message, severity }) => ({
        ...rangeOf(model, from, Math.max(to, from + 1)),
        message,
        severity: severities[severity],
      })),
    );
  }, [markers]);

  useImperativeHandle(handle, () => ({
    focus: () => instance.current?.focus(),
    select: (from, to) => {
      const model = instance.current?.getModel();
      if (model === undefined || model === null) return;
      instance.current?.setSelection(rangeOf(model, from, to));
      instance.current?.revealLineInCenterIfOutsideViewport(model.getPositionAt(from).lineNumber);
      instance.current?.focus();
    },
    selection: () => {
      const model = instance.current?.getModel();
      const selection = instance.current?.getSelection();
      if (!model || !selection || selection.isEmpty()) return { from: 0, to: latest.current.value.length };
      return {
        from: model.getOffsetAt(selection.getStartPosition()),
        to: model.getOffsetAt(selection.getEndPosition()),
      };
    },
    caret: () => {
      const position = instance.current?.getPosition();
      return position ? (instance.current?.getModel()?.getOffsetAt(position) ?? 0) : 0;
    },
    replace: (from, to, text) => {
      const model = instance.current?.getModel();
      if (model === undefined || model === null) return;
      instance.current?.pushUndoStop();
      instance.current?.executeEdits("nines", [{ range: rangeOf(model, from, to), text }]);
      instance.current?.pushUndoStop();
      instance.current?.focus();
    },
  }));

  return (
    <>
      <div ref={box} className={maxLines === undefined ? "monaco fill" : "monaco"} />
      <p className={stuck ? "editor-leave t1" : "sr"}>{t("shared.editorLeave")}</p>
    </>
  );
}

function options(
  language: string,
  label: string,
  readOnly: boolean,
): editor.IStandaloneEditorConstructionOptions {
  const oneLine = language === "promql";
  return {
    language,
    readOnly,
    ariaLabel: label,
    theme: "nines",
    fontSize: 13,
    lineHeight: 20,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono").trim(),
    fontLigatures: false,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    renderLineHighlight: "none",
    lineNumbers: "on",
    // The default dims the number of an empty last line below readable contrast.
    renderFinalNewline: "on",
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 6,
    glyphMargin: false,
    folding: false,
    wordWrap: language === "yaml" ? "off" : "on",
    wrappingIndent: "same",
    padding: { top: 7, bottom: 7 },
    contextmenu: false,
    quickSuggestions: oneLine ? { other: true, comments: false, strings: true } : false,
    suggestOnTriggerCharacters: true,
    wordBasedSuggestions: "off",
    occurrencesHighlight: "off",
    selectionHighlight: false,
    unicodeHighlight: { ambiguousCharacters: false },
    fixedOverflowWidgets: true,
    automaticLayout: false,
    tabSize: 2,
    scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
    stickyScroll: { enabled: false },
    links: false,
  };
}

/** Run keys, Escape then Tab to leave, and no own command list: F1 belongs to the page. */
function addRunKeys(built: editor.IStandaloneCodeEditor, props: () => EditorProps): void {
  const run = (): void => props().onRun?.();
  built.addCommand(KeyMod.Shift | KeyCode.Enter, run);
  built.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, run);
  built.addAction({
    id: "nines.enter",
    label: "Run",
    keybindings: [KeyCode.Enter],
    precondition: "!suggestWidgetVisible && !editorReadonly",
    run: () => {
      if (props().enterRuns === true && (built.getModel()?.getLineCount() ?? 1) === 1) run();
      else built.trigger("keyboard", "type", { text: "\n" });
    },
  });
  let leaving = false;
  built.onKeyDown((event) => {
    if (event.keyCode === KeyCode.F1 || event.keyCode === KeyCode.F6) return;
    if (event.keyCode === KeyCode.Tab && leaving) {
      leaving = false;
      event.stopPropagation();
      return;
    }
    leaving = event.keyCode === KeyCode.Escape || (leaving && event.keyCode === KeyCode.Shift);
    built.updateOptions({ tabFocusMode: leaving });
  });
}

function rangeOf(model: editor.ITextModel, from: number, to: number): Range {
  return Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
}
