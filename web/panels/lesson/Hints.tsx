import { useState } from "react";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import { Prose } from "../../components/prose/Prose.tsx";
import { t } from "../../i18n/t.ts";
import { showSolution } from "../../session/lesson-actions.ts";
import type { OpenLab } from "../../session/store.ts";
import { useProgress } from "../../session/use-session.ts";
import { fenceAction } from "./fence-action.ts";

/** The ladder: where to look, which idea, the shape of an answer, then the answer itself, asked for twice. */
export function Hints({ lab, step }: { lab: OpenLab; step: CompiledStep }) {
  const { hintsShown, assisted, status } = useProgress(step.id);
  const prose = lab.prose[step.id];
  const hints = prose?.hints ?? [];
  const passed = status === "passed";
  const shown = passed ? hints : hints.slice(0, hintsShown);
  return (
    <div className="hints prose">
      {passed && (prose?.approaches.length ?? 0) > 0 ? (
        <>
          <h3>{t("lesson.approaches")}</h3>
          <Prose nodes={prose?.approaches ?? []} fence={fenceAction} />
        </>
      ) : null}
      {passed && (prose?.background.length ?? 0) > 0 ? (
        <>
          <h3>{t("lesson.background")}</h3>
          <Prose nodes={prose?.background ?? []} fence={fenceAction} />
        </>
      ) : null}
      {shown.length === 0 ? null : (
        <ol className="hint-list">
          {shown.map((nodes, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: hints have no identity but their place
            <li key={i}>
              <span className="t1 dim">{t("lesson.hintTitle", { n: i + 1 })}</span>
              <Prose nodes={nodes} fence={fenceAction} />
            </li>
          ))}
        </ol>
      )}
      {hints.length > 0 && hintsShown >= hints.length && !passed && !assisted ? <AskSolution /> : null}
      {assisted || passed ? <Solutions lab={lab} step={step} all={passed} /> : null}
    </div>
  );
}

function AskSolution() {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        {t("lesson.hintLast")}
      </button>
    );
  }
  return (
    <div className="ask-solution">
      <p>{t("lesson.solutionAsk")}</p>
      <div className="acts">
        <button type="button" className="btn" onClick={showSolution}>
          {t("lesson.solutionYes")}
        </button>
        <button type="button" className="btn quiet" onClick={() => setAsking(false)}>
          {t("lesson.solutionNo")}
        </button>
      </div>
    </div>
  );
}

const fenceLanguages: Partial<Readonly<Record<CompiledStep["answer"], string>>> = {
  promql: "promql",
  logql: "logql",
  rules: "yaml",
  actions: "sh",
  code: "javascript",
};

/** The commands of a list of timed actions, as they are typed. */
function commandsOf(answer: string): string {
  const commands = [...answer.matchAll(/command:\s*(.+)/g)].map(([, command = ""]) => command.trim());
  return commands.length > 0 ? commands.join("\n") : answer;
}

/** Worked solutions: the first after asking for it, all of them after a pass. */
function Solutions({ lab, step, all }: { lab: OpenLab; step: CompiledStep; all: boolean }) {
  const solutions = lab.lab.solutions.filter((solution) => solution.steps[step.id] !== undefined);
  if (step.answer === "pick") return null;
  return (
    <>
      {(all ? solutions : solutions.slice(0, 1)).map((solution) => {
        const answer = (solution.steps[step.id] ?? "").trim();
        const text = step.answer === "actions" ? commandsOf(answer) : answer;
        const action = fenceAction(fenceLanguages[step.answer] ?? "", text);
        return (
          <div key={solution.file} className="solution">
            <h3>{t("lesson.solutionTitle", { name: solution.name })}</h3>
            <div className={text.includes("\n") ? "fence tall" : "fence"}>
              <pre>
                <code>{text}</code>
              </pre>
              {action === undefined ? null : (
                <button type="button" className="btn quiet" onClick={action.run}>
                  {action.label}
                </button>
              )}
            </div>
            <p className="dim">{solution.why}</p>
          </div>
        );
      })}
    </>
  );
}
