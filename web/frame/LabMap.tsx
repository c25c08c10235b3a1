import { labs } from "virtual:labs";
import { t } from "../i18n/t.ts";
import { progressKey } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";

/** The labs in teaching order, with what is passed. */
export function LabMap() {
  const progress = useSession((state) => state.progress);
  return (
    <main className="map" id="work">
      <h2>{t("lesson.mapTitle")}</h2>
      <ol className="map-list">
        {labs.map((lab) => {
          const passed = lab.steps.filter(({ id }) => progress[progressKey(lab.id, id)]?.status === "passed");
          return (
            <li key={lab.id}>
              <a href={`#/lab/${lab.id}`}>
                <span className="t1 dim num">{Number(lab.slug.slice(0, 2))}</span>
                <h2>{lab.title}</h2>
                <span className="t1 dim">{t("lesson.minutes", { count: lab.minutes })}</span>
                <p>{lab.summary}</p>
                <span>
                  <span className="pips" aria-hidden="true">
                    {lab.steps.map(({ id }) => (
                      <i key={id} className={passed.some((step) => step.id === id) ? "f" : ""} />
                    ))}
                  </span>
                  <span className="sr">
                    {t("lesson.stepsPassed", { done: passed.length, all: lab.steps.length })}
                  </span>
                </span>
              </a>
            </li>
          );
        })}
      </ol>
    </main>
  );
}
