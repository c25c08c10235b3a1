import { useState } from "react";
import type { Finding, Verdict } from "../../../labs/finding.ts";
import { FindingView } from "../../components/FindingView.tsx";
import { Icon } from "../../components/Icon.tsx";
import { PartsTable } from "../../components/verdict/PartsTable.tsx";
import { t } from "../../i18n/t.ts";
import { openPanel } from "../../session/session.ts";
import { getState, setState } from "../../session/store.ts";
import { bySection, type FindingSection, type SectionFindings } from "./finding-sections.ts";
import type { PlacedFinding } from "./model.ts";
import { sectionTitle } from "./Outline.tsx";

type Show = (from: number, to: number) => void;

/** What the last check found: one line for each section with its count, one section open at a time. */
export function FindingStrip({
  verdict,
  placed,
  onShow,
}: {
  verdict: Verdict;
  placed: readonly PlacedFinding[];
  onShow: Show;
}) {
  const [opened, setOpened] = useState<FindingSection | "none" | undefined>(undefined);
  const [dismissed, setDismissed] = useState<{ verdict: Verdict; keys: readonly string[] }>();
  const gone = dismissed?.verdict === verdict ? dismissed.keys : [];
  const groups = bySection(placed.filter(({ key }) => !gone.includes(key)));
  const open =
    groups.some(({ section }) => section === opened) || opened === "none" ? opened : groups[0]?.section;
  const passed = verdict.status === "pass";
  return (
    <section className="pm-findings" aria-label={t("postmortem.findings")} aria-live="polite">
      <div className="pm-findings-head">
        <b className={passed ? "ok" : "crit"}>
          <Icon name={passed ? "check" : "cross"} /> {titleOf(verdict)}
        </b>
        {groups.length === 0 ? null : (
          <span className="dim">
            {t("postmortem.findingCount", { count: placed.length - gone.length, sections: groups.length })}
          </span>
        )}
      </div>
      {groups.length === 0 ? null : (
        <ul className="pm-groups">
          {groups.map((group) => (
            <Group
              key={group.section}
              group={group}
              open={group.section === open}
              onToggle={() => setOpened(group.section === open ? "none" : group.section)}
              onShow={onShow}
              onDismiss={(key) => setDismissed({ verdict, keys: [...gone, key] })}
            />
          ))}
        </ul>
      )}
      {verdict.parts.length === 0 ? null : (
        <details>
          <summary>{t("postmortem.parts")}</summary>
          <PartsTable verdict={verdict} points={false} />
        </details>
      )}
    </section>
  );
}

function Group({
  group: { section, findings },
  open,
  onToggle,
  onShow,
  onDismiss,
}: {
  group: SectionFindings;
  open: boolean;
  onToggle: () => void;
  onShow: Show;
  onDismiss: (key: string) => void;
}) {
  return (
    <li>
      <button type="button" className="pm-group" aria-expanded={open} onClick={onToggle}>
        <Icon name="chevron" className={open ? "pm-open" : ""} />
        <span className="ink">{section === "whole" ? t("postmortem.wholeText") : sectionTitle(section)}</span>
        <span className="dim">{t("postmortem.toMend", { count: findings.length })}</span>
      </button>
      {open ? (
        <ul className="pm-group-findings">
          {findings.map((one) => (
            <li key={one.key}>
              <FindingView finding={one.finding} onEvidence={openEvidence} />
              <FindingActions placed={one} onShow={onShow} onDismiss={onDismiss} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function FindingActions({
  placed: { key, finding, span, edited },
  onShow,
  onDismiss,
}: {
  placed: PlacedFinding;
  onShow: Show;
  onDismiss: (key: string) => void;
}) {
  if (edited) return <span className="t1 dim">{t("postmortem.editedSince")}</span>;
  return (
    <span className="pm-finding-acts">
      {span === undefined ? null : (
        <button type="button" className="btn quiet" onClick={() => onShow(span.start, span.end)}>
          {t("postmortem.showInText")}
        </button>
      )}
      {finding.type === "informative" ? (
        <button type="button" className="btn quiet" onClick={() => onDismiss(key)}>
          {t("postmortem.dismiss")}
        </button>
      ) : null}
    </span>
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
