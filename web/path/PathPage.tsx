import { labs } from "virtual:labs";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { t } from "../i18n/t.ts";
import { useSession } from "../session/use-session.ts";
import { Badges } from "./Badges.tsx";
import { formatMinutes } from "./format-minutes.ts";
import { badgesOf } from "./objectives.ts";
import { PartList } from "./PartList.tsx";
import { isPassed, minutesLeft, type Path, type PathLab, pathOf } from "./path-model.ts";
import { Tape } from "./Tape.tsx";
import "./path.css";

/** All labs in parts: where to go on, what is done, and what is left. Nothing is ever locked. */
export function PathPage() {
  const progress = useSession((state) => state.progress);
  const kept = useSession((state) => state.place);
  const labId = useSession((state) => state.lab?.lab.id);
  const stepId = useSession((state) => state.stepId);
  const path = useMemo(
    () => pathOf(labs, progress, labId === undefined ? kept : { labId, stepId }),
    [progress, kept, labId, stepId],
  );
  const badges = useMemo(() => badgesOf(labs, progress), [progress]);
  return (
    <main className="path" id="work" tabIndex={-1}>
      <div className="path-top">
        <Next path={path} />
        {path.newcomer ? null : <Figures path={path} />}
      </div>
      <Tape path={path} />
      <p className="sr" id="path-keys">
        {t("path.keys")}
      </p>
      <section
        className="path-cols"
        aria-label={t("path.labs")}
        aria-describedby="path-keys"
        onKeyDown={moveByArrow}
      >
        {path.parts.map((part) => (
          <PartList key={part.number} part={part} />
        ))}
      </section>
      <Badges badges={badges} />
      <p>
        <a href="#/progress">{t("progress.title")}</a> · <a href="#/glossary">{t("glossary.title")}</a>
      </p>
    </main>
  );
}

/** The one thing to do: it has the focus, so one press of Enter goes on. */
function Next({ path }: { path: Path }) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => link.current?.focus({ preventScroll: true }), []);
  const { next, newcomer } = path;
  if (next === undefined) {
    return (
      <div>
        <h2>{t("path.allDone")}</h2>
        <p>{t("path.allDoneText")}</p>
      </div>
    );
  }
  const { lab, minutesLeft: left, number, steps } = next.lab;
  const part = path.parts.find(({ number: of }) => of === lab.section)?.number ?? 0;
  const name = t(`path.part${part}`);
  return (
    <div>
      <p className="t1 dim">
        {newcomer ? t("path.begin") : t("path.where", { part, name, number, step: next.stepNumber, steps })}
      </p>
      <h2>{lab.title}</h2>
      <div className="path-go">
        <a ref={link} className="btn pri" href={`#/lab/${lab.id}/${next.stepId}`}>
          {t(next.lab.state === "open" ? "path.start" : "path.goOn")}
        </a>
        <span className="dim">
          {newcomer ? t("path.beginText", { minutes: left }) : t("path.goOnText", { minutes: left })}
        </span>
      </div>
    </div>
  );
}

function Figures({ path }: { path: Path }) {
  const count = (some: readonly PathLab[]) => ({ done: some.filter(isPassed).length, all: some.length });
  const extras = path.essential.length < path.all.length;
  return (
    <dl className="path-figures">
      <Figure what={t("path.labsPassed")} value={t("path.ofAll", count(path.all))} />
      {extras ? (
        <Figure what={t("path.essentialPassed")} value={t("path.ofAll", count(path.essential))} />
      ) : null}
      {extras ? (
        <Figure what={t("path.essentialLeft")} value={formatMinutes(minutesLeft(path.essential))} />
      ) : null}
      <Figure what={t("path.allLeft")} value={formatMinutes(minutesLeft(path.all))} />
    </dl>
  );
}

function Figure({ what, value }: { what: string; value: string }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Up and Down walk the labs, Home and End go to the first and the last. */
function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-lab]")];
  const at = links.findIndex((link) => link.matches(":focus"));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (at === -1 || link === undefined) return;
  event.preventDefault();
  link.focus();
}
