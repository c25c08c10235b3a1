import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import { encodeQueries, plainQuery } from "../../session/query-url.ts";
import type { ClaimRow, Evidence } from "./read-document.ts";
import { type Answer, answerKey } from "./use-evidence.ts";

/** The impact table with what each row's query gives beside what the row states. */
export function ImpactTable({
  claims,
  answers,
}: {
  claims: readonly ClaimRow[];
  answers: ReadonlyMap<string, Answer>;
}) {
  return (
    <div className="table-scroll">
      <table className="pm-impact">
        <thead>
          <tr>
            <th scope="col">{t("postmortem.colClaim")}</th>
            <th scope="col">{t("postmortem.colStated")}</th>
            <th scope="col">{t("postmortem.colLive")}</th>
          </tr>
        </thead>
        <tbody>
          {claims.map(({ claim, value, evidence }) => (
            <tr key={claim}>
              <th scope="row">{claim}</th>
              <td className={value === "" ? "dim" : "ink"}>
                {value === "" ? t("postmortem.notStated") : value}
              </td>
              <td>
                {evidence === undefined ? null : (
                  <>
                    <a href={`#/query?${encodeQueries([plainQuery(evidence.expr)])}`} title={evidence.expr}>
                      {t("postmortem.query")}
                    </a>
                    <LiveValue evidence={evidence} answer={answers.get(answerKey(evidence))} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `same`, or the value of now beside the quoted one. */
export function LiveValue({ evidence, answer }: { evidence: Evidence; answer: Answer | undefined }) {
  if (answer === undefined) return null;
  if ("problem" in answer) {
    return (
      <span className="word warn pm-live">
        <Icon name="warn" /> {answer.problem}
      </span>
    );
  }
  return answer.same ? (
    <span className="word ok pm-live">
      <Icon name="check" /> {t("postmortem.same", { live: answer.live })}
    </span>
  ) : (
    <span className="word crit pm-live">
      <Icon name="cross" />{" "}
      {t("postmortem.differs", { live: answer.live, stated: evidence.stated.replace(/\s*\(.*\)\s*$/, "") })}
    </span>
  );
}
