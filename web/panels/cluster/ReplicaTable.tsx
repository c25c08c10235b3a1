import { t } from "../../i18n/t.ts";
import type { ClusterView } from "../../session/cluster-view.ts";
import { MemoryBar } from "./MemoryBar.tsx";
import { type Figure, type GpuFigures, showAge } from "./model.ts";

interface ReplicaTableProps {
  readonly view: ClusterView;
  readonly deployment: string;
  readonly gpus: ReadonlyMap<string, GpuFigures>;
  readonly nowMs: number;
  readonly onShowQuery: (figure: Figure) => void;
}

const columns: readonly Figure[] = ["util", "temperature", "power"];
const units: Readonly<Record<Figure, string>> = {
  used: "MiB",
  free: "MiB",
  util: "%",
  temperature: "°C",
  power: "W",
};

/** Every pod of a Deployment with its device's figures. */
export function ReplicaTable({ view, deployment, gpus, nowMs, onShowQuery }: ReplicaTableProps) {
  const indexOf = new Map(
    view.nodes.flatMap((node) => node.gpus.map((gpu) => [gpu.uuid, gpu.index] as const)),
  );
  const pods = view.pods.filter((pod) => pod.deployment === deployment);
  return (
    <div className="cluster-scroll">
      <table>
        <caption className="sr">{t("cluster.replicas")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("cluster.pod")}</th>
            <th scope="col">{t("cluster.version")}</th>
            <th scope="col">{t("cluster.status")}</th>
            <th scope="col" className="num">
              {t("cluster.restarts")}
            </th>
            <th scope="col" className="num">
              {t("cluster.age")}
            </th>
            <th scope="col">{t("cluster.device")}</th>
            <th scope="col">
              <FigureHead figure="used" label={t("cluster.memory")} onShowQuery={onShowQuery} />
            </th>
            {columns.map((figure) => (
              <th key={figure} scope="col" className="num">
                <FigureHead
                  figure={figure}
                  label={t(`cluster.${figure}` as "cluster.util")}
                  onShowQuery={onShowQuery}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pods.map((pod) => {
            const gpu = pod.gpuUuid === undefined ? undefined : gpus.get(pod.gpuUuid);
            const bad =
              pod.status !== "Running" && pod.status !== "ContainerCreating" && pod.status !== "Terminating";
            return (
              <tr key={pod.name}>
                <th scope="row" className="mono ink">
                  {pod.name}
                </th>
                <td className="mono">{pod.version}</td>
                <td>
                  <span className={bad ? "crit" : pod.ready ? "ok" : "warn"}>
                    {pod.status}, {pod.ready ? t("cluster.ready") : t("cluster.notReady")}
                  </span>
                </td>
                <td className="num mono">{pod.restarts}</td>
                <td className="num mono">{showAge(nowMs - pod.createdMs)}</td>
                <td className="mono">
                  {pod.node === undefined
                    ? t("cluster.noGpu")
                    : `${pod.node}, ${pod.gpuUuid === undefined ? "-" : (indexOf.get(pod.gpuUuid) ?? "-")}`}
                </td>
                <td>
                  <MemoryBar gpu={gpu} />
                </td>
                {columns.map((figure) => (
                  <td key={figure} className="num mono">
                    {gpu?.[figure] === undefined ? "–" : `${Math.round(gpu[figure] ?? 0)} ${units[figure]}`}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function FigureHead({
  figure,
  label,
  onShowQuery,
}: {
  figure: Figure;
  label: string;
  onShowQuery: (figure: Figure) => void;
}) {
  return (
    <button
      type="button"
      className="cluster-figure"
      title={t("cluster.showQuery")}
      aria-label={t("cluster.showQueryFor", { what: label })}
      onClick={() => onShowQuery(figure)}
    >
      {label}
    </button>
  );
}
