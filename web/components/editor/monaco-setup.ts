import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { useEffect } from "react";
import type { CompletionData, CompletionItem } from "../../session/query-data.ts";
import { editor, KeyCode, KeyMod, languages, Range } from "./monaco.ts";
import { type Language, type LineState, tokenizeLine } from "./tokenize.ts";

/** Suggestions of each open editor by model address; the worker answers them. */
export const completers = new Map<
  string,
  (text: string, offset: number) => Promise<CompletionData | undefined> | undefined
>();

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

// Ctrl+Shift+Enter is Check, everywhere on the page.
editor.addKeybindingRule({
  keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter,
  command: "-editor.action.insertLineBefore",
});

for (const id of ["promql", "yaml", "markdown", "javascript", "text"] as const) registerLanguage(id);

function registerLanguage(id: Language): void {
  languages.register({ id });
  languages.setTokensProvider(id, {
    getInitialState: () => lineState(""),
    tokenize: (line, state) => {
      const from = (state as ReturnType<typeof lineState>).value;
      const { tokens, end } = tokenizeLine(id, line, from);
      return {
        tokens: tokens.map(({ start, kind }) => ({ startIndex: start, scopes: kind })),
        endState: lineState(end),
      };
    },
  });
  languages.setLanguageConfiguration(id, {
    comments: id === "markdown" ? {} : { lineComment: id === "javascript" ? "//" : "#" },
    brackets: [
      ["{", "}"],
      ["[", "]"],
      ["(", ")"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string"] },
    ],
  });
  if (id !== "promql") return;
  languages.registerCompletionItemProvider(id, {
    triggerCharacters: ["{", "(", ",", '"', "="],
    provideCompletionItems: async (model, position) => {
      const found = await completers.get(model.uri.toString())?.(
        model.getValue(),
        model.getOffsetAt(position),
      );
      if (found === undefined) return { suggestions: [] };
      const range = Range.fromPositions(model.getPositionAt(found.from), model.getPositionAt(found.to));
      return {
        suggestions: found.items.map((item, index) => ({
          label: { label: item.label, description: item.detail },
          kind: kinds[item.kind],
          insertText: item.insert,
          documentation: item.doc,
          sortText: String(index).padStart(5, "0"),
          range,
        })),
      };
    },
  });
}

const { CompletionItemKind } = languages;
const kinds: Readonly<Record<CompletionItem["kind"], languages.CompletionItemKind>> = {
  metric: CompletionItemKind.Variable,
  label: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  function: CompletionItemKind.Function,
  aggregation: CompletionItemKind.Operator,
  keyword: CompletionItemKind.Keyword,
};

function lineState(value: LineState) {
  return {
    value,
    clone: () => lineState(value),
    equals: (other: languages.IState) => (other as { value?: LineState }).value === value,
  };
}

/** Paints Monaco with the page's tokens, and again whenever the theme changes. */
export function useMonacoTheme(): void {
  useEffect(() => {
    paint();
    const observer = new MutationObserver(paint);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const media = matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", paint);
    return () => {
      observer.disconnect();
      media.removeEventListener("change", paint);
    };
  }, []);
}

function paint(): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const rule = (name: string, colour: string) => ({
    token: name,
    foreground: token(colour).replace("#", ""),
  });
  editor.defineTheme("nines", {
    base: style.colorScheme.includes("dark") ? "vs-dark" : "vs",
    inherit: false,
    rules: [
      { token: "", foreground: token("--ink").replace("#", "") },
      rule("fn", "--code-fn"),
      rule("kw", "--code-kw"),
      rule("label", "--code-label"),
      rule("string", "--code-str"),
      rule("number", "--ink"),
      rule("comment", "--ink-3"),
    ],
    colors: {
      "editor.background": token("--sunken"),
      "editor.foreground": token("--ink"),
      "editorLineNumber.foreground": token("--ink-3"),
      "editorLineNumber.activeForeground": token("--ink-2"),
      "editorCursor.foreground": token("--accent"),
      "editor.selectionBackground": token("--accent-soft"),
      "editorBracketMatch.background": token("--accent-soft"),
      "editorBracketMatch.border": token("--line-2"),
      "editorWidget.background": token("--raised"),
      "editorWidget.border": token("--line-2"),
      "editorSuggestWidget.background": token("--raised"),
      "editorSuggestWidget.foreground": token("--ink-2"),
      "editorSuggestWidget.selectedBackground": token("--accent-soft"),
      "editorSuggestWidget.selectedForeground": token("--ink"),
      "editorSuggestWidget.highlightForeground": token("--accent"),
      "editorHoverWidget.background": token("--raised"),
      "editorHoverWidget.border": token("--line-2"),
      "editorError.foreground": token("--crit"),
      "editorWarning.foreground": token("--warn"),
      focusBorder: token("--accent"),
      "scrollbarSlider.background": token("--hover"),
    },
  });
  editor.setTheme("nines");
}
