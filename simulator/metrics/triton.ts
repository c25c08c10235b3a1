import type { Gpu, ServingState } from "../cluster/state.ts";
import { define, definitionOf, type MetricDefinition } from "./metric-definition.ts";
import { computeShares } from "./request-stages.ts";
import type { Sample, SampleFactory } from "./sample.ts";

/**
 * The inference server's metrics endpoint: Triton counts requests, executed batches and the microseconds
 * they spent in each stage. Its names carry neither `_total` nor base units.
 */

const shared = {
  source: "https://github.com/triton-inference-server/server/blob/main/docs/user_guide/metrics.md",
  level: "service",
  job: "ml-serving",
} as const;
const TRITON_PODS = 18;

const perModel = define({ ...shared, labels: ["model", "version"] }, [
  [
    "nv_inference_request_success",
    "counter",
    "1",
    TRITON_PODS,
    "Number of successful inference requests, all batch sizes",
  ],
  [
    "nv_inference_count",
    "counter",
    "1",
    TRITON_PODS,
    "Number of inferences performed (does not include cached requests)",
  ],
  [
    "nv_inference_exec_count",
    "counter",
    "1",
    TRITON_PODS,
    "Number of model executions performed (does not include cached requests)",
  ],
  [
    "nv_inference_request_duration_us",
    "counter",
    "microseconds",
    TRITON_PODS,
    "Cumulative inference request duration in microseconds (includes cached requests)",
  ],
  [
    "nv_inference_queue_duration_us",
    "counter",
    "microseconds",
    TRITON_PODS,
    "Cumulative inference queuing duration in microseconds (includes cached requests)",
  ],
  [
    "nv_inference_compute_input_duration_us",
    "counter",
    "microseconds",
    TRITON_PODS,
    "Cumulative compute input duration in microseconds (does not include cached requests)",
  ],
  [
    "nv_inference_compute_infer_duration_us",
    "counter",
    "microseconds",
    TRITON_PODS,
    "Cumulative compute inference duration in microseconds (does not include cached requests)",
  ],
  [
    "nv_inference_compute_output_duration_us",
    "counter",
    "microseconds",
    TRITON_PODS,
    "Cumulative inference compute output duration in microseconds (does not include cached requests)",
  ],
  [
    "nv_inference_pending_request_count",
    "gauge",
    "1",
    TRITON_PODS,
    "Instantaneous number of pending requests awaiting execution per-model.",
  ],
]);

const failures = define({ ...shared, labels: ["model", "version", "reason"] }, [
  [
    "nv_inference_request_failure",
    "counter",
    "1",
    TRITON_PODS * 4,
    "Number of failed inference requests, all batch sizes",
  ],
]);

const utilization = define({ ...shared, labels: ["gpu_uuid"] }, [
  ["nv_gpu_utilization", "gauge", "ratio", TRITON_PODS, "GPU utilization rate [0.0 - 1.0)"],
]).map((definition) => ({ ...definition, trap: "Runs from 0 to 1, DCGM's GPU_UTIL from 0 to 100." }));

export const tritonDefinitions: readonly MetricDefinition[] = [...perModel, ...failures, ...utilization].map(
  (definition) =>
    definition.name.endsWith("_us")
      ? {
          ...definition,
          trap: "Microseconds, and a counter without _total: divide the increase by that of the count.",
        }
      : definition,
);

const FAILURE_REASONS = ["REJECTED", "CANCELED", "BACKEND", "OTHER"] as const;

/** Labels of one model on one server. */
export interface TritonModel {
  readonly model: string;
  readonly version: string;
}

/** Builds the Triton samples of one server process and returns them with the function that refreshes them. */
export function tritonSamples(
  factory: SampleFactory,
  model: TritonModel,
  gpuUuid: string,
): { samples: readonly Sample[]; refresh(serving: ServingState, gpu: Gpu | undefined): void } {
  const labels = { model: model.model, version: model.version };
  const one = (name: string) => factory.make(definitionOf(tritonDefinitions, name), labels);
  const success = one("nv_inference_request_success");
  const reasons = FAILURE_REASONS.map((reason) =>
    factory.make(definitionOf(tritonDefinitions, "nv_inference_request_failure"), { ...labels, reason }),
  );
  const timed = perModel.slice(1).map(({ name }) => one(name));
  const busy = factory.make(definitionOf(tritonDefinitions, "nv_gpu_utilization"), { gpu_uuid: gpuUuid });
  return {
    samples: [success, ...reasons, ...timed, busy],
    refresh(serving, gpu) {
      const { ok, failed } = outcomes(serving);
      success.value = ok;
      for (let i = 0; i < reasons.length; i++) set(reasons[i], FAILURE_REASONS[i] === "BACKEND" ? failed : 0);
      const compute = serving.computeSeconds;
      const values = [
        ok,
        serving.batches,
        microseconds(serving.latencySumSeconds),
        microseconds(serving.queueSeconds),
        microseconds(compute * (computeShares.validate + computeShares.preprocess)),
        microseconds(compute * computeShares.inference),
        microseconds(compute * computeShares.postprocess),
        Math.max(0, Math.round(serving.inFlight - serving.lastSecond.meanBatch)),
      ];
      for (let i = 0; i < timed.length; i++) set(timed[i], values[i] ?? 0);
      busy.value = (gpu?.utilPercent ?? 0) / 100;
    },
  };
}

/** Requests of a server process that ended well and that did not, from its status counters. */
export function outcomes(serving: ServingState): { ok: number; failed: number } {
  let ok = 0;
  let failed = 0;
  for (const [status, count] of serving.requestsByStatus) {
    if (status.startsWith("5")) failed += count;
    else ok += count;
  }
  return { ok, failed };
}

function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6);
}

function set(sample: Sample | undefined, value: number): void {
  if (sample !== undefined) sample.value = value;
}
