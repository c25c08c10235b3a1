import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import type { CompletionData, CompletionItem } from "../../session/query-data.ts";
import type { EditorHandle, EditorProps } from "./editor-types.ts";
import { Highlight } from "./Highlight.tsx";

/** A textarea that does everything the full editor does: run keys, problems as links, suggestions as a list. */
export function PlainEditor({
  label,
  language,
  value,
  onChange,
  markers = [],
  onRun,
  enterRuns = false,
  complete,
  minLines = 1,
  maxLines,
  readOnly = false,
  handle,
}: EditorProps & { handle: Ref<EditorHandle> }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [offered, setOffered] = useState<CompletionData | undefined>(undefined);
  const [active, setActive] = useState(0);
  const lines = useMemo(() => value.split("\n").length, [value]);

  const replace = (from: number, to: number, text: string): void => {
    const box = area.current;
    if (box === null) return;
    box.focus();
    box.setSelectionRange(from, to);
    // setRangeText would bypass the browser's undo; insertText keeps Ctrl+Z working.
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, from, to, "end");
      onChange(box.value);
    }
  };
  useImperativeHandle(handle, () => ({
    focus: () => area.current?.focus(),
    select: (from, to) => {
      select(area.current, from, to);
    },
    selection: () => {
      const box = area.current;
      if (box === null || box.selectionStart === box.selectionEnd) return { from: 0, to: value.length };
      return { from: box.selectionStart, to: box.selectionEnd };
    },
    caret: () => area.current?.selectionEnd ?? 0,
    replace,
  }));

  const suggest = async (): Promise<void> => {
    const offset = area.current?.selectionStart ?? value.length;
    const found = await complete?.(value, offset);
    setActive(0);
    setOffered(found === undefined || found.items.length === 0 ? undefined : found);
  };
  const accept = (item: CompletionItem | undefined): void => {
    if (offered !== undefined && item !== undefined) replace(offered.from, offered.to, item.insert);
    setOffered(undefined);
  };
  const key = (event: KeyboardEvent): void => {
    if (offered !== undefined && listKey(event, offered.items.length, active, setActive)) {
      event.preventDefault();
      return;
    }
    if (offered !== undefined && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      accept(offered.items[active]);
    } else if (event.key === "Escape" && offered !== undefined) {
      event.stopPropagation();
      setOffered(undefined);
    } else if (event.key === " " && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void suggest();
    } else if (event.key === "Enter" && runs(event, enterRuns && lines === 1)) {
      event.preventDefault();
      onRun?.();
    }
  };
  return (
    <div className={maxLines === undefined ? "plain fill" : "plain"}>
      <div className="plain-text" style={maxLines === undefined ? {} : lineLimits(minLines, maxLines)}>
        <Highlight language={language} text={value} markers={markers} />
        <textarea
          ref={area}
          aria-label={label}
          value={value}
          readOnly={readOnly}
          spellCheck={language === "markdown"}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={markers.some((marker) => marker.severity === "error")}
          aria-describedby={markers.length > 0 ? `${id}-problems` : undefined}
          aria-autocomplete={complete === undefined ? "none" : "list"}
          aria-controls={offered === undefined ? undefined : `${id}-list`}
          aria-activedescendant={offered === undefined ? undefined : `${id}-${active}`}
          onChange={(event) => {
            onChange(event.target.value);
            if (offered !== undefined) void suggest();
          }}
          onKeyDown={key}
          onBlur={() => setOffered(undefined)}
          onScroll={(event) => syncScroll(event.currentTarget)}
        />
      </div>
      {offered === undefined ? null : (
        <div className="suggestions" id={`${id}-list`} role="listbox" aria-label={t("shared.suggestions")}>
          {offered.items.slice(0, 50).map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the textarea keeps the focus and handles the keys
            <div
              key={`${item.kind} ${item.label}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(item)}
            >
              <span className="mono ink">{item.label}</span> <span className="t1 dim">{item.detail}</span>
            </div>
          ))}
        </div>
      )}
      {markers.length === 0 ? null : (
        <ul className="problems" id={`${id}-problems`}>
          {markers.slice(0, 5).map((marker) => (
            <li key={`${marker.from} ${marker.message}`}>
              <button
                type="button"
                className={`problem ${marker.severity === "error" ? "crit" : "warn"}`}
                onClick={() => {
                  select(area.current, marker.from, marker.to);
                }}
              >
                {marker.message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Height of one line and of the padding, px; the coloured text below the letters sets the real height. */
const [linePx, paddingPx] = [20, 14];

function lineLimits(minLines: number, maxLines: number) {
  return { minBlockSize: minLines * linePx + paddingPx, maxBlockSize: maxLines * linePx + paddingPx };
}

/** Shift+Enter and Ctrl/Cmd+Enter always run; plain Enter only in one-line texts. All three together are Check. */
function runs(event: KeyboardEvent, plainEnter: boolean): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.shiftKey) return false;
  return event.shiftKey || command || plainEnter;
}

function listKey(event: KeyboardEvent, count: number, active: number, set: (index: number) => void): boolean {
  if (event.key === "ArrowDown") set((active + 1) % count);
  else if (event.key === "ArrowUp") set((active - 1 + count) % count);
  else return false;
  return true;
}

/** Selects a part and brings it into view; browsers do not scroll to a selection that a script made. */
function select(area: HTMLTextAreaElement | null, from: number, to: number): void {
  if (area === null) return;
  area.focus();
  area.setSelectionRange(from, to);
  const top = topOf(area.previousElementSibling, from);
  if (top === undefined) return;
  const seen = top > area.scrollTop && top < area.scrollTop + area.clientHeight - 40;
  if (!seen) area.scrollTop = Math.max(0, top - area.clientHeight / 3);
}

/** Height of a character below the top of the coloured copy, which breaks its lines as the textarea does. */
function topOf(copy: Element | null, offset: number): number | undefined {
  if (copy === null) return undefined;
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (left > length) {
      left -= length;
      continue;
    }
    const range = document.createRange();
    range.setStart(node, Math.max(0, Math.min(left, length - 1)));
    range.setEnd(node, length);
    const [first] = range.getClientRects();
    return first === undefined ? undefined : first.top - copy.getBoundingClientRect().top + copy.scrollTop;
  }
  return undefined;
}

function syncScroll(area: HTMLTextAreaElement): void {
  const back = area.previousElementSibling;
  if (back === null) return;
  back.scrollTop = area.scrollTop;
  back.scrollLeft = area.scrollLeft;
}
