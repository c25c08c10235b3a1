import type { ReactNode } from "react";
import type { Finding } from "../../labs/finding.ts";
import { t } from "../i18n/t.ts";
import { Icon, type IconName } from "./Icon.tsx";

const look: Readonly<Record<Finding["type"], { icon: IconName; tone: string }>> = {
  essential: { icon: "cross", tone: "crit" },
  actionable: { icon: "warn", tone: "warn" },
  informative: { icon: "info", tone: "dim" },
  celebratory: { icon: "check", tone: "ok" },
};

/** Text between backticks is code, as everywhere in the lessons. */
function withCode(message: string): ReactNode[] {
  return message.split("`").map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no identity but their place
      <code key={i}>{part}</code>
    ),
  );
}

/** One piece of feedback: what was seen, what was expected, and the case that shows it. */
export function FindingView({
  finding,
  onEvidence,
}: {
  finding: Finding;
  onEvidence?: ((evidence: NonNullable<Finding["evidence"]>) => void) | undefined;
}) {
  const { icon, tone } = look[finding.type];
  const { evidence } = finding;
  return (
    <div className="finding" data-code={finding.code}>
      <p className="reason">
        <Icon name={icon} className={tone} />
        <span className="sr">{t(`shared.${finding.type}`)}: </span>
        <span>{withCode(finding.message)}</span>
      </p>
      {finding.hint === undefined ? null : <p className="dim">{withCode(finding.hint)}</p>}
      {evidence === undefined ? null : (
        <dl className="sw">
          <dt>{t("shared.seen")}</dt>
          <dd>{evidence.seen}</dd>
          <dt>{t("shared.wanted")}</dt>
          <dd>{evidence.wanted}</dd>
        </dl>
      )}
      {evidence === undefined || evidence.lines.length === 0 || onEvidence === undefined ? null : (
        <button type="button" className="btn" onClick={() => onEvidence(evidence)}>
          {t("shared.openEvidence")}
        </button>
      )}
    </div>
  );
}
