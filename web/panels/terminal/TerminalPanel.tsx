import { lazy, Suspense, useState } from "react";
import { ErrorBoundary } from "../../components/ErrorBoundary.tsx";
import { Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { useSession } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import PlainTerminal from "./PlainTerminal.tsx";
import "./terminal.css";

const XtermView = lazy(() => import("./XtermView.tsx"));

/** A shell on the simulated cluster. The plain transcript is the same terminal without xterm. */
export default function TerminalPanel(_props: PanelProps) {
  const plainByDefault =
    useSession((state) => state.settings.editor === "plain") || matchMedia("(max-width: 767px)").matches;
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const plain = chosen ?? plainByDefault;
  return (
    <div className="pane term-pane">
      <div className="term-bar">
        <span className="t1 dim">{plain ? "" : t("terminal.leave")}</span>
        <span className="sp" />
        <button type="button" className="btn quiet" onClick={() => setChosen(!plain)}>
          {plain ? t("terminal.full") : t("terminal.plain")}
        </button>
      </div>
      {plain ? (
        <PlainTerminal />
      ) : (
        <ErrorBoundary
          name="terminal view"
          fallback={
            <>
              <p className="banner">{t("terminal.loadFailed")}</p>
              <PlainTerminal />
            </>
          }
        >
          <Suspense fallback={<Loading lines={5} />}>
            <XtermView />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}
