/**
 * The fraud detector: a small multilayer perceptron, 16 inputs, 64 and 32 rectified units, one sigmoid
 * output, 3,201 parameters. It is as real as a network gets; production ones are larger and often trees.
 */
import { initializers, layers, type Sequential, sequential } from "@tensorflow/tfjs-layers";
import { featureNames } from "./transactions.ts";

/** Units of the dense layers, input side first. */
const layerUnits = [64, 32, 1] as const;

/** A fresh, untrained network with seeded initial weights, on the current backend. */
export function buildNetwork(): Sequential {
  return sequential({
    layers: layerUnits.map((units, i) =>
      layers.dense({
        units,
        ...(i === 0 ? { inputShape: [featureNames.length] } : {}),
        activation: units === 1 ? "sigmoid" : "relu",
        kernelInitializer: initializers.glorotUniform({ seed: i + 1 }),
      }),
    ),
  });
}
