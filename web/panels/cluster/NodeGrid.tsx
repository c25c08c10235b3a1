import { t } from "../../i18n/t.ts";
import type { ClusterView } from "../../session/cluster-view.ts";
import { MemoryBar } from "./MemoryBar.tsx";
import type { Figure, GpuFigures } from "./model.ts";

/** Nodes with their GPUs: who holds each device and how full it is. */
export function NodeGrid({
  view,
  gpus,
  onShowQuery,
}: {
  view: ClusterView;
  gpus: ReadonlyMap<string, GpuFigures>;
  onShowQuery: (figure: Figure) => void;
}) {
  return (
    <div className="node-grid">
      {view.nodes.map((node) => (
        <section key={node.name} aria-label={node.name}>
          <h4>
            <span className="mono">{node.name}</span>{" "}
            <span className={`word ${node.ready ? "ok" : "crit"}`}>
              {node.ready ? t("cluster.nodeReady") : t("cluster.nodeNotReady")}
            </span>
            {node.cordoned ? <span className="word warn"> {t("cluster.cordoned")}</span> : null}
          </h4>
          <ul>
            {node.gpus.map((gpu) => (
              <li key={gpu.uuid}>
                <span className="mono dim">{gpu.index}</span>
                <span className="mono node-pod">{gpu.pod ?? t("cluster.spare")}</span>
                <MemoryBar gpu={gpus.get(gpu.uuid)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <button type="button" className="btn quiet" onClick={() => onShowQuery("used")}>
        {t("cluster.showQuery")}
      </button>
    </div>
  );
}
