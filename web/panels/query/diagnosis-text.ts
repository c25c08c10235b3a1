import { t } from "../../i18n/t.ts";
import type { Diagnosis } from "../../session/query-data.ts";

/** The reason for an empty result as one sentence with the next thing to try. */
export function diagnosisText({ reason, params }: Diagnosis): string {
  const get = (name: string): string => params[name] ?? "";
  const metric = get("metric");
  switch (reason) {
    case "metric-unknown":
      return t("query.diagnosisMetricUnknown", { metric, near: get("near") });
    case "metric-gone":
      return t("query.diagnosisMetricGone", { metric, last: get("last") });
    case "label-unknown":
      return t("query.diagnosisLabelUnknown", { metric, label: get("label"), labels: get("labels") });
    case "value-unknown":
      return t("query.diagnosisValueUnknown", {
        metric,
        label: get("label"),
        value: get("value"),
        near: get("near"),
      });
    case "side-empty":
      return t("query.diagnosisSideEmpty", { side: get("side"), op: get("op"), text: get("text") });
    case "filtered":
      return t("query.diagnosisFiltered", { count: get("count"), op: get("op") });
    case "short-range":
      return t("query.diagnosisShortRange", { range: get("range") });
    case "no-data":
      return t("query.diagnosisNoData");
  }
}
