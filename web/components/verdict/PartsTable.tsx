import type { Verdict } from "../../../labs/finding.ts";
import { t } from "../../i18n/t.ts";
import "./verdict.css";

/**
 * What was measured, part by part. The score of each part belongs to a pass: beside "not yet" a part with
 * 100 would contradict it.
 */
export function PartsTable({ verdict, points }: { verdict: Verdict; points: boolean }) {
  const { parts } = verdict;
  if (parts.length === 0) return null;
  const par = parts.some((part) => part.par !== undefined);
  return (
    <div className="table-scroll">
      <table className="verdict-table">
        <caption>{t("lesson.parts")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("lesson.partName")}</th>
            <th scope="col">{t("lesson.partYours")}</th>
            {par ? <th scope="col">{t("lesson.partPar")}</th> : null}
            {points ? (
              <th scope="col" className="num">
                {t("lesson.partScore")}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}</th>
              <td className="ink">{part.value}</td>
              {par ? <td className="dim">{part.par ?? ""}</td> : null}
              {points ? <td className="num">{Math.round(part.score)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
