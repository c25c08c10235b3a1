import { useState } from "react";
import { t } from "../../i18n/t.ts";
import type { ClusterView } from "../../session/cluster-view.ts";
import { notify, runCommand } from "../../session/session.ts";
import { commandsFor } from "./model.ts";

/** Buttons that run the same commands as the terminal. Each shows its command and asks once. */
export function DeploymentActions({ deployment }: { deployment: ClusterView["deployments"][number] }) {
  const commands = commandsFor(deployment);
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const [replicas, setReplicas] = useState(deployment.replicas);
  const [busy, setBusy] = useState(false);

  const run = async (command: string): Promise<void> => {
    setBusy(true);
    setAsked(undefined);
    try {
      const { result } = await runCommand(command);
      if (result !== undefined && result.exitCode !== 0) {
        notify(t("cluster.failed", { command, reason: result.stderr.trim() }), "warn");
      } else if (result !== undefined) notify(result.stdout.trim());
    } catch (error) {
      notify(
        t("cluster.failed", { command, reason: error instanceof Error ? error.message : String(error) }),
        "error",
      );
    } finally {
      setBusy(false);
    }
  };

  if (asked !== undefined) {
    return (
      <fieldset className="bar cluster-actions" aria-label={t("cluster.act")}>
        <span>
          {t("cluster.sure")} <code>{asked}</code>
        </span>
        {/* biome-ignore lint/a11y/noAutofocus: the question replaces the button that was pressed, and focus goes with it */}
        <button type="button" className="btn pri" autoFocus onClick={() => void run(asked)}>
          {t("cluster.confirm")}
        </button>
        <button type="button" className="btn" onClick={() => setAsked(undefined)}>
          {t("cluster.cancel")}
        </button>
      </fieldset>
    );
  }
  return (
    <fieldset className="bar cluster-actions" aria-label={t("cluster.act")}>
      <button
        type="button"
        className="btn"
        disabled={busy}
        title={t("cluster.runs", { command: commands.undo })}
        onClick={() => setAsked(commands.undo)}
      >
        {t("cluster.undo")}
      </button>
      <button
        type="button"
        className="btn"
        disabled={busy}
        title={t("cluster.runs", { command: commands.restart })}
        onClick={() => setAsked(commands.restart)}
      >
        {t("cluster.restart")}
      </button>
      <label className="cluster-scale">
        <span>{t("cluster.scaleTo")}</span>
        <input
          className="field"
          type="number"
          min={0}
          max={64}
          value={replicas}
          onChange={(event) =>
            setReplicas(Math.max(0, Math.min(64, Math.round(Number(event.target.value)) || 0)))
          }
        />
      </label>
      <button
        type="button"
        className="btn"
        disabled={busy || replicas === deployment.replicas}
        onClick={() => setAsked(commands.scale(replicas))}
      >
        {t("cluster.scale")}
      </button>
    </fieldset>
  );
}
