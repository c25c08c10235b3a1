import type { ModelReport } from "../world-types.ts";
import { define, definitionOf, type MetricDefinition } from "./metric-definition.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";

/**
 * The one server that is not simulated: a TensorFlow.js process beside the world, which reports about
 * itself. Its figures are measured, not modelled; in headless runs they are exact arithmetic.
 */

const shared = {
  source: "https://js.tensorflow.org/api/latest/#memory",
  job: "ml-serving",
} as const;
const SERVERS = 2;

export const tfjsDefinitions: readonly MetricDefinition[] = [
  ...define({ ...shared, level: "code", labels: [] }, [
    ["tfjs_tensors", "gauge", "1", SERVERS, "Tensors that are allocated and not disposed."],
    ["tfjs_bytes", "gauge", "bytes", SERVERS, "Bytes of all tensors that are allocated."],
    ["tfjs_batches_total", "counter", "1", SERVERS, "Batches the model has served."],
    ["tfjs_restarts_total", "counter", "1", SERVERS, "Times the process was ended at its memory limit."],
  ]),
  ...define({ ...shared, level: "business", labels: ["model_name", "dataset"] }, [
    [
      "model_accuracy",
      "gauge",
      "ratio",
      SERVERS * 2,
      "Share of labelled predictions that were right, 0 to 1.",
    ],
  ]),
  ...define({ ...shared, level: "business", labels: ["model_name", "outcome"] }, [
    [
      "model_labelled_predictions_total",
      "counter",
      "1",
      SERVERS * 2,
      "Predictions whose label is known, by outcome.",
    ],
  ]),
];

const MODEL = "fraud-detector";

/** Shows the newest report; counters add up the reports. */
export class TfjsExporter implements Exporter {
  readonly definitions = tfjsDefinitions;
  private readonly tensors: Sample;
  private readonly bytes: Sample;
  private readonly batches: Sample;
  private readonly restarts: Sample;
  private readonly accuracy: Sample;
  private readonly correct: Sample;
  private readonly incorrect: Sample;

  constructor(factory: SampleFactory) {
    const make = (name: string, own: Readonly<Record<string, string>> = {}) =>
      factory.make(definitionOf(tfjsDefinitions, name), own);
    const model_name = MODEL;
    this.tensors = make("tfjs_tensors");
    this.bytes = make("tfjs_bytes");
    this.batches = make("tfjs_batches_total");
    this.restarts = make("tfjs_restarts_total");
    this.accuracy = make("model_accuracy", { model_name, dataset: "production" });
    this.correct = make("model_labelled_predictions_total", { model_name, outcome: "correct" });
    this.incorrect = make("model_labelled_predictions_total", { model_name, outcome: "incorrect" });
  }

  /** Takes a report of the last 15 simulated seconds. */
  report({ numTensors, numBytes, batches, restarts, correct, labelled }: ModelReport): void {
    this.tensors.value = numTensors;
    this.bytes.value = numBytes;
    this.batches.value += batches;
    this.restarts.value = restarts;
    if (labelled > 0) this.accuracy.value = correct / labelled;
    this.correct.value += correct;
    this.incorrect.value += labelled - correct;
  }

  reachable(): boolean {
    return true;
  }

  collect(): readonly Sample[] {
    return [
      this.tensors,
      this.bytes,
      this.batches,
      this.restarts,
      this.accuracy,
      this.correct,
      this.incorrect,
    ];
  }
}
