import { Chart } from "../../components/chart/Chart.tsx";
import { Empty, Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { insertInto, openPanel } from "../../session/session.ts";
import { useAsk, useSteadyMs } from "../../session/use-session.ts";

const gpuQuery = 'max by (exported_pod) (DCGM_FI_DEV_FB_USED{exported_namespace="ml-serving"})';
const rangeMs = 3_600_000;

/** Device memory of the simulated replicas over the last hour, from the simulated Prometheus. */
export function SimulatedGpus({ active }: { active: boolean }) {
  const endMs = useSteadyMs(15_000, 500);
  const startMs = endMs - rangeMs;
  const asked = useAsk(
    "model/gpus",
    "query",
    active && endMs > 0 ? { request: { expr: gpuQuery, startMs, endMs, stepMs: 15_000 } } : undefined,
  );
  const show = (): void => {
    insertInto("query", gpuQuery);
    openPanel("query", "centre");
  };
  return (
    <section className="blk" aria-labelledby="model-simulated">
      <h3 id="model-simulated">{t("model.simulated")}</h3>
      <p className="dim">{t("model.simulatedAbout")}</p>
      <Body asked={asked} startMs={startMs} endMs={endMs} />
      <button type="button" className="btn quiet" onClick={show}>
        {t("model.showQuery")}
      </button>
    </section>
  );
}

function Body({
  asked,
  startMs,
  endMs,
}: {
  asked: ReturnType<typeof useAsk<"query">>;
  startMs: number;
  endMs: number;
}) {
  if (asked.error !== undefined) return <Failed text={asked.error} />;
  const { value } = asked;
  if (value === undefined) return <Loading lines={4} />;
  if (value.status === "error") return <Failed text={value.error} />;
  if (value.series.length === 0) return <Empty text={t("query.resultEmpty")} />;
  const series = value.series.map(({ labels, timesMs, values }) => ({
    key: labels.exported_pod ?? "",
    name: labels.exported_pod ?? "",
    timesMs,
    values,
  }));
  return (
    <Chart
      title={t("model.gpuChart")}
      series={series}
      unit="mebibytes"
      fromMs={startMs}
      toMs={endMs}
      stepMs={15_000}
      height={300}
    />
  );
}
