import type { Verdict } from "../../../labs/finding.ts";
import { Icon } from "../../components/Icon.tsx";
import { PartsTable } from "../../components/verdict/PartsTable.tsx";
import { verdictNote, verdictTitle } from "../../components/verdict/verdict-title.ts";
import { WorldsTable } from "../../components/verdict/WorldsTable.tsx";
import { t } from "../../i18n/t.ts";

/** How the rules did in every hidden world of the last check, and what was measured. */
export function Scorecard({ verdict }: { verdict: Verdict }) {
  const passed = verdict.status === "pass";
  return (
    <section className="blk scorecard" aria-label={t("alerts.scoreWorlds")}>
      <h3>
        <span className={passed ? "ok" : "crit"}>
          <Icon name={passed ? "check" : "cross"} /> {verdictTitle(verdict)}
        </span>
        <span className="dim">{verdictNote(verdict, verdict.score, false)}</span>
      </h3>
      <WorldsTable verdict={verdict} />
      <PartsTable verdict={verdict} points={passed} />
    </section>
  );
}
