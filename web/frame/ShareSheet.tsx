import { useEffect, useState } from "react";
import { Work } from "../components/States.tsx";
import { t } from "../i18n/t.ts";
import { shareRun } from "../session/open-run.ts";
import { isOwnAction } from "../session/own-action.ts";
import { longestCode } from "../session/run-code.ts";
import { useSession } from "../session/use-session.ts";
import { Sheet } from "./Sheet.tsx";

/** A link that holds the whole run: seed and actions, with its size and what is inside. */
export function ShareSheet() {
  const actions = useSession((state) => state.actions);
  const params = useSession((state) => state.route.params);
  const [code, setCode] = useState<string | undefined>(undefined);
  const [copied, setCopied] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new action makes a new code
  useEffect(() => {
    void shareRun(params).then(setCode);
  }, [actions, params]);
  if (code === undefined) {
    return (
      <Sheet label={t("share.title")}>
        <Work label={t("shared.loading")} progress={{ phase: "share", done: 0, total: 0, detail: "" }} />
      </Sheet>
    );
  }
  const link = `${location.origin}${location.pathname}#/r/${code}`;
  const reports = actions.length - actions.filter(isOwnAction).length;
  const fits = code.length <= longestCode;
  return (
    <Sheet label={t("share.title")}>
      <p>
        {t("share.inside", { count: actions.filter(isOwnAction).length })}{" "}
        {reports === 0 ? "" : `${t("share.reports", { count: reports })} `}
        {t("share.size", { chars: code.length })}
      </p>
      {fits ? (
        <>
          <label className="sr" htmlFor="share-link">
            {t("share.link")}
          </label>
          <textarea id="share-link" readOnly value={link} onFocus={(event) => event.target.select()} />
        </>
      ) : (
        <p className="warn">{t("share.tooLong", { kb: Math.round(code.length / 1000) })}</p>
      )}
      <div className="acts">
        {fits ? (
          <button
            type="button"
            className="btn pri"
            onClick={() => void navigator.clipboard?.writeText(link).then(() => setCopied(true))}
          >
            {copied ? t("frame.copied") : t("share.copyLink")}
          </button>
        ) : null}
        <a className="btn" download="run.nines" href={`data:text/plain,${encodeURIComponent(code)}`}>
          {t("share.saveFile")}
        </a>
      </div>
    </Sheet>
  );
}
