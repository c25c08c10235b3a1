import { Component, type ReactNode } from "react";
import { t } from "../i18n/t.ts";
import { getState } from "../session/store.ts";
import { Failed } from "./States.tsx";

interface Props {
  /** What failed, for the report. */
  readonly name: string;
  readonly children: ReactNode;
  /** Shown instead of the usual text and button. */
  readonly fallback?: ReactNode;
}

/** Keeps a failing part from taking the page along: it shows what happened, the others go on. */
export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (this.props.fallback !== undefined) return this.props.fallback;
    return (
      <div>
        <Failed text={t("frame.panelFailed")} onRetry={() => this.setState({ error: undefined })} />
        <button
          type="button"
          className="btn quiet"
          onClick={() => void navigator.clipboard?.writeText(report(this.props.name, error))}
        >
          {t("frame.copyReport")}
        </button>
      </div>
    );
  }
}

/** What a bug report needs: where, which world, what was done. No name, no typed text. */
function report(name: string, error: Error): string {
  const { world, actions, route } = getState();
  return JSON.stringify({
    panel: name,
    error: error.message,
    stack: error.stack,
    route: route.page,
    scenario: world?.scenario,
    seed: world?.seed,
    actions,
  });
}
