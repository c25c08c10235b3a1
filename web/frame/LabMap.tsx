import { labs } from "virtual:labs";
import { Icon } from "../components/Icon.tsx";
import { t } from "../i18n/t.ts";
import { progressKey } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";

/** The labs in teaching order as a tape, as wide as their minutes, and in words below. */
export function LabMap() {
  const progress = useSession((state) => state.progress);
  const passed = (labId: string, stepId: string): boolean =>
    progress[progressKey(labId, stepId)]?.status === "passed";
  const open = labs.find((lab) => lab.steps.some(({ id }) => !passed(lab.id, id)));
  const started = labs.some((lab) => lab.steps.some(({ id }) => passed(lab.id, id)));
  const done = labs.reduce((sum, lab) => sum + lab.steps.filter(({ id }) => passed(lab.id, id)).length, 0);
  const all = labs.reduce((sum, lab) => sum + lab.steps.length, 0);
  return (
    <main className="map" id="work" tabIndex={-1}>
      <div className="map-top">
        <div>
          <h2>{t("lesson.mapTitle")}</h2>
          <p className="dim">{t("lesson.stepsPassed", { done, all })}</p>
        </div>
        {open === undefined ? null : (
          <a className="btn pri" href={`#/lab/${open.id}`}>
            {t(started ? "lesson.continueLab" : "lesson.startLab")}: {open.title}
          </a>
        )}
      </div>
      <div className="tape" aria-hidden="true">
        {labs.map((lab) => (
          <span key={lab.id} style={{ flexGrow: lab.minutes }} className={lab === open ? "on" : ""}>
            {lab.steps.map(({ id }) => (
              <i key={id} className={passed(lab.id, id) ? "f" : ""} />
            ))}
          </span>
        ))}
      </div>
      <ol className="map-list">
        {labs.map((lab) => (
          <li key={lab.id} className={lab === open ? "on" : ""}>
            <span className="t1 dim num">{Number(lab.slug.slice(0, 2))}</span>
            <div>
              <h3>
                <a className="map-title" href={`#/lab/${lab.id}`}>
                  {lab.title}
                </a>
              </h3>
              <p>{lab.summary}</p>
            </div>
            <ul className="map-steps">
              {lab.steps.map((step) => {
                const ok = passed(lab.id, step.id);
                return (
                  <li key={step.id}>
                    <a href={`#/lab/${lab.id}/${step.id}`}>
                      <Icon name={ok ? "check" : "ring"} className={ok ? "ok" : "dim"} /> {step.title}
                      <span className="sr"> ({ok ? t("lesson.passed") : t("lesson.todo")})</span>
                    </a>
                  </li>
                );
              })}
            </ul>
            <span className="t1 dim num">{t("lesson.minutes", { count: lab.minutes })}</span>
          </li>
        ))}
      </ol>
    </main>
  );
}
