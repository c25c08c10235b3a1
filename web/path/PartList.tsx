import { t } from "../i18n/t.ts";
import type { PathLab, PathPart } from "./path-model.ts";
import { StateIcon, stateOf } from "./StateIcon.tsx";

/** One part of the path and its labs. */
export function PartList({ part }: { part: PathPart }) {
  const { number, labs, minutes, passed } = part;
  return (
    <section className="path-part">
      <h3>
        {number} {t(`path.part${number}`)}
        <span className="dim">{t("path.partHead", { passed, all: labs.length, minutes })}</span>
      </h3>
      <ol>
        {labs.map((lab) => (
          <LabRow key={lab.lab.id} row={lab} />
        ))}
      </ol>
    </section>
  );
}

function LabRow({ row }: { row: PathLab }) {
  const { lab, number, here, essential, passed, steps, state, unmet } = row;
  const mark = stateOf(row);
  const partly = passed > 0 && passed < steps;
  return (
    <li className={`${here ? "on" : ""} ${essential ? "ess" : ""}`}>
      <StateIcon state={mark} />
      <span className="path-no dim" aria-hidden="true">
        {number}
      </span>
      <div>
        <a href={`#/lab/${lab.id}`} data-lab={lab.id} aria-current={here ? "step" : undefined}>
          {lab.title}
        </a>
        <span className="sr">, {t(`path.${mark}`)}</span>
        {partly ? <small className="dim"> {t("path.steps", { passed, all: steps })}</small> : null}
        {state === "assisted" ? <small className="dim"> {t("path.assisted")}</small> : null}
        <p className="t1 dim">{lab.summary}</p>
        {unmet.length === 0 ? null : (
          <p className={`t1 ${here || state === "begun" ? "warn" : "dim"}`}>
            {t("path.after", { labs: unmet.map(({ title }) => title).join(", ") })}
          </p>
        )}
      </div>
      <span className="dim num">
        {lab.minutes}
        <span className="sr"> {t("path.minutes", { count: lab.minutes }).replace(/^\d+\s*/, "")}</span>
      </span>
    </li>
  );
}
