import { Chart } from "../../components/chart/Chart.tsx";
import { formatTime } from "../../components/format/format-time.ts";
import { Failed, Loading } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { type ModelView, startModel, stopModel, useModel } from "../../session/model-runner.ts";
import { insertInto, openPanel } from "../../session/session.ts";
import { useClock } from "../../session/use-session.ts";
import { ModelControls } from "./ModelControls.tsx";
import { limitMiB, lineOf, mebibytes, percent } from "./model.ts";

/** What the TensorFlow.js process in this browser is doing. */
export function RealModel() {
  const view = useModel();
  return (
    <section className="blk" aria-labelledby="model-real">
      <h3 id="model-real">{t("model.real")}</h3>
      <p className="dim">{t("model.realAbout")}</p>
      <Status view={view} />
      <ModelControls />
      <Figures view={view} />
      <Charts view={view} />
      <button type="button" className="btn quiet" onClick={showQuery}>
        {t("model.showQuery")}: <code>tfjs_tensors</code>
      </button>
    </section>
  );
}

function showQuery(): void {
  insertInto("query", "tfjs_tensors");
  openPanel("query", "centre");
}

function Status({ view }: { view: ModelView }) {
  const running = useClock().running;
  if (view.status === "off" || view.status === "starting") return <Loading lines={2} />;
  if (view.status === "failed") {
    const again = (): void => {
      stopModel();
      startModel();
    };
    return <Failed text={t("model.failed", { reason: view.error ?? "" })} onRetry={again} />;
  }
  if (view.status === "waiting") {
    const time = formatTime(view.lastExitMs ?? 0);
    return (
      <p role="status" className="crit">
        {t("model.killed", { time, restart: formatTime(view.restartAtMs ?? 0) })}
      </p>
    );
  }
  return (
    <>
      {view.started?.leaksAreReal === false ? (
        <p className="banner warn">{t("model.notReal", { reason: view.started.reason ?? "" })}</p>
      ) : null}
      <p role="status">{running ? t("model.serving") : t("model.paused")}</p>
    </>
  );
}

function Figures({ view }: { view: ModelView }) {
  const rows: readonly (readonly [string, string])[] = [
    [t("model.tensors"), String(view.tensors)],
    [t("model.bytes"), t("model.limit", { used: mebibytes(view.bytes), limit: limitMiB })],
    [t("model.batches"), String(view.batches)],
    [t("model.accuracy"), view.accuracy === undefined ? "–" : percent(view.accuracy)],
    [t("model.restarts"), String(view.restarts)],
    [t("model.backend"), view.started?.backend === "cpu" ? t("model.cpu") : t("model.wasm")],
  ];
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Charts({ view }: { view: ModelView }) {
  const { nowMs } = useClock();
  const fromMs = view.points[0]?.atMs ?? nowMs - 60_000;
  const toMs = Math.max(nowMs, fromMs + 60_000);
  return (
    <>
      <h4>{t("model.tensors")}</h4>
      <Chart
        title={t("model.tensorsChart")}
        series={[lineOf("tfjs_tensors", view.points, (point) => point.tensors)]}
        unit="count"
        fromMs={fromMs}
        toMs={toMs}
        height={140}
      />
      <h4>{t("model.bytes")}</h4>
      <Chart
        title={t("model.bytesChart")}
        series={[lineOf("tfjs_bytes", view.points, (point) => point.bytes / 1_048_576)]}
        unit="mebibytes"
        fromMs={fromMs}
        toMs={toMs}
        height={140}
        thresholds={[{ value: limitMiB, text: t("model.limitLine") }]}
      />
    </>
  );
}
