import { dashboardText } from "./edit-dashboard.ts";
import gpuInfrastructure from "./provisioned/gpu-infrastructure.json" with { type: "json" };
import modelServing from "./provisioned/model-serving.json" with { type: "json" };
import monitoringHealth from "./provisioned/monitoring-health.json" with { type: "json" };
import sloErrorBudget from "./provisioned/slo-error-budget.json" with { type: "json" };

/** Dashboards the team's Grafana comes with, as files: they can be imported into a real one. */
export const provisionedDashboards: readonly string[] = [
  modelServing,
  gpuInfrastructure,
  sloErrorBudget,
  monitoringHealth,
].map((json) => dashboardText(json));
