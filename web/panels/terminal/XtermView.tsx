import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef } from "react";
import { t } from "../../i18n/t.ts";
import { ask } from "../../session/session.ts";
import { getState } from "../../session/store.ts";
import { useInsert } from "../../session/use-session.ts";
import { completeLine, emptyLine, insert, type Line, pressKey } from "./line-editor.ts";
import { submit } from "./submit.ts";
import { type Entry, useTranscript } from "./transcript.ts";
import { wrapLines, wrapOutput } from "./wrap-lines.ts";

/** Colours of the terminal from the page's tokens, so it follows the theme. */
function themeOf(element: HTMLElement): {
  background: string;
  foreground: string;
  brightBlack: string;
  cursor: string;
  selectionBackground: string;
} {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token("--bg"),
    foreground: token("--ink"),
    brightBlack: token("--ink-3"),
    cursor: token("--accent"),
    selectionBackground: token("--accent-soft"),
  };
}

const show = (text: string): string => text.replace(/\r?\n/g, "\r\n");

/** The terminal view proper: xterm prints, the line editor edits, the world answers. */
export default function XtermView() {
  const host = useRef<HTMLElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const typeText = useRef<(text: string) => void>(() => undefined);
  useInsert("terminal", (text) => typeText.current(text.replace(/\s*\n\s*/g, " ")));

  useEffect(() => {
    const element = host.current;
    const inner = screen.current;
    if (element === null || inner === null) return;
    const terminal = new Terminal({
      convertEol: false,
      cursorBlink: !(
        getState().settings.lessMotion || matchMedia("(prefers-reduced-motion: reduce)").matches
      ),
      fontFamily: getComputedStyle(element).getPropertyValue("--mono"),
      fontSize: 13,
      lineHeight: 1.25,
      scrollback: 10_000,
      theme: themeOf(element),
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(inner);
    fit.fit();
    const prompt = `\u001b[90m${t("terminal.prompt")}\u001b[39m `;
    let line: Line = emptyLine;
    let running = false;
    let alive = true;

    // Row of the caret below the prompt's first row, where the last drawing left it.
    let caretRow = 0;
    const cellPx = (): number => inner.clientWidth / (terminal.cols + 4);
    /** Columns in sight; the terminal itself is as wide as tables need. */
    const seenColumns = (): number =>
      Math.max(20, Math.min(terminal.cols, Math.floor(element.clientWidth / cellPx()) - 3));
    /** Scrolls sideways so that the caret's column is in sight. */
    const keepInSight = (column: number): void => {
      element.scrollLeft = Math.max(0, (column - seenColumns()) * cellPx());
    };
    const redraw = (): void => {
      const columns = Math.max(1, terminal.cols);
      const width = t("terminal.prompt").length + 1;
      const length = width + line.text.length;
      const caret = width + line.caret;
      const climb = caretRow > 0 ? `\u001b[${caretRow}A` : "";
      // A line that ends at the last column leaves the cursor there; a space and a step make the wrap happen.
      const wrap = length % columns === 0 ? " \b" : "";
      terminal.write(`\r${climb}\u001b[0J${prompt}${line.text}${wrap}`);
      caretRow = Math.floor(caret / columns);
      const up = Math.floor(length / columns) - caretRow;
      const right = caret % columns;
      terminal.write(`${up > 0 ? `\u001b[${up}A` : ""}\r${right > 0 ? `\u001b[${right}C` : ""}`);
      keepInSight(right);
    };
    const freshPrompt = (): void => {
      caretRow = 0;
      redraw();
    };
    /** Leaves the line as it stands and goes to the row below its end. */
    const leaveLine = (suffix = ""): void => {
      line = { ...line, caret: line.text.length };
      redraw();
      terminal.write(`${suffix}\r\n`);
      caretRow = 0;
    };

    const print = (entry: Entry): void => {
      const text = wrapOutput(entry, seenColumns());
      terminal.write(show(text) + (text === "" || text.endsWith("\n") ? "" : "\r\n"));
    };
    for (const entry of useTranscript.getState().entries) {
      terminal.write(`${prompt}${entry.line}\r\n`);
      print(entry);
    }
    if (useTranscript.getState().entries.length === 0)
      terminal.write(`\u001b[90m${show(wrapLines(t("terminal.empty"), seenColumns()))}\u001b[39m\r\n`);
    redraw();

    const run = async (): Promise<void> => {
      const { text } = line;
      leaveLine();
      line = emptyLine;
      running = true;
      await submit(text);
      running = false;
      if (!alive) return;
      const last = useTranscript.getState().entries.at(-1);
      if (last === undefined) terminal.clear();
      else if (text.trim() !== "") print(last);
      freshPrompt();
    };
    const complete = async (): Promise<void> => {
      const asked = line;
      const candidates = await ask("complete-command", { line: asked.text.slice(0, asked.caret) });
      if (line !== asked || !alive) return;
      const done = completeLine(line, candidates);
      line = done.line;
      if (done.list.length > 0) {
        leaveLine();
        terminal.write(`${done.list.join("  ")}\r\n`);
      }
      redraw();
    };
    const feed = (key: string): void => {
      if (running) return;
      const pressed = pressKey(line, key, useTranscript.getState().history);
      if (pressed.effect === "interrupt") {
        leaveLine("^C");
        line = pressed.line;
        freshPrompt();
        return;
      }
      line = pressed.line;
      if (pressed.effect === "submit") void run();
      else if (pressed.effect === "complete") void complete();
      else if (pressed.effect === "clear") {
        terminal.clear();
        freshPrompt();
      } else redraw();
    };
    typeText.current = (text) => {
      line = insert(line, text);
      redraw();
      terminal.focus();
    };
    // A paste arrives as one chunk; a key or escape sequence as one short one.
    const data = terminal.onData((chunk) => {
      if (chunk.length > 1 && !chunk.startsWith("\u001b")) {
        line = insert(line, chunk);
        redraw();
      } else feed(chunk);
    });
    terminal.attachCustomKeyEventHandler((event) => {
      // The page's own keys, and the way out of the terminal, are left to the page.
      if (event.key === "F1" || event.key === "F6") return false;
      if (event.key === "Enter" && event.shiftKey && (event.ctrlKey || event.metaKey)) return false;
      if (event.key === "Escape") {
        element.dataset.leave = "true";
        return false;
      }
      if (event.key === "Tab" && element.dataset.leave === "true") return false;
      if (event.key.length === 1) delete element.dataset.leave;
      return true;
    });
    const resize = new ResizeObserver(() => fit.fit());
    resize.observe(element);
    const restyle = new MutationObserver(() => {
      terminal.options.theme = themeOf(element);
    });
    restyle.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const onScheme = (): void => {
      terminal.options.theme = themeOf(element);
    };
    scheme.addEventListener("change", onScheme);
    return () => {
      alive = false;
      scheme.removeEventListener("change", onScheme);
      restyle.disconnect();
      resize.disconnect();
      data.dispose();
      terminal.dispose();
      typeText.current = () => undefined;
    };
  }, []);

  return (
    <section ref={host} className="term-xterm" aria-label={t("terminal.label")}>
      <div ref={screen} className="term-screen" />
    </section>
  );
}
