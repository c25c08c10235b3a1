import { t } from "../../i18n/t.ts";
import { runCommand } from "../../session/session.ts";
import { learningCommand } from "./learning-commands.ts";
import { addEntry, clearTranscript, remember, setBusy } from "./transcript.ts";

/** Runs one line: a learning command here, everything else in the world. Never rejects. */
export async function submit(line: string): Promise<void> {
  const text = line.trim();
  if (text === "") {
    addEntry("", "", 0);
    return;
  }
  remember(text);
  if (text === "clear") {
    clearTranscript();
    return;
  }
  setBusy(true);
  try {
    const learned = await learningCommand(text);
    if (learned !== undefined) {
      addEntry(text, learned, 0);
      return;
    }
    const { result } = await runCommand(text);
    const stdout = result?.stdout ?? "";
    const stderr = result?.stderr ?? "";
    addEntry(
      text,
      stdout + (stdout !== "" && !stdout.endsWith("\n") && stderr !== "" ? "\n" : "") + stderr,
      result?.exitCode ?? 0,
    );
  } catch (error) {
    addEntry(
      text,
      t("terminal.failed", { reason: error instanceof Error ? error.message : String(error) }),
      1,
    );
  } finally {
    setBusy(false);
  }
}
