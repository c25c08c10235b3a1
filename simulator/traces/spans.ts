import { hashUnit, keyOf } from "../kernel/hash.ts";
import { hexId } from "../kernel/ids.ts";
import { childShares, computeShares } from "../metrics/request-stages.ts";
import type { TraceSpan } from "../world-types.ts";
import { errorText, errorType } from "./request-errors.ts";
import type { SampledRequest } from "./sampled-request.ts";

/**
 * The spans of one request inside the model server, as an OpenTelemetry SDK would export them. Children
 * follow one another; their durations add up to the parent's but for the parent's own work, under 2 ms.
 */

const SELF = keyOf("span/self-time");

/** A span before it has its absolute time. */
interface Stage {
  readonly name: string;
  readonly seconds: number;
  readonly children: readonly Stage[];
  readonly failed: boolean;
}

/** The root span and all its descendants, parents before children. */
export function spansOf(request: SampledRequest): TraceSpan[] {
  const root = rootStage(request);
  const spans: TraceSpan[] = [];
  const startMs = request.endMs - request.fact.latencySeconds * 1000;
  place(root, startMs, undefined, { request, spans });
  return spans;
}

/** Name of the service's root span. */
export const ROOT_SPAN = "ml_inference_request";

/** Span id of a request's stage; also what its log line carries for the root. */
export function spanIdOf(request: SampledRequest, name: string): string {
  const { seed, key, second } = request.outcome.batch;
  return hexId(seed, key ^ keyOf(`span/${name}`), second, request.fact.index, 16);
}

function rootStage(request: SampledRequest): Stage {
  const { latencySeconds, queueSeconds, outcome, index } = request.fact;
  const { seed, key, second } = request.outcome.batch;
  const self = Math.min(0.002, latencySeconds * 0.01) * hashUnit(seed, key ^ SELF, second, index);
  const work = Math.max(0, latencySeconds - queueSeconds - self);
  const failed = outcome !== "ok";
  return {
    name: ROOT_SPAN,
    seconds: latencySeconds,
    failed,
    children: childStages(outcome, queueSeconds, work),
  };
}

function childStages(outcome: SampledRequest["fact"]["outcome"], queue: number, work: number): Stage[] {
  if (outcome === "lost") return [leaf("queue", queue + work, true)];
  const oom = outcome === "cuda-oom";
  const validate = leaf("validate_inputs", work * computeShares.validate);
  const waiting = leaf("queue", queue);
  const preprocess = group("preprocess", work * computeShares.preprocess, childShares.preprocess);
  if (oom) {
    // The allocator gave up in the forward pass: nothing after it ran, and its retry is where the time went.
    const inference = work * (1 - computeShares.validate - computeShares.preprocess);
    const transfer = leaf("gpu_transfer", inference * childShares.inference.gpu_transfer);
    const forward = leaf("forward_pass", inference - transfer.seconds, true);
    const failed = { name: "inference", seconds: inference, failed: true, children: [transfer, forward] };
    return [validate, waiting, preprocess, failed];
  }
  const inference = group("inference", work * computeShares.inference, childShares.inference);
  const seconds = work * computeShares.postprocess;
  const postprocess =
    outcome === "ok"
      ? group("postprocess", seconds, childShares.postprocess)
      : { name: "postprocess", seconds, failed: true, children: [leaf("apply_threshold", seconds, true)] };
  return [validate, waiting, preprocess, inference, postprocess];
}

function leaf(name: string, seconds: number, failed = false): Stage {
  return { name, seconds, failed, children: [] };
}

function group(name: string, seconds: number, shares: Readonly<Record<string, number>>): Stage {
  const children = Object.entries(shares).map(([child, share]) => leaf(child, seconds * share));
  return { name, seconds, failed: false, children };
}

interface Placement {
  readonly request: SampledRequest;
  readonly spans: TraceSpan[];
}

function place(stage: Stage, startMs: number, parent: string | undefined, into: Placement): void {
  const { request, spans } = into;
  const spanId = spanIdOf(request, stage.name);
  spans.push({
    traceId: request.traceId,
    spanId,
    parentSpanId: parent,
    name: stage.name,
    service: request.pod.pod.deployment,
    startMs,
    durationSeconds: stage.seconds,
    status: stage.failed ? "error" : "ok",
    attributes: attributesOf(stage, request),
  });
  let at = startMs;
  for (const child of stage.children) {
    place(child, at, spanId, into);
    at += child.seconds * 1000;
  }
}

function attributesOf(stage: Stage, request: SampledRequest): Readonly<Record<string, string | number>> {
  const { fact, outcome, pod } = request;
  const attributes: Record<string, string | number> = {};
  if (stage.name === ROOT_SPAN) {
    attributes["request.id"] = request.requestId;
    attributes["model.name"] = request.context.modelName;
    attributes["model.version"] = pod.pod.version;
    attributes["http.response.status_code"] = fact.status;
    attributes["input.size"] = request.inputTokens;
    attributes["predictions.count"] = fact.outcome === "ok" ? 1 : 0;
    attributes["k8s.pod.name"] = pod.pod.name;
    attributes["k8s.node.name"] = pod.pod.node ?? "";
  }
  if (stage.name === "inference") {
    attributes["batch.size"] = Math.max(1, Math.round(outcome.meanBatch));
    attributes["gpu.uuid"] = pod.gpu?.uuid ?? "";
    attributes["gpu.memory_used_mb"] = Math.round(pod.memoryAt(outcome.batch.second).usedMiB);
  }
  if (stage.failed) {
    attributes["error.type"] = errorType(request);
    // The exception event of the span that failed itself, flattened into attributes.
    if (stage.children.every((child) => !child.failed)) attributes["exception.message"] = errorText(request);
  }
  return attributes;
}
