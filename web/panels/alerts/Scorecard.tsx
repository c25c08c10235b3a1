import type { Verdict } from "../../../labs/finding.ts";
import { Icon } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";

/** How the rules did in every hidden world of the last check, and in every part of the score. */
export function Scorecard({ verdict }: { verdict: Verdict }) {
  const passed = verdict.status === "pass";
  return (
    <>
      <section className="blk scorecard" aria-label={t("alerts.scoreWorlds")}>
        <h3>
          <span className={passed ? "ok" : "crit"}>
            <Icon name={passed ? "check" : "cross"} />{" "}
            {t(passed ? "alerts.scorePassed" : "alerts.scoreFailed")}
          </span>
          <span className="dim">{t("alerts.scoreOf", { score: Math.round(verdict.score) })}</span>
        </h3>
        <div className="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("alerts.scoreWorld")}</th>
                <th scope="col">{t("alerts.scoreSeeds")}</th>
                <th scope="col">{t("alerts.scoreWants")}</th>
                <th scope="col">{t("alerts.scoreYours")}</th>
              </tr>
            </thead>
            <tbody>
              {verdict.worlds.map((world) => {
                const good = world.seeds.filter(({ ok }) => ok).length;
                return (
                  <tr key={`${world.name} ${world.wants}`}>
                    <th scope="row">{world.name}</th>
                    <td className="score-seeds">
                      {world.seeds.map(({ seed, ok }) => (
                        <Icon key={seed} name={ok ? "check" : "cross"} className={ok ? "ok" : "crit"} />
                      ))}
                      <span className="sr">{t("alerts.scoreGood", { good, all: world.seeds.length })}</span>
                    </td>
                    <td>{world.wants}</td>
                    <td className="ink">{world.yours}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </section>
      {verdict.parts.length === 0 ? null : (
        <section className="blk scorecard" aria-label={t("alerts.scoreParts")}>
          <h3>{t("alerts.scoreParts")}</h3>
          <div className="table-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("alerts.scorePart")}</th>
                  <th scope="col" className="num">
                    {t("alerts.scoreWeight")}
                  </th>
                  <th scope="col">{t("alerts.scoreYours")}</th>
                  <th scope="col">{t("alerts.scorePar")}</th>
                  <th scope="col" className="num">
                    {t("alerts.score")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {verdict.parts.map((part) => (
                  <tr key={part.name}>
                    <th scope="row">{part.name}</th>
                    <td className="num dim">{part.weight}</td>
                    <td className="ink">{part.value}</td>
                    <td className="dim">{part.par ?? ""}</td>
                    <td className="num">{Math.round(part.score)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
