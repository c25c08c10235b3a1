/**
 * `npm run train`: trains the fraud detector from generated payments and writes its weights and its
 * accuracy by drift to `simulator/model/weights/`. About half a minute; the page never trains.
 * The plain JavaScript backend is used because it gives the same bits on every run.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d, train } from "@tensorflow/tfjs-core";
import { runnerImport } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = async (file) => (await runnerImport(join(root, "simulator/model", file))).module;
const { buildNetwork } = await source("network.ts");
const { featureNames, transactions } = await source("transactions.ts");

const trainingSet = { seed: 1, rows: 50_000 };
const evaluationSet = { seed: 2, rows: 20_000 };
const schedule = [
  { learningRate: 0.003, epochs: 12 },
  { learningRate: 0.0005, epochs: 6 },
];
const drifts = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1, 1.25, 1.5, 1.75, 2];

await setBackend("cpu");
const network = buildNetwork();
await trainNetwork(network);
const out = join(root, "simulator/model/weights");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "fraud-detector.json"), `${JSON.stringify(weights(network), null, 2)}\n`);
const measured = drifts.map((drift) => ({ drift, correct: correctAt(network, drift) }));
writeFileSync(
  join(out, "accuracy-by-drift.json"),
  `{\n  "seed": ${evaluationSet.seed},\n  "rows": ${evaluationSet.rows},\n  "measured": [\n${measured
    .map((row) => `    { "drift": ${row.drift}, "correct": ${row.correct} }`)
    .join(",\n")}\n  ]\n}\n`,
);
for (const { drift, correct } of measured) {
  console.log(`drift ${drift.toFixed(2)}  accuracy ${(correct / evaluationSet.rows).toFixed(4)}`);
}

async function trainNetwork(network) {
  const { features, fraud, count } = transactions(trainingSet.seed, 0, trainingSet.rows);
  const x = tensor2d(features, [count, featureNames.length]);
  const y = tensor2d(Float32Array.from(fraud), [count, 1]);
  for (const { learningRate, epochs } of schedule) {
    network.compile({ optimizer: train.adam(learningRate), loss: "binaryCrossentropy" });
    const { history } = await network.fit(x, y, { epochs, batchSize: 128, shuffle: false, verbose: 0 });
    console.log(`${epochs} epochs at rate ${learningRate}: loss ${history.loss.at(-1).toFixed(4)}`);
  }
}

function weights(network) {
  const tensors = network.getWeights().map((tensor) => {
    const values = tensor.dataSync();
    const bytes = new DataView(new ArrayBuffer(values.length * 4));
    for (const [i, value] of values.entries()) bytes.setFloat32(4 * i, value, true);
    return { shape: tensor.shape, base64: Buffer.from(bytes.buffer).toString("base64") };
  });
  return { trainedOn: trainingSet, schedule, tensors };
}

function correctAt(network, drift) {
  const { features, fraud, count } = transactions(evaluationSet.seed, 0, evaluationSet.rows, drift);
  const scores = network.predict(tensor2d(features, [count, featureNames.length])).dataSync();
  return fraud.reduce((sum, truth, i) => sum + ((scores[i] > 0.5 ? 1 : 0) === truth ? 1 : 0), 0);
}
