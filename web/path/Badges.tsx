import { t } from "../i18n/t.ts";
import { type Badge, labsForBadge } from "./objectives.ts";

/** The objectives as badges: two bars each, one for every lab that counts. */
export function Badges({ badges }: { badges: readonly Badge[] }) {
  if (badges.length === 0) return null;
  return (
    <section className="path-badges" aria-labelledby="path-badges">
      <h3 id="path-badges">
        {t("path.badges")} <span className="dim">{t("path.badgesText")}</span>
      </h3>
      <ul>
        {badges.map((badge) => (
          <li key={badge.id} className={badge.earned ? "earned" : ""}>
            <span className="bars" aria-hidden="true">
              {Array.from({ length: labsForBadge }, (_, bar) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a bar is nothing but its place
                <i key={bar} className={bar < badge.labs ? "f" : ""} />
              ))}
            </span>
            <b>{t(`path.${badge.id}`)}</b>
            <small className="dim">{badgeText(badge)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function badgeText({ earned, labs, stepsPassed }: Badge): string {
  if (earned) return t("path.earned", { count: stepsPassed });
  return labs === 0 ? t("path.notBegun") : t("path.oneOf", { labs, needed: labsForBadge });
}
