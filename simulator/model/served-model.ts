/**
 * The serving process of the fraud detector. It is a real TensorFlow.js process: it loads weights, scores
 * batches, and when its handler forgets to dispose of tensors its memory really grows, by the input and
 * output of every batch. One TensorFlow.js engine exists per thread, so at most one of these may run in it.
 */
import { memory, Tensor, tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Sequential } from "@tensorflow/tfjs-layers";
import { type ModelBackend, startBackend, stopBackend } from "./backend.ts";
import { buildNetwork } from "./network.ts";
import { explanationCopies, type HandlerOptions, type ModelMemory, type Predictor } from "./predictor.ts";
import { storedWeights } from "./stored-weights.ts";
import { featureNames, type Transactions } from "./transactions.ts";

/** The network with its weights, behind one of the two handlers. */
export class ServedModel implements Predictor {
  /** False on the fallback backend: tensors are counted, but no memory is held. Say so beside the lab. */
  readonly leaksAreReal: boolean;
  private readonly network: Sequential;
  private readonly options: HandlerOptions;

  private constructor(network: Sequential, options: HandlerOptions, leaksAreReal: boolean) {
    this.network = network;
    this.options = options;
    this.leaksAreReal = leaksAreReal;
  }

  /** Starts the backend and loads the weights. Rejects when the backend's files cannot be loaded. */
  static async start(backend: ModelBackend, options: HandlerOptions): Promise<ServedModel> {
    const { leaksAreReal } = await startBackend(backend);
    const network = buildNetwork();
    tidy(() => network.setWeights(storedWeights().map(({ values, shape }) => tensor(values, [...shape]))));
    return new ServedModel(network, options, leaksAreReal);
  }

  serve(batch: Transactions): { correct: number } {
    const scores = this.predict(batch);
    let correct = 0;
    for (let i = 0; i < batch.count; i++) {
      if (((scores[i] ?? 0) > 0.5 ? 1 : 0) === batch.fraud[i]) correct++;
    }
    return { correct };
  }

  /** Probability of fraud, one per row. Whether the tensors of the batch survive is the handler's doing. */
  predict(batch: Transactions): Float32Array {
    const handle = () => {
      const output = only(this.network.predict(tensor2d(batch.features, [batch.count, featureNames.length])));
      if (this.options.explain) {
        for (let i = 0; i < batch.count; i++) this.explain(batch.features, i);
      }
      return output;
    };
    if (this.options.handler === "forgets-dispose") return scoresOf(handle());
    return tidy(() => ({ scores: scoresOf(handle()) })).scores;
  }

  /** First-layer activations of varied copies of one row. The tensor is the caller's to dispose of. */
  private explain(features: Float32Array, row: number): Tensor {
    const width = featureNames.length;
    const varied = new Float32Array(explanationCopies * width);
    for (let copy = 0; copy < explanationCopies; copy++) {
      for (let j = 0; j < width; j++) {
        const nudge = copy % width === j ? copy / explanationCopies - 0.5 : 0;
        varied[copy * width + j] = (features[row * width + j] ?? 0) + nudge;
      }
    }
    return tidy(() => {
      const applied = this.network.getLayer(0).apply(tensor2d(varied, [explanationCopies, width]));
      return only(applied);
    });
  }

  memory(): ModelMemory {
    const { numTensors, numBytes } = memory();
    return { numTensors, numBytes };
  }

  /** Ends the process: its memory is gone, leaked tensors included. */
  stop(): void {
    stopBackend();
  }
}

function only(result: unknown): Tensor {
  if (result instanceof Tensor) return result;
  throw new Error("The fraud detector has one output.");
}

function scoresOf(output: Tensor): Float32Array {
  return Float32Array.from(output.dataSync());
}
