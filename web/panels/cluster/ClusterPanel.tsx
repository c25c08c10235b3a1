import { formatTime } from "../../components/format/format-time.ts";
import { Empty, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { ClusterView } from "../../session/cluster-view.ts";
import { insertInto, openPanel } from "../../session/session.ts";
import { useAsk, useClusterView, useSession, useSteadyMs } from "../../session/use-session.ts";
import type { PanelProps } from "../panel.ts";
import { DeploymentActions } from "./DeploymentActions.tsx";
import { type Figure, figures, figuresQuery, readFigures, versionsOf } from "./model.ts";
import { NodeGrid } from "./NodeGrid.tsx";
import { ReplicaTable } from "./ReplicaTable.tsx";
import "./cluster.css";

/** Opens the expression behind a figure in the query panel, where it waits to be run. */
function showQuery(figure: Figure): void {
  insertInto("query", figures[figure]);
  openPanel("query", "centre");
}

/**
 * The cluster as an operator sees it: objects from the API server, figures from the last scrape.
 * Nothing here is read from the world behind telemetry's back.
 */
export default function ClusterPanel({ active }: PanelProps) {
  const view = useClusterView();
  const world = useSession((state) => state.world);
  const changes = useSession((state) => state.live.changes);
  const nowMs = useSteadyMs(15_000, 500);
  const asked = useAsk(
    "cluster/figures",
    "query",
    active && nowMs > 0 ? { request: { expr: figuresQuery, timeMs: nowMs } } : undefined,
  );
  if (view === undefined)
    return world === undefined ? <Empty text={t("cluster.empty")} /> : <Loading lines={6} />;
  const gpus = readFigures(asked.value);
  return (
    <div className="pane scroll cluster">
      {view.deployments.map((deployment) => (
        <section key={deployment.name} className="blk" aria-labelledby={`deployment-${deployment.name}`}>
          <DeploymentHead view={view} deployment={deployment} />
          <ReplicaTable
            view={view}
            deployment={deployment.name}
            gpus={gpus}
            nowMs={nowMs}
            onShowQuery={showQuery}
          />
          <DeploymentActions deployment={deployment} />
        </section>
      ))}
      <section className="blk" aria-labelledby="cluster-nodes">
        <h3 id="cluster-nodes">{t("cluster.nodes")}</h3>
        <NodeGrid view={view} gpus={gpus} onShowQuery={showQuery} />
      </section>
      <section className="blk" aria-labelledby="cluster-changes">
        <h3 id="cluster-changes">{t("cluster.changes")}</h3>
        {changes.length === 0 ? <p className="dim">{t("cluster.noChanges")}</p> : null}
        <ol className="cluster-list">
          {[...changes].reverse().map((change) => (
            <li key={change.id}>
              <span className="mono num">{formatTime(change.atMs)}</span>
              <span className="mono dim">{change.id}</span>
              <span>{change.text}</span>
            </li>
          ))}
        </ol>
      </section>
      <section className="blk" aria-labelledby="cluster-events">
        <h3 id="cluster-events">{t("cluster.events")}</h3>
        {view.events.length === 0 ? <p className="dim">{t("cluster.noEvents")}</p> : null}
        <ol className="cluster-list">
          {view.events
            .slice(-60)
            .reverse()
            .map((event, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id and the list is append-only
              <li key={`${event.atMs}/${event.object}/${event.reason}/${i}`}>
                <span className="mono num">{formatTime(event.atMs)}</span>
                <span className={event.type === "Warning" ? "word warn" : "word dim"}>{event.reason}</span>
                <span>
                  <span className="mono">{event.object}</span> {event.message}
                </span>
              </li>
            ))}
        </ol>
      </section>
    </div>
  );
}

function DeploymentHead({
  view,
  deployment,
}: {
  view: ClusterView;
  deployment: ClusterView["deployments"][number];
}) {
  const versions = versionsOf(view, deployment.name);
  const target =
    deployment.revisions.find((revision) => revision.number === deployment.currentRevision)?.version ?? "";
  const rolling =
    deployment.updatedReplicas < deployment.replicas || deployment.statusReplicas > deployment.replicas;
  return (
    <header className="cluster-head">
      <h3 id={`deployment-${deployment.name}`}>
        {t("cluster.replicasOf", {
          name: deployment.name,
          ready: deployment.readyReplicas,
          wanted: deployment.replicas,
        })}
      </h3>
      <p className="dim" role="status">
        {deployment.paused ? `${t("cluster.paused")}. ` : ""}
        {rolling
          ? t("cluster.rolling", {
              version: target,
              updated: deployment.updatedReplicas,
              wanted: deployment.replicas,
              available: deployment.availableReplicas,
            })
          : versions.length === 1
            ? t("cluster.steady", { version: versions[0]?.version ?? target })
            : t("cluster.mixed", {
                versions: versions.map((one) => `${one.pods} × ${one.version}`).join(", "),
              })}
      </p>
      {rolling ? (
        <progress
          max={deployment.replicas}
          value={deployment.updatedReplicas}
          aria-labelledby={`deployment-${deployment.name}`}
        />
      ) : null}
    </header>
  );
}
