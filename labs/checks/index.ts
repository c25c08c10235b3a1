import type { CheckKind } from "../check-schema.ts";
import { alertBattery } from "./alert-battery.ts";
import { blamelessText } from "./blameless-text.ts";
import type { Check } from "./check.ts";
import { classify } from "./classify.ts";
import { codeBehaviour } from "./code-behaviour.ts";
import { counterfactual } from "./counterfactual.ts";
import { dashboardCheck } from "./dashboard.ts";
import { gameDay } from "./game-day.ts";
import { logqlResult } from "./logql-result.ts";
import { numberCheck } from "./number.ts";
import { postmortem } from "./postmortem.ts";
import { prometheusConfig } from "./prometheus-config.ts";
import { promqlResult } from "./promql-result.ts";
import { recordingRule } from "./recording-rule.ts";
import { ruleLint } from "./rule-lint.ts";
import { slo } from "./slo.ts";
import { tracePick } from "./trace-pick.ts";
import { worldState } from "./world-state.ts";

/** Every check kind. A new one is a file beside this one, a schema in `labs/check-schema.ts`, and a line here. */
export const checks: { readonly [K in CheckKind]: Check<K> } = {
  "promql-result": promqlResult,
  "logql-result": logqlResult,
  "rule-lint": ruleLint,
  "alert-battery": alertBattery,
  "world-state": worldState,
  number: numberCheck,
  "prometheus-config": prometheusConfig,
  classify,
  "blameless-text": blamelessText,
  "trace-pick": tracePick,
  counterfactual,
  postmortem,
  "code-behaviour": codeBehaviour,
  dashboard: dashboardCheck,
  "game-day": gameDay,
  "recording-rule": recordingRule,
  slo,
};
