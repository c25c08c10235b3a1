import { t } from "../../i18n/t.ts";
import type { QuerySuccessData } from "../../session/query-data.ts";
import { useStep } from "../../session/use-session.ts";

/** Times par at which the page offers to show where the cost comes from. */
const muchMore = 10;

/** What a result cost: series touched, samples read, points, time, and the lab's par. */
export function Cost({ result, onExplain }: { result: QuerySuccessData; onExplain: () => void }) {
  const step = useStep();
  const par = step?.answer === "promql" ? step.par?.samples : undefined;
  const points = result.series.reduce((sum, series) => sum + series.values.length, 0);
  return (
    <span className="t1 dim cost">
      {t("query.cost", {
        series: result.series.length,
        samples: result.samplesRead,
        points,
        ms: Number(result.tookMs.toFixed(1)),
      })}
      {par === undefined ? "" : `; ${t("query.costPar", { samples: par })}`}
      {par !== undefined && result.samplesRead > muchMore * par ? (
        <button type="button" className="btn quiet" onClick={onExplain}>
          {t("query.costOver")}
        </button>
      ) : null}
    </span>
  );
}
