import { accuracyAtDrift } from "./accuracy-by-drift.ts";
import { explanationCopies, type HandlerOptions, type ModelMemory, type Predictor } from "./predictor.ts";
import { featureNames, type Transactions } from "./transactions.ts";

/** Tensors and bytes of the loaded network: three kernels and three biases, 3,201 float32 values. */
const idleMemory: ModelMemory = { numTensors: 6, numBytes: 12_804 };
const firstLayerUnits = 64;

/**
 * The served model without TensorFlow.js: the same memory arithmetic, and accuracy from the measured
 * table. A test holds it against the real process, tensor by tensor and byte by byte.
 */
export class HeadlessModel implements Predictor {
  private readonly options: HandlerOptions;
  private tensors = idleMemory.numTensors;
  private bytes = idleMemory.numBytes;
  private expectedCorrect = 0;
  private countedCorrect = 0;

  constructor(options: HandlerOptions) {
    this.options = options;
  }

  serve(batch: Transactions, drift: number): { correct: number } {
    if (this.options.handler === "forgets-dispose") {
      this.tensors += 2;
      this.bytes += 4 * batch.count * (featureNames.length + 1);
      if (this.options.explain) {
        this.tensors += batch.count;
        this.bytes += batch.count * explanationCopies * firstLayerUnits * 4;
      }
    }
    // Whole rows are counted and the fraction is carried, so no batch size biases the total.
    this.expectedCorrect += batch.count * accuracyAtDrift(drift);
    const correct = Math.round(this.expectedCorrect) - this.countedCorrect;
    this.countedCorrect += correct;
    return { correct };
  }

  memory(): ModelMemory {
    return { numTensors: this.tensors, numBytes: this.bytes };
  }
}
