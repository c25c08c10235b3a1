import { t } from "../i18n/t.ts";
import type { Path } from "./path-model.ts";
import { type PathState, StateIcon } from "./StateIcon.tsx";

/** The whole path as a tape: each lab as wide as its minutes, filled as far as it is passed. */
export function Tape({ path }: { path: Path }) {
  const minutes = path.all.reduce((sum, { lab }) => sum + lab.minutes, 0);
  const extras = path.all.some(({ essential }) => !essential);
  const words: readonly PathState[] = [
    "passed",
    "assisted",
    "here",
    "essential",
    ...(extras ? ["extra" as const] : []),
  ];
  return (
    <>
      <div className="path-tape" aria-hidden="true">
        {path.parts.map((part) => (
          <div key={part.number} style={{ flexGrow: part.minutes }}>
            <span>
              {part.labs.map(({ lab, essential, here, passed, steps }) => (
                <i
                  key={lab.id}
                  className={`${essential ? "" : "extra"} ${here ? "on" : ""}`}
                  style={{ flexGrow: lab.minutes }}
                >
                  <b style={{ inlineSize: `${(passed / steps) * 100}%` }} />
                </i>
              ))}
            </span>
            <small className={part.labs.some(({ here }) => here) ? "ink" : ""}>
              {part.number} <em>{t(`path.part${part.number}`)}</em>
            </small>
          </div>
        ))}
      </div>
      <p className="path-legend t1 dim">
        <span>{t(extras ? "path.legend" : "path.legendEssential", { minutes })}</span>
        {words.map((word) => (
          <span key={word} className="word">
            <StateIcon state={word} /> {t(`path.${word}`)}
          </span>
        ))}
      </p>
    </>
  );
}
