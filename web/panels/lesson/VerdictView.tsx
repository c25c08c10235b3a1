import { labs } from "virtual:labs";
import { useEffect, useRef } from "react";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import type { Finding } from "../../../labs/finding.ts";
import { FindingView } from "../../components/FindingView.tsx";
import { Icon } from "../../components/Icon.tsx";
import { PartsTable } from "../../components/verdict/PartsTable.tsx";
import { verdictNote, verdictTitle } from "../../components/verdict/verdict-title.ts";
import { WorldsTable } from "../../components/verdict/WorldsTable.tsx";
import { t } from "../../i18n/t.ts";
import { openPanel } from "../../session/session.ts";
import { type OpenLab, setState } from "../../session/store.ts";
import { useProgress } from "../../session/use-session.ts";
import { stepAfter } from "./model.ts";

/** The outcome of Check: one sentence, then what was seen and expected or where to go on, then the worlds. */
export function VerdictView({ lab, step }: { lab: OpenLab; step: CompiledStep }) {
  const { verdict, assisted, best, rewound } = useProgress(step.id);
  const box = useRef<HTMLElement>(null);
  const before = useRef(verdict);
  useEffect(() => {
    if (verdict === before.current) return;
    before.current = verdict;
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.focus({ preventScroll: true });
  }, [verdict]);
  if (verdict === undefined) return null;
  const [first, ...rest] = verdict.findings;
  const passed = verdict.status === "pass";
  const byPoints = step.answer === "postmortem";
  const open = (evidence: NonNullable<Finding["evidence"]>): void => {
    setState({ evidence: { stepId: step.id, evidence } });
    openPanel("query", "centre");
  };
  return (
    <section
      className={`verdict ${verdict.status}`}
      ref={box}
      tabIndex={-1}
      aria-live="polite"
      data-status={verdict.status}
    >
      <h3 className={passed ? "ok" : "crit"}>
        <Icon name={passed ? "check" : "cross"} />
        {verdictTitle(verdict)}
        <span className="t1 dim verdict-score">
          {passed && rewound ? `${t("lesson.rewound")} · ` : ""}
          {verdictNote(verdict, passed && assisted ? best : verdict.score, byPoints)}
        </span>
      </h3>
      {verdict.status === "error" ? <p>{t("lesson.errorText")}</p> : null}
      {first === undefined ? null : <FindingView finding={first} onEvidence={open} />}
      {rest.length === 0 ? null : byPoints ? (
        <button type="button" className="link" onClick={() => openPanel("postmortem", "centre")}>
          {t("lesson.moreInText", { count: rest.length })}
        </button>
      ) : (
        <details>
          <summary>{t("lesson.moreFindings", { count: rest.length })}</summary>
          {rest.map((finding) => (
            <FindingView key={`${finding.code} ${finding.message}`} finding={finding} onEvidence={open} />
          ))}
        </details>
      )}
      {passed ? <Next lab={lab} step={step} /> : null}
      <WorldsTable verdict={verdict} />
      <PartsTable verdict={verdict} points={passed && !byPoints} />
    </section>
  );
}

function Next({ lab, step }: { lab: OpenLab; step: CompiledStep }) {
  const next = stepAfter(lab.lab, step.id);
  const nextLab = labs[labs.findIndex(({ id }) => id === lab.lab.id) + 1];
  return (
    <div className="next">
      <p className="dim">{t("lesson.savedHere")}</p>
      {next !== undefined ? (
        <a className="btn pri" href={`#/lab/${lab.lab.id}/${next.id}`}>
          {t("lesson.nextStep", { title: lab.prose[next.id]?.title ?? next.id })}
        </a>
      ) : nextLab !== undefined ? (
        <a className="btn pri" href={`#/lab/${nextLab.id}`}>
          {t("lesson.nextLab", { title: nextLab.title })}
        </a>
      ) : (
        <p>{t("lesson.allDone")}</p>
      )}
    </div>
  );
}
