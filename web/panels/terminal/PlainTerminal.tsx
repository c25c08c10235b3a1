import { useEffect, useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { ask } from "../../session/session.ts";
import { useInsert } from "../../session/use-session.ts";
import { completeLine, emptyLine, type Line, pressKey } from "./line-editor.ts";
import { submit } from "./submit.ts";
import { type Entry, useTranscript } from "./transcript.ts";
import { isEntry, isTable, listsEntries } from "./wrap-lines.ts";

const keys: Readonly<Record<string, string>> = { ArrowUp: "\u001b[A", ArrowDown: "\u001b[B" };

/** The terminal as an ordinary list and an ordinary text field, for screen readers and small screens. */
export default function PlainTerminal() {
  const entries = useTranscript((state) => state.entries);
  const history = useTranscript((state) => state.history);
  const busy = useTranscript((state) => state.busy);
  const [line, setLine] = useState<Line>(emptyLine);
  const [list, setList] = useState<readonly string[]>([]);
  const end = useRef<HTMLDivElement>(null);
  useInsert("terminal", (text) =>
    setLine({ ...emptyLine, text: text.replace(/\s*\n\s*/g, " "), caret: text.length }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: new output scrolls into view
  useEffect(() => {
    // In braces, because browsers have begun to return a promise here, and an effect returns its cleanup.
    end.current?.scrollIntoView({ block: "end" });
  }, [entries]);

  const complete = async (): Promise<void> => {
    const candidates = await ask("complete-command", { line: line.text.slice(0, line.caret) });
    const done = completeLine(line, candidates);
    setLine(done.line);
    setList(done.list);
  };

  return (
    <div className="term plain">
      <div
        role="log"
        aria-live="polite"
        aria-label={t("terminal.transcript")}
        className="scroll term-log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <ol>
          {entries.length === 0 ? <li className="dim">{t("terminal.empty")}</li> : null}
          {entries.map((entry) => (
            <li key={entry.id} tabIndex={-1}>
              <div className="term-line mono">
                <span className="dim">{t("terminal.prompt")}</span> {entry.line}
                {entry.exitCode === 0 ? null : (
                  <span className="t1 warn"> {t("terminal.exit", { code: entry.exitCode })}</span>
                )}
              </div>
              <Output entry={entry} />
            </li>
          ))}
        </ol>
        <div ref={end} />
      </div>
      {list.length === 0 ? null : <p className="mono t1 term-list">{list.join("  ")}</p>}
      <form
        className="term-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          const { text } = line;
          setLine(emptyLine);
          setList([]);
          void submit(text);
        }}
      >
        <input
          className="field"
          aria-label={t("terminal.input")}
          value={line.text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={busy ? t("terminal.busy") : t("terminal.prompt")}
          onChange={(event) =>
            setLine({
              ...emptyLine,
              text: event.target.value,
              caret: event.target.selectionStart ?? event.target.value.length,
            })
          }
          onKeyDown={(event) => {
            const key = keys[event.key];
            if (key !== undefined) {
              event.preventDefault();
              setLine(pressKey(line, key, history).line);
            } else if (event.key === "Tab" && !event.shiftKey && line.text !== "") {
              event.preventDefault();
              void complete();
            } else if (event.key === "Escape") setLine(emptyLine);
          }}
        />
        <button type="submit" className="btn" disabled={busy}>
          {t("terminal.run")}
        </button>
      </form>
    </div>
  );
}

/** What a command printed: tables keep their lines, sentences are broken, entries hang under their text. */
function Output({ entry }: { entry: Entry }) {
  if (entry.output === "") return null;
  if (!listsEntries(entry.line))
    return <pre className={isTable(entry) ? "mono" : "mono words"}>{entry.output}</pre>;
  const lines = entry.output.replace(/\n$/, "").split("\n");
  return (
    <pre className="mono words entries">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: printed once, lines never move
        <span key={i} className={isEntry(line) ? "entry" : ""}>{`${line}\n`}</span>
      ))}
    </pre>
  );
}
