import type { CodeBehaviourParams } from "../../../labs/check-schema.ts";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import type { code } from "../../i18n/en/code.ts";

/** One thing that learner code finds in scope; `about` is a message key behind `code.`. */
export interface ApiEntry {
  readonly call: string;
  readonly about: Exclude<keyof typeof code, "passed" | "passedConfig" | "failed">;
}

/** The parameters of the step's check of code. */
export function codeCheck(step: CompiledStep | undefined): CodeBehaviourParams | undefined {
  return step?.checks.find((one): one is CodeBehaviourParams => one.kind === "code-behaviour");
}

const exemplarCalls: readonly ApiEntry[] = [
  { call: "new Histogram({ …, enableExemplars: true })", about: "exemplars" },
  { call: "histogram.startTimer(labels, exemplarLabels)", about: "timer" },
  { call: "span.spanContext().traceId", about: "spanContext" },
];

/** What a step's code may use, the most needed first. Tensors replace rows where the model takes tensors. */
export function apiOf(params: CodeBehaviourParams): readonly ApiEntry[] {
  const wait = (params.inFlight ?? 1) > 1 ? "await " : "";
  const served: ApiEntry = { call: `${params.handler}(rows, { id, headers })`, about: "handler" };
  if (params.tensors === true) {
    return [
      served,
      { call: "model.predict(tensor)", about: "modelTensors" },
      { call: "tf.tensor2d(rows)", about: "tensor2d" },
      { call: "tf.tidy(() => …)", about: "tidy" },
      { call: "tensor.dataSync() / .dispose()", about: "tensorOwn" },
      { call: "tf.dispose(…) / tf.memory()", about: "dispose" },
    ];
  }
  return [
    served,
    { call: `${wait}model.predict(rows)`, about: "model" },
    { call: "new Counter({ name, help, labelNames })", about: "metric" },
    { call: "counter.inc({ label: value })", about: "inc" },
    { call: "histogram.observe(labels, seconds)", about: "observe" },
    ...(params.expect.some((one) => "exemplars" in one)
      ? exemplarCalls
      : [{ call: "histogram.startTimer()", about: "timer" } as const]),
    { call: "tracer.withSpan(name, (span) => …)", about: "tracer" },
    { call: "tracer.startSpan(name)", about: "span" },
    { call: "span.setAttribute(name, value)", about: "attribute" },
    { call: "log.info(message, fields)", about: "log" },
    { call: "requestContext.bind(fields) / .clear()", about: "context" },
    { call: "clock.now() / clock.monotonic()", about: "clock" },
  ];
}
