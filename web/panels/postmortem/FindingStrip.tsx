import { useState } from "react";
import type { Finding, Verdict } from "../../../labs/finding.ts";
import { FindingView } from "../../components/FindingView.tsx";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { openPanel } from "../../session/session.ts";
import { getState, setState } from "../../session/store.ts";
import type { PlacedFinding } from "./model.ts";

/** What the last check found, one at a time, each with the way to its place in the text. */
export function FindingStrip({
  verdict,
  placed,
  onShow,
}: {
  verdict: Verdict;
  placed: readonly PlacedFinding[];
  onShow: (from: number, to: number) => void;
}) {
  const [index, setIndex] = useState(0);
  const [dismissed, setDismissed] = useState<{ verdict: Verdict; keys: readonly string[] }>();
  const gone = dismissed?.verdict === verdict ? dismissed.keys : [];
  const open = placed.filter(({ key }) => !gone.includes(key));
  const at = Math.min(index, Math.max(0, open.length - 1));
  const current = open[at];
  const passed = verdict.status === "pass";
  const go = (by: number): void => {
    const next = (at + by + open.length) % open.length;
    setIndex(next);
    const span = open[next]?.span;
    if (span !== undefined) onShow(span.start, span.end);
  };
  return (
    <section className="pm-findings" aria-label={t("postmortem.findings")} aria-live="polite">
      <div className="pm-findings-head">
        <b className={passed ? "ok" : "crit"}>
          <Icon name={passed ? "check" : "cross"} /> {titleOf(verdict)}
        </b>
        {open.length === 0 ? null : (
          <span className="dim">{t("postmortem.findingOf", { n: at + 1, all: open.length })}</span>
        )}
        <span className="sp" />
        {open.length < 2 ? null : (
          <span className="pm-steps">
            <button type="button" className="btn quiet icon" onClick={() => go(-1)}>
              <Icon name="chevron" className="pm-back" />
              <span className="sr">{t("postmortem.previous")}</span>
            </button>
            <button type="button" className="btn quiet icon" onClick={() => go(1)}>
              <Icon name="chevron" />
              <span className="sr">{t("postmortem.next")}</span>
            </button>
          </span>
        )}
      </div>
      {current === undefined ? null : (
        <>
          <FindingView finding={current.finding} onEvidence={openEvidence} />
          <div className="acts">
            {current.span === undefined ? null : (
              <button
                type="button"
                className="btn"
                onClick={() => current.span && onShow(current.span.start, current.span.end)}
              >
                {t("postmortem.showInText")}
              </button>
            )}
            {current.edited ? <span className="t1 dim">{t("postmortem.editedSince")}</span> : null}
            {current.finding.type === "informative" ? (
              <button
                type="button"
                className="btn quiet"
                onClick={() => setDismissed({ verdict, keys: [...gone, current.key] })}
              >
                {t("postmortem.dismiss")}
              </button>
            ) : null}
          </div>
        </>
      )}
      {verdict.parts.length === 0 ? null : <Parts verdict={verdict} />}
    </section>
  );
}

function Parts({ verdict }: { verdict: Verdict }) {
  return (
    <details>
      <summary>{t("postmortem.parts")}</summary>
      <table>
        <tbody>
          {verdict.parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}</th>
              <td className="num">{part.value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function titleOf({ status, score }: Verdict): string {
  if (status === "error") return t("postmortem.checkFailed");
  return t(status === "pass" ? "postmortem.passed" : "postmortem.notYet", { score: Math.round(score) });
}

function openEvidence(evidence: NonNullable<Finding["evidence"]>): void {
  setState({ evidence: { stepId: getState().stepId, evidence } });
  openPanel("query", "centre");
}
