import type { RootContent } from "mdast";
import { t } from "../../i18n/t.ts";
import { checkStep, showHint } from "../../session/lesson-actions.ts";
import { getState, progressKey } from "../../session/store.ts";
import { lastOwnAction, undoLast } from "../../session/undo.ts";

const names = ["hint", "goal", "objective", "labs", "check", "undo"] as const;
type Name = (typeof names)[number];

/** Text of Markdown nodes without their marks, for a terminal. */
function plain(nodes: readonly RootContent[]): string {
  const read = (node: unknown): string => {
    if (typeof node !== "object" || node === null) return "";
    if ("value" in node && typeof node.value === "string") return node.value;
    return "children" in node && Array.isArray(node.children) ? node.children.map(read).join("") : "";
  };
  return nodes.map(read).join("\n");
}

const commands: Readonly<Record<Name, () => Promise<string> | string>> = {
  hint() {
    const { lab, stepId, progress } = getState();
    if (lab === undefined) return t("terminal.noLab");
    const hints = lab.prose[stepId]?.hints ?? [];
    const shown = progress[progressKey(lab.lab.id, stepId)]?.hintsShown ?? 0;
    const hint = hints[shown];
    if (hint === undefined) return t("terminal.noHint");
    showHint();
    return `${shown + 1}/${hints.length}  ${plain(hint)}`;
  },
  goal() {
    const { lab, stepId } = getState();
    return lab?.lab.steps.find((step) => step.id === stepId)?.goal?.text ?? t("terminal.noGoal");
  },
  objective() {
    const { lab, stepId } = getState();
    const prose = lab?.prose[stepId];
    return prose === undefined ? t("terminal.noLab") : `${prose.title}\n\n${plain(prose.body)}`;
  },
  labs() {
    const { lab, stepId } = getState();
    if (lab === undefined) return t("terminal.sandbox");
    return lab.summary.steps.map((step) => `${step.id === stepId ? ">" : " "} ${step.title}`).join("\n");
  },
  async check() {
    const verdict = await checkStep();
    if (verdict === undefined) return t("terminal.checking");
    const [finding] = verdict.findings;
    const head = `${verdict.status === "pass" ? "pass" : "not yet"}  ${Math.round(verdict.score)}/100`;
    return finding === undefined ? head : `${head}\n${finding.message}`;
  },
  async undo() {
    if (lastOwnAction(getState().actions) === undefined) return t("terminal.undoNothing");
    await undoLast();
    return t("terminal.undone");
  },
};

/** Output of a learning command, or undefined when the line is for the cluster. */
export async function learningCommand(line: string): Promise<string | undefined> {
  const name = names.find((one) => one === line);
  return name === undefined ? undefined : `${await commands[name]()}\n`;
}
