import { labs } from "virtual:labs";
import { useEffect, useRef } from "react";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import type { Finding, Verdict } from "../../../labs/finding.ts";
import { FindingView } from "../../components/FindingView.tsx";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { openPanel } from "../../session/session.ts";
import { type OpenLab, setState } from "../../session/store.ts";
import { useProgress } from "../../session/use-session.ts";
import { stepAfter } from "./model.ts";

/** The outcome of Check: one sentence first, then what was seen and expected, then the hidden worlds. */
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
        {t(
          passed ? "lesson.passTitle" : verdict.status === "error" ? "lesson.errorTitle" : "lesson.failTitle",
        )}
        <span className="t1 dim verdict-score">
          {passed && rewound ? `${t("lesson.rewound")} · ` : ""}
          {t("lesson.score", { score: passed && assisted ? best : verdict.score })} {t("lesson.of")}
        </span>
      </h3>
      {verdict.status === "error" ? <p>{t("lesson.errorText")}</p> : null}
      {first === undefined ? null : <FindingView finding={first} onEvidence={open} />}
      {rest.length === 0 ? null : (
        <details>
          <summary>{t("lesson.moreFindings", { count: rest.length })}</summary>
          {rest.map((finding) => (
            <FindingView key={`${finding.code} ${finding.message}`} finding={finding} onEvidence={open} />
          ))}
        </details>
      )}
      <Parts verdict={verdict} />
      <Worlds verdict={verdict} />
      {passed ? <Next lab={lab} step={step} /> : null}
    </section>
  );
}

function Parts({ verdict }: { verdict: Verdict }) {
  if (verdict.parts.length === 0) return null;
  const par = verdict.parts.some((part) => part.par !== undefined);
  return (
    <table className="parts">
      <caption className="sr">{t("lesson.par")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("lesson.partName")}</th>
          <th scope="col">{t("lesson.partYours")}</th>
          {par ? <th scope="col">{t("lesson.partPar")}</th> : null}
          <th scope="col" className="num">
            {t("lesson.partScore")}
          </th>
        </tr>
      </thead>
      <tbody>
        {verdict.parts.map((part) => (
          <tr key={part.name}>
            <th scope="row">{part.name}</th>
            <td className="ink">{part.value}</td>
            {par ? <td className="dim">{part.par ?? ""}</td> : null}
            <td className="num">{Math.round(part.score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A few words stay on one line, so that the columns line up. */
const fits = (text: string): string => (text.length <= 12 ? "one-line" : "");

function Worlds({ verdict }: { verdict: Verdict }) {
  if (verdict.worlds.length === 0) return null;
  return (
    <table className="worlds">
      <caption>{t("lesson.worlds")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("lesson.worldName")}</th>
          <th scope="col">{t("lesson.worldWants")}</th>
          <th scope="col">{t("lesson.worldSeeds")}</th>
          <th scope="col">{t("lesson.worldYours")}</th>
        </tr>
      </thead>
      <tbody>
        {verdict.worlds.map((world) => {
          const good = world.seeds.filter(({ ok }) => ok).length;
          return (
            <tr key={`${world.name} ${world.wants}`}>
              <th scope="row">{world.name}</th>
              <td className={fits(world.wants)}>{world.wants}</td>
              <td className="seeds">
                {world.seeds.map(({ seed, ok }) => (
                  <Icon key={seed} name={ok ? "check" : "cross"} className={ok ? "ok" : "crit"} />
                ))}
                <span className="sr">
                  {good} / {world.seeds.length}
                </span>
              </td>
              <td className={`ink ${fits(world.yours)}`}>{world.yours}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
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
