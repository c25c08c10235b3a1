import { Chart } from "../../components/chart/Chart.tsx";
import { t } from "../../i18n/t.ts";
import type { ModelView } from "../../session/model-view.ts";
import { useClock, useSession } from "../../session/use-session.ts";
import { chartSpan, limitBytes, lineOf, marksOf } from "./model.ts";

/** Memory of the real process over simulated time, as it was measured here. */
export function RealCharts({ view: { points, events } }: { view: ModelView }) {
  const { nowMs } = useClock();
  const rangeMs = useSession((state) => state.range.durationMs);
  const span = chartSpan(points, nowMs, rangeMs);
  const marks = marksOf(events, span.fromMs);
  return (
    <>
      <h4 className="model-chart">{t("model.bytesChart")}</h4>
      <Chart
        title={t("model.bytesChart")}
        series={[lineOf("tfjs_bytes", points, (point) => point.bytes)]}
        unit="bytes"
        {...span}
        marks={marks}
        thresholds={[{ value: limitBytes, text: t("model.limitLine"), always: true }]}
        height={160}
      />
      <h4 className="model-chart">{t("model.tensorsChart")}</h4>
      <Chart
        title={t("model.tensorsChart")}
        series={[lineOf("tfjs_tensors", points, (point) => point.tensors)]}
        unit="count"
        {...span}
        marks={marks}
        height={140}
      />
    </>
  );
}
