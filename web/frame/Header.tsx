import { useRef } from "react";
import { Icon } from "../components/Icon.tsx";
import { useEdgeFade } from "../components/use-edge-fade.ts";
import { smallScreen, useMedia } from "../components/use-media.ts";
import { t } from "../i18n/t.ts";
import { UpdateStrip } from "../offline/UpdateStrip.tsx";
import { takeOverHere } from "../session/open-lab.ts";
import { dismissNotice } from "../session/session.ts";
import { setState } from "../session/store.ts";
import { useSession } from "../session/use-session.ts";
import { Mark } from "./Mark.tsx";
import { SavedBadge } from "./SavedBadge.tsx";
import { useBudget } from "./use-budget.ts";

/** The top line: what is left of the budget, where one is, and the way to everything else. */
export function Header() {
  const budget = useBudget();
  const lab = useSession((state) => state.lab);
  const stepId = useSession((state) => state.stepId);
  const onMap = useSession((state) => state.route.page === "map");
  const percent = ((budget?.left ?? 1) * 100).toFixed(1);
  const crumb = useRef<HTMLDivElement>(null);
  const small = useMedia(smallScreen);
  useEdgeFade(crumb, stepId);
  return (
    <header className="head">
      <a className="name" href="#/map" aria-label={`${t("frame.appName")}: ${t("frame.map")}`}>
        <Mark left={budget?.left ?? 1} label={t("frame.budgetLeft", { percent })} />
        <span>{t("frame.appName")}</span>
      </a>
      {budget === undefined ? null : <BudgetText percent={percent} burn={budget.burn} />}
      <div className="crumb edge-fade" ref={crumb} tabIndex={small ? 0 : undefined}>
        {onMap || lab === undefined ? (
          <h1>{t("frame.map")}</h1>
        ) : (
          <>
            <span className="lab-part">
              <a href="#/map">{t("frame.map")}</a>
              <i>/</i>
              {lab.summary.title}
              <i>/</i>
            </span>
            <h1>{lab.prose[stepId]?.title ?? lab.summary.title}</h1>
          </>
        )}
      </div>
      <span className="sp" />
      <button
        type="button"
        className="find"
        aria-keyshortcuts="F1 Control+K"
        onClick={() => setState({ sheet: "palette" })}
      >
        {t("frame.search")} <kbd>Ctrl K</kbd>
      </button>
      <div className="head-actions">
        <button type="button" className="btn quiet wide" onClick={() => setState({ sheet: "share" })}>
          {t("frame.share")}
        </button>
        <ThemeButton />
        <button
          type="button"
          className="btn quiet"
          aria-keyshortcuts="?"
          onClick={() => setState({ sheet: "help" })}
        >
          {t("frame.help")}
        </button>
        <SavedBadge />
      </div>
    </header>
  );
}

function BudgetText({ percent, burn }: { percent: string; burn: number }) {
  const rate = burn >= 10 ? Math.round(burn) : Number(burn.toFixed(1));
  const [before = "", after = ""] = t("frame.budgetLeft", { percent: "|" }).split("| %");
  return (
    <div className="budget">
      <span>
        {before}
        <b>{percent} %</b>
        <span className="long">{after}</span>
        <span className="short"> {t("frame.left")}</span>
      </span>
      <span className={rate > 1 ? "crit" : ""}>
        {rate > 0 ? t("frame.burning", { rate }) : t("frame.calm")}
      </span>
    </div>
  );
}

const nextTheme = { system: "dark", dark: "light", light: "system" } as const;
const themeNames = {
  system: "frame.themeSystem",
  light: "frame.themeLight",
  dark: "frame.themeDark",
} as const;

function ThemeButton() {
  const settings = useSession((state) => state.settings);
  const name = t(themeNames[settings.theme]);
  return (
    <button
      type="button"
      className="btn quiet wide"
      title={name}
      aria-label={name}
      onClick={() => setState({ settings: { ...settings, theme: nextTheme[settings.theme] } })}
    >
      {t("frame.theme")}
    </button>
  );
}

/** Notices and the other-tab warning, between header and work. */
export function Strips() {
  const notices = useSession((state) => state.notices);
  const elsewhere = useSession((state) => state.elsewhere);
  const labId = useSession((state) => state.lab?.lab.id);
  return (
    <div aria-live="polite">
      <UpdateStrip />
      {elsewhere && labId !== undefined ? (
        <div className="strip">
          <Icon name="warn" className="warn" />
          <span className="sp">{t("frame.elsewhere")}</span>
          <button type="button" className="btn" onClick={() => void takeOverHere()}>
            {t("frame.takeOver")}
          </button>
        </div>
      ) : null}
      {notices
        .filter((notice) => notice.open)
        .slice(-3)
        .map((notice) => (
          <div key={notice.id} className={`strip ${notice.tone}`}>
            <Icon
              name={notice.tone === "info" ? "info" : "warn"}
              className={notice.tone === "error" ? "crit" : ""}
            />
            <span className="sp">{notice.text}</span>
            <button type="button" className="btn quiet" onClick={() => dismissNotice(notice.id)}>
              {t("frame.dismiss")}
            </button>
          </div>
        ))}
    </div>
  );
}
