import { Chart } from "../../components/chart/Chart.tsx";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import type { QueryData } from "../../session/query-data.ts";
import { type Asked, useAsk, useSession, useSteadyMs } from "../../session/use-session.ts";
import { Bar } from "./Bar.tsx";
import { gpuRangeQuery, grouped, percent, type ReplicaMemory, stepFor } from "./model.ts";
import { ShowQuery } from "./ShowQuery.tsx";
import { Tag } from "./Tag.tsx";

/** Device memory of the simulated replicas, from the simulated Prometheus and from nowhere else. */
export function SimulatedGpus({
  active,
  now,
  replicas,
}: {
  active: boolean;
  now: Asked<QueryData>;
  replicas: readonly ReplicaMemory[];
}) {
  const endMs = useSteadyMs();
  const rangeMs = useSession((state) => state.range.durationMs);
  const stepMs = stepFor(rangeMs);
  const startMs = endMs - rangeMs;
  const past = useAsk(
    "model/gpu-range",
    "query",
    active && endMs > 0 ? { request: { expr: gpuRangeQuery, startMs, endMs, stepMs } } : undefined,
  );
  return (
    <section className="blk" aria-labelledby="model-simulated">
      <h3 id="model-simulated">
        <span>
          <Tag kind="simulated" /> <span className="mono">{t("model.simulated")}</span>
        </span>
        <ShowQuery expr={gpuRangeQuery} what={t("model.simulated")} />
      </h3>
      <Body replicas={replicas} now={now} past={past} startMs={startMs} endMs={endMs} stepMs={stepMs} />
    </section>
  );
}

function Body({
  replicas,
  now,
  past,
  startMs,
  endMs,
  stepMs,
}: {
  replicas: readonly ReplicaMemory[];
  now: Asked<QueryData>;
  past: Asked<QueryData>;
  startMs: number;
  endMs: number;
  stepMs: number;
}) {
  const changes = useSession((state) => state.live.changes);
  const error = now.error ?? past.error ?? textOf(now.value) ?? textOf(past.value);
  if (error !== undefined) return <Failed text={error} />;
  if (now.value === undefined) return <Loading lines={8} />;
  const lines = past.value?.status === "success" ? past.value.series : [];
  if (replicas.length === 0 && lines.length === 0) return <Empty text={t("model.noGpus")} />;
  const total = Math.max(0, ...replicas.map(({ totalMiB }) => totalMiB));
  return (
    <>
      <Replicas replicas={replicas} />
      <h4 className="model-chart">{t("model.gpuChart")}</h4>
      <Chart
        title={t("model.gpuChart")}
        series={lines.map(({ labels, timesMs, values }) => ({
          key: labels.exported_pod ?? "",
          name: labels.exported_pod ?? "",
          timesMs,
          values,
        }))}
        unit="mebibytes"
        fromMs={startMs}
        toMs={endMs}
        stepMs={stepMs}
        marks={changes
          .filter(({ channel, atMs }) => channel === "deploy" && atMs >= startMs)
          .map(({ atMs, to }) => ({ atMs, kind: "deploy", text: t("time.deploy", { to }) }))}
        thresholds={
          total > 0
            ? [{ value: total, text: t("model.gpuLimitLine", { total: grouped(total) }), always: true }]
            : []
        }
        height={240}
      />
    </>
  );
}

function Replicas({ replicas }: { replicas: readonly ReplicaMemory[] }) {
  return (
    <ul className="model-replicas" aria-label={t("model.deviceMemory")}>
      {replicas.map(({ pod, usedMiB, totalMiB }) => (
        <li key={pod}>
          <span className="mono ink">{pod}</span>
          <Bar
            share={usedMiB / totalMiB}
            label={t("model.replicaBar", { percent: percent(usedMiB / totalMiB) })}
          />
          <span className="mono ink">
            {t("model.replicaOf", { used: grouped(usedMiB), total: grouped(totalMiB) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function textOf(data: QueryData | undefined): string | undefined {
  return data?.status === "error" ? data.error : undefined;
}
