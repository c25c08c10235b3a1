import type { CompletionData } from "../../session/query-data.ts";
import type { Language } from "./tokenize.ts";

/** A problem in the text: character offsets, end exclusive. */
export interface EditorMarker {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: "error" | "warning" | "info";
}

/** What a parent may do with an editor from outside. */
export interface EditorHandle {
  focus(): void;
  select(from: number, to: number): void;
  /** The selected part, or the whole text when nothing is selected. */
  selection(): { from: number; to: number };
  /** Where the next typed character goes. */
  caret(): number;
  /** Replaces a part in a way that the editor's own undo takes back. */
  replace(from: number, to: number, text: string): void;
}

export interface EditorProps {
  /** Names the task for assistive technology. */
  readonly label: string;
  readonly language: Language;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly markers?: readonly EditorMarker[];
  /** Shift+Enter and Ctrl/Cmd+Enter. */
  readonly onRun?: () => void;
  /** Also run on plain Enter while the text is one line and no list is open. */
  readonly enterRuns?: boolean;
  readonly complete?: (text: string, offset: number) => Promise<CompletionData | undefined>;
  readonly minLines?: number;
  /** Grows to this many lines, then scrolls; without it the editor fills its box. */
  readonly maxLines?: number;
  readonly readOnly?: boolean;
}
