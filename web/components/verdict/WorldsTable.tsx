import type { Verdict } from "../../../labs/finding.ts";
import { t } from "../../i18n/t.ts";
import { Icon } from "../Icon.tsx";
import "./verdict.css";

type World = Verdict["worlds"][number];

const agrees = (world: World): boolean => world.seeds.every(({ ok }) => ok);

/** A few words stay on one line, so that the columns line up. */
const fits = (text: string): string => (text.length <= 12 ? "one-line" : "");

/** Every hidden world of a check: what it wants and what the answer did; those that disagree come first. */
export function WorldsTable({ verdict }: { verdict: Verdict }) {
  if (verdict.worlds.length === 0) return null;
  const worlds = [...verdict.worlds].sort((a, b) => Number(agrees(a)) - Number(agrees(b)));
  return (
    <div className="table-scroll">
      <table className="verdict-table">
        <caption>{t("lesson.worlds")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("lesson.worldName")}</th>
            <th scope="col">{t("lesson.worldWants")}</th>
            <th scope="col">{t("lesson.worldYours")}</th>
            <th scope="col">{t("lesson.worldSeeds")}</th>
          </tr>
        </thead>
        <tbody>
          {worlds.map((world) => {
            const good = world.seeds.filter(({ ok }) => ok).length;
            return (
              <tr key={`${world.name} ${world.wants}`}>
                <th scope="row">{world.name}</th>
                <td className={fits(world.wants)}>{world.wants}</td>
                <td className={`ink ${fits(world.yours)}`}>{world.yours}</td>
                <td className="seeds">
                  {world.seeds.map(({ seed, ok }) => (
                    <Icon key={seed} name={ok ? "check" : "cross"} className={ok ? "ok" : "crit"} />
                  ))}
                  <span className="sr">
                    {good} / {world.seeds.length}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
