import { formatTime } from "../../components/format/format-time.ts";
import { Icon } from "../../components/Icon.tsx";
import { Failed } from "../../components/States.tsx";
import { t } from "../../i18n/t.ts";
import { figuresOf } from "../../session/model-history.ts";
import { startModel, stopModel } from "../../session/model-runner.ts";
import { type ModelView, useModel } from "../../session/model-view.ts";
import { useClock } from "../../session/use-session.ts";
import { ModelControls } from "./ModelControls.tsx";
import { accuracyObjective, grouped, percent, rateText, sentence } from "./model.ts";
import { RealCharts } from "./RealCharts.tsx";
import { Tag } from "./Tag.tsx";

/** What the TensorFlow.js process in this browser is doing. */
export function RealModel() {
  const view = useModel();
  return (
    <section className="blk" aria-labelledby="model-real">
      <h3 id="model-real">
        <span>
          <Tag kind={view.started?.leaksAreReal === false ? "unreal" : "real"} />{" "}
          <span className="mono">{t("model.real")}</span>
        </span>
        <Switch view={view} />
      </h3>
      <NotReal view={view} />
      {view.status === "failed" ? (
        <Failed text={t("model.failed", { reason: sentence(view.error) })} onRetry={startModel} />
      ) : (
        <Status view={view} />
      )}
      <Figures view={view} />
      <ModelControls />
      <RealCharts view={view} />
    </section>
  );
}

function Switch({ view: { status } }: { view: ModelView }) {
  if (status === "off" || status === "failed") return null;
  const running = status !== "stopped";
  return (
    <button type="button" className="btn quiet" onClick={running ? stopModel : startModel}>
      {running ? t("model.stop") : t("model.start")}
    </button>
  );
}

/** On the fallback nothing that the panel shows of a leak is true of this machine. */
function NotReal({ view: { started } }: { view: ModelView }) {
  if (started === undefined || started.leaksAreReal) return null;
  return (
    <div className="banner model-unreal" role="note">
      <span>
        <strong className="warn">{t("model.notReal")}.</strong>{" "}
        {t("model.notRealAbout", { reason: sentence(started.reason) })}
      </span>
      <button
        type="button"
        className="btn"
        onClick={() => {
          stopModel();
          startModel();
        }}
      >
        {t("model.again")}
      </button>
    </div>
  );
}

function Status({ view }: { view: ModelView }) {
  const { running, nowMs, viewMs } = useClock();
  const { status, restartAtMs = nowMs } = view;
  const waits = Math.max(0, Math.ceil((restartAtMs - nowMs) / 1000));
  const text = {
    off: t("model.off"),
    starting: t("model.starting"),
    serving: running ? t("model.serving") : t("model.idle"),
    waiting: t("model.waiting", { time: formatTime(restartAtMs), seconds: waits }),
    stopped: t("model.stopped"),
    failed: "",
  }[status];
  const tone = status === "waiting" ? "crit" : status === "serving" && running ? "ok" : "dim";
  return (
    <>
      <p role="status" aria-busy={status === "starting"} className={`model-status ${tone}`}>
        {tone === "dim" ? null : <Icon name={tone === "ok" ? "check" : "warn"} />} {text}
      </p>
      {viewMs === undefined ? null : (
        <p className="t1 dim">{t("model.lookingBack", { time: formatTime(viewMs) })}</p>
      )}
    </>
  );
}

function Figures({ view }: { view: ModelView }) {
  const none = t("model.unknown");
  const { accuracy, labelled, perSecond, sampled, batchMs } = figuresOf(view.spans);
  const { lastExit, started } = view;
  return (
    <>
      <dl className="facts model-facts">
        <dt>{t("model.tensors")}</dt>
        <dd className="mono">{grouped(view.tensors)}</dd>
        <dt>{t("model.rate")}</dt>
        <dd className="mono">
          {perSecond === undefined ? none : t("model.rateOf", { rate: rateText(perSecond) })}
        </dd>
        <dt>{t("model.batches")}</dt>
        <dd className="mono">{grouped(view.batches)}</dd>
        <dt>{t("model.accuracy")}</dt>
        <dd className="mono">
          {accuracy === undefined
            ? none
            : t("model.accuracyOf", { percent: percent(accuracy), count: labelled })}
          {accuracy !== undefined && accuracy < accuracyObjective ? (
            <span className="word warn">
              <Icon name="warn" />
              {t("model.belowObjective")}
            </span>
          ) : null}
        </dd>
        <dt>{t("model.perBatch")}</dt>
        <dd className="mono">
          {batchMs === undefined ? none : t("model.perBatchOf", { ms: batchMs.toFixed(1) })}
        </dd>
        <dt>{t("model.restarts")}</dt>
        <dd className="mono">{view.restarts}</dd>
        <dt>{t("model.backend")}</dt>
        <dd className="mono">
          {started === undefined ? none : started.backend === "cpu" ? t("model.cpu") : t("model.wasm")}
        </dd>
        <dt className="wide">{t("model.lastExit")}</dt>
        <dd className="mono wide">
          {lastExit === undefined
            ? t("model.noExit")
            : t("model.lastExitOf", {
                reason: lastExit.reason,
                code: lastExit.exitCode,
                time: formatTime(lastExit.atMs),
              })}
        </dd>
      </dl>
      {sampled < 0.995 ? <p className="t1 dim">{t("model.sampled", { percent: percent(sampled) })}</p> : null}
    </>
  );
}
