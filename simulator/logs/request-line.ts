import { errorText } from "../traces/request-errors.ts";
import type { SampledRequest } from "../traces/sampled-request.ts";
import { ROOT_SPAN, spanIdOf } from "../traces/spans.ts";
import type { LogLine } from "../world-types.ts";
import { isoTime } from "./iso-time.ts";

/** Environment label of every stream of this cluster. */
export const ENVIRONMENT = "production";

/** Characters that ids, times, users and numbers are written with. */
const CHANGING_TEXT = /^[0-9a-fuTZ:.-]+$/;

/** The message of a request's line. */
function messageOf(request: SampledRequest): string {
  const { fact, context } = request;
  if (fact.status >= 500) return errorText(request);
  return `POST ${context.endpoint} ${fact.status} ${(fact.latencySeconds * 1000).toFixed(1)} ms`;
}

/**
 * Whether the request's line could hold `text` in its message or a field; false is certain. It spares
 * writing hundreds of thousands of lines that a search throws away.
 */
export function mayHold(request: SampledRequest, text: string): boolean {
  if (CHANGING_TEXT.test(text) || messageOf(request).includes(text)) return true;
  const { pod } = request.pod;
  const level = request.fact.status >= 500 ? "ERROR" : "INFO";
  return [pod.name, pod.deployment, pod.version, request.context.modelName, level].some((word) =>
    word.includes(text),
  );
}

/** The line a server writes when it has answered: JSON, with the ids that lead to the trace. */
export function requestLine(request: SampledRequest): LogLine {
  const { fact, outcome, pod, context, endMs } = request;
  const failed = fact.status >= 500;
  const level = failed ? "error" : "info";
  const latencyMs = Math.round(fact.latencySeconds * 1e5) / 100;
  const text = messageOf(request);
  return {
    atMs: endMs,
    level,
    text,
    labels: {
      service: pod.pod.deployment,
      container: "server",
      level,
      region: pod.region,
      environment: ENVIRONMENT,
    },
    fields: {
      ts: isoTime(endMs),
      level: level.toUpperCase(),
      msg: text,
      service: pod.pod.deployment,
      model_name: context.modelName,
      model_version: pod.pod.version,
      pod: pod.pod.name,
      request_id: request.requestId,
      trace_id: request.traceId,
      span_id: spanIdOf(request, ROOT_SPAN),
      user_id: `u-${fact.user}`,
      latency_ms: latencyMs,
      batch_size: Math.max(1, Math.round(outcome.meanBatch)),
      status: fact.status,
    },
  };
}
