import { labs } from "virtual:labs";
import { lazy, Suspense, useEffect } from "react";
import { didYouMean } from "../labs/load/did-you-mean.ts";
import { smallScreen, useMedia } from "./components/use-media.ts";
import { Header, Strips } from "./frame/Header.tsx";
import { handleKey } from "./frame/keys.ts";
import { PanelView } from "./frame/PanelView.tsx";
import { SmallTabs, Workbench } from "./frame/Workbench.tsx";
import { t } from "./i18n/t.ts";
import { useSession } from "./session/use-session.ts";

const PathPage = lazy(() => import("./path/PathPage.tsx").then((m) => ({ default: m.PathPage })));
const ProgressPage = lazy(() =>
  import("./progress/ProgressPage.tsx").then((m) => ({ default: m.ProgressPage })),
);
const GlossaryPage = lazy(() =>
  import("./glossary/GlossaryPage.tsx").then((m) => ({ default: m.GlossaryPage })),
);
const Palette = lazy(() => import("./frame/Palette.tsx").then(({ Palette: view }) => ({ default: view })));
const HelpSheet = lazy(() => import("./frame/HelpSheet.tsx").then((m) => ({ default: m.HelpSheet })));
const SettingsSheet = lazy(() => import("./frame/HelpSheet.tsx").then((m) => ({ default: m.SettingsSheet })));
const NoticesSheet = lazy(() => import("./frame/HelpSheet.tsx").then((m) => ({ default: m.NoticesSheet })));
const ShareSheet = lazy(() => import("./frame/ShareSheet.tsx").then((m) => ({ default: m.ShareSheet })));
const SharedRunCard = lazy(() =>
  import("./frame/SharedRunCard.tsx").then((m) => ({ default: m.SharedRunCard })),
);

/** The whole page: header, work, time. */
export function App() {
  const route = useSession((state) => state.route);
  const shared = useSession((state) => state.shared);
  const small = useMedia(smallScreen);
  const title = useSession((state) => state.lab?.summary.title);
  useEffect(() => {
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, []);
  useEffect(() => {
    document.title = title === undefined ? t("frame.appName") : `${title} · ${t("frame.appName")}`;
  }, [title]);
  const working =
    route.page !== "map" &&
    route.page !== "progress" &&
    route.page !== "glossary" &&
    route.page !== "unknown" &&
    (route.page !== "run" || shared === undefined);
  return (
    <div className="app">
      <button type="button" className="skip" onClick={skip}>
        {t("frame.skip")}
      </button>
      <Header />
      <Strips />
      {working ? <Workbench /> : <OtherPage />}
      {working ? (
        <section aria-label={t("frame.timeRegion")} data-region="time" tabIndex={-1}>
          <PanelView id="time" active />
        </section>
      ) : null}
      {working && small ? <SmallTabs /> : null}
      <Sheets />
    </div>
  );
}

/** A link to an anchor would change the route, which lives in the hash; this only moves the focus. */
function skip(): void {
  document.querySelector<HTMLElement>("[data-region=work], #work")?.focus();
}

function OtherPage() {
  const route = useSession((state) => state.route);
  const shared = useSession((state) => state.shared);
  if (route.page === "run" && shared !== undefined) {
    return (
      <Suspense>
        <SharedRunCard card={shared} />
      </Suspense>
    );
  }
  if (route.page === "unknown") {
    return (
      <main className="map" id="work">
        <h2>{t("frame.unknownRoute")}</h2>
        <p>{t("frame.unknownRouteText", { path: route.path })}</p>
        <Nearest path={route.path} />
        <p>
          <a href="#/">{t("frame.home")}</a>
        </p>
      </main>
    );
  }
  if (route.page === "glossary") {
    return (
      <Suspense>
        <GlossaryPage term={route.term} />
      </Suspense>
    );
  }
  return <Suspense>{route.page === "progress" ? <ProgressPage /> : <PathPage />}</Suspense>;
}

const knownPaths = [
  "/map",
  "/progress",
  "/glossary",
  "/query",
  "/alerts",
  "/terminal",
  "/cluster",
  "/logs",
  "/traces",
  "/postmortem",
];

function Nearest({ path }: { path: string }) {
  const near = didYouMean(path, [...knownPaths, ...labs.map(({ id }) => `/lab/${id}`)]);
  if (near === undefined) return null;
  return (
    <p>
      <a href={`#${near}`}>{t("frame.nearest", { path: near })}</a>
    </p>
  );
}

function Sheets() {
  const sheet = useSession((state) => state.sheet);
  return (
    <Suspense>
      {sheet === "palette" ? <Palette /> : null}
      {sheet === "help" ? <HelpSheet /> : null}
      {sheet === "settings" ? <SettingsSheet /> : null}
      {sheet === "notices" ? <NoticesSheet /> : null}
      {sheet === "share" ? <ShareSheet /> : null}
    </Suspense>
  );
}
