import type { ReactNode } from "react";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { t } from "../../i18n/t.ts";
import type { OutlineEntry, ReadResult } from "./read-document.ts";

const looks: Readonly<Record<OutlineEntry["state"], { icon: IconName; tone: string }>> = {
  filled: { icon: "check", tone: "ok" },
  empty: { icon: "ring", tone: "dim" },
  missing: { icon: "warn", tone: "warn" },
};

/** The sections a postmortem must have: which are written, which are as empty as the form, which are missing. */
export function Outline({
  document,
  count,
  onShow,
  onAdd,
}: {
  document: ReadResult | undefined;
  /** How long the text is, shown where the outline is a column. */
  count: ReactNode;
  onShow: (from: number, to: number) => void;
  onAdd: (name: OutlineEntry["name"]) => void;
}) {
  const entries = document === undefined || "refused" in document ? [] : document.outline;
  return (
    <nav className="pm-outline" aria-label={t("postmortem.sections")}>
      <h3>{t("postmortem.sections")}</h3>
      <ul>
        {entries.map(({ name, state, at }) => {
          const { icon, tone } = looks[state];
          return (
            <li key={name}>
              <button
                type="button"
                onClick={() => (at === undefined ? onAdd(name) : onShow(at, at))}
                title={at === undefined ? t("postmortem.addSection") : t("postmortem.goToSection")}
              >
                <Icon name={icon} className={tone} />
                <span className={state === "missing" ? "warn" : ""}>{sectionTitle(name)}</span>
                <span className={state === "missing" ? "t1 warn" : "sr"}>{t(`postmortem.${state}Word`)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {count}
    </nav>
  );
}

/** Heading of a required section, as the form writes it. */
export function sectionTitle(name: OutlineEntry["name"]): string {
  return titles[name];
}

const titles: Readonly<Record<OutlineEntry["name"], string>> = {
  summary: t("postmortem.summary"),
  impact: t("postmortem.impact"),
  timeline: t("postmortem.timeline"),
  causes: t("postmortem.causes"),
  "went-well": t("postmortem.wentWell"),
  "went-wrong": t("postmortem.wentWrong"),
  lucky: t("postmortem.lucky"),
  actions: t("postmortem.actions"),
  lessons: t("postmortem.lessons"),
};
