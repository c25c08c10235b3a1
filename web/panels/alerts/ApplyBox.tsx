import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { act, notify } from "../../session/session.ts";
import { diffLines, hunks } from "./diff.ts";

/** What loading this file would change, and the button that does it. */
export function ApplyBox({ running, text, onClose }: { running: string; text: string; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const lines = diffLines(running, text);
  const added = lines.filter(({ kind }) => kind === "added").length;
  const removed = lines.filter(({ kind }) => kind === "removed").length;
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const { result } = await act({ kind: "config-edit", file: "rules.yml", text });
      if (result !== undefined && result.exitCode !== 0) setRefused(result.stderr.trim());
      else {
        notify(t("alerts.applied", { added, removed }));
        onClose();
      }
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="apply-box" aria-label={t("alerts.applyTitle")}>
      <p>{t("alerts.applyText", { added, removed })}</p>
      <pre className="diff">
        {hunks(lines).map((line, i) =>
          line === undefined ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn whole; its lines have no identity
            <span key={i} className="dim">
              {"…\n"}
            </span>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={i} className={`diff-${line.kind}`}>
              {`${signs[line.kind]} ${line.text}\n`}
            </span>
          ),
        )}
      </pre>
      {refused === undefined ? null : (
        <p className="crit mono" role="alert">
          {refused}
        </p>
      )}
      <div className="acts">
        {/* biome-ignore lint/a11y/noAutofocus: the question follows the button that was pressed, and focus goes with it */}
        <button type="button" className="btn pri" autoFocus disabled={busy} onClick={() => void apply()}>
          {t("alerts.applyNow")}
        </button>
        <button type="button" className="btn quiet" onClick={onClose}>
          {t("alerts.applyNot")}
        </button>
      </div>
    </section>
  );
}

const signs = { same: " ", added: "+", removed: "−" } as const;
