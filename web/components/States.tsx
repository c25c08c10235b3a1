import type { ReactNode } from "react";
import { t } from "../i18n/t.ts";
import type { Progress } from "../session/protocol.ts";
import { Icon } from "./Icon.tsx";

/** Nothing to show: why, and at most one thing to do about it. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="state">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Grey lines in place of content that takes more than 300 ms. */
export function Loading({ lines = 3 }: { lines?: number }) {
  return (
    <div className="state skeleton" role="status" aria-busy="true" aria-label={t("shared.loading")}>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <span key={i} />
      ))}
    </div>
  );
}

/** Work of more than two seconds: how far it is, and a way to stop it. */
export function Work({
  progress,
  label,
  startedAt,
  onCancel,
}: {
  progress: Progress;
  label: string;
  startedAt?: number;
  onCancel?: () => void;
}) {
  const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined;
  const elapsed = startedAt === undefined ? 0 : Date.now() - startedAt;
  const left = share === undefined || share < 0.05 ? undefined : (elapsed * (1 - share)) / share / 1000;
  return (
    <div className="work">
      <div className="work-line">
        <span className="work-label">{label}</span>
        {elapsed > 10_000 && share !== undefined && left !== undefined ? (
          <span className="t1 dim">
            {t("shared.workingLong", { percent: Math.round(share * 100), seconds: Math.ceil(left) })}
          </span>
        ) : null}
        {onCancel === undefined ? null : (
          <button type="button" className="btn quiet" onClick={onCancel}>
            {t("shared.cancel")}
          </button>
        )}
      </div>
      <progress aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />
    </div>
  );
}

/** Something went wrong: what, in plain words, and one next step. */
export function Failed({ text, onRetry }: { text: string; onRetry?: () => void }) {
  return (
    <div className="state failed" role="alert">
      <p>
        <Icon name="warn" className="crit" /> {text}
      </p>
      {onRetry === undefined ? null : (
        <button type="button" className="btn" onClick={onRetry}>
          {t("shared.tryAgain")}
        </button>
      )}
    </div>
  );
}
