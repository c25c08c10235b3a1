import { cadvisorDefinitions } from "./cadvisor.ts";
import { dcgmDefinitions } from "./dcgm.ts";
import { kubeStateDefinitions } from "./kube-state-definitions.ts";
import type { MetricDefinition } from "./metric-definition.ts";
import { nodeDefinitions } from "./node.ts";
import { alertSeriesDefinitions, prometheusDefinitions, scrapeHealthDefinitions } from "./prometheus.ts";
import { servingDefinitions } from "./serving-definitions.ts";
import { tfjsDefinitions } from "./tfjs.ts";
import { tritonDefinitions } from "./triton.ts";

/** Every metric that can exist in a simulated world, exporter by exporter. */
export const vocabulary: readonly MetricDefinition[] = [
  ...servingDefinitions,
  ...tritonDefinitions,
  ...tfjsDefinitions,
  ...dcgmDefinitions,
  ...cadvisorDefinitions,
  ...kubeStateDefinitions,
  ...nodeDefinitions,
  ...prometheusDefinitions,
  ...scrapeHealthDefinitions,
  ...alertSeriesDefinitions,
];
