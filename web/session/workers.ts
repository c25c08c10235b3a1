import type { CodeRunner } from "../../labs/sandbox/code-runner.ts";
import { answerCodePort } from "../sandbox/code-port.ts";
import type { ModelCalls } from "./model-calls.ts";
import type { Frame, GraderCalls, SimulatorCalls } from "./protocol.ts";
import { WorkerClient } from "./worker-client.ts";

/** Starts the worker that holds the live world. */
export function startSimulator(
  onFrame: (frame: Frame) => void,
  onCrash: (message: string) => void,
): WorkerClient<SimulatorCalls> {
  const worker = new Worker(new URL("./simulator-worker.ts", import.meta.url), {
    type: "module",
    name: "simulator",
  });
  return new WorkerClient<SimulatorCalls>(worker, onFrame, onCrash);
}

/** Starts the worker that grades; it is kept, so hidden worlds stay warm between attempts. */
export function startGrader(onCrash: (message: string) => void): WorkerClient<GraderCalls> {
  const worker = new Worker(new URL("./grader-worker.ts", import.meta.url), {
    type: "module",
    name: "grader",
  });
  const { port1, port2 } = new MessageChannel();
  answerCodePort(port1, codeRunner);
  worker.postMessage({ kind: "code-port", port: port2 }, [port2]);
  return new WorkerClient<GraderCalls>(worker, () => {}, onCrash);
}

let runner: Promise<CodeRunner> | undefined;

/** The sandbox of learner code; it loads when code is first checked, and one frame serves the page's life. */
function codeRunner(): Promise<CodeRunner> {
  runner ??= import("../sandbox/frame-runner.ts").then(({ FrameRunner }) => new FrameRunner());
  return runner;
}

/** Starts the real model server; it is ended and started anew like a container. */
export function startModelWorker(onCrash: (message: string) => void): WorkerClient<ModelCalls> {
  const worker = new Worker(new URL("./model-worker.ts", import.meta.url), {
    type: "module",
    name: "model",
  });
  return new WorkerClient<ModelCalls>(worker, () => {}, onCrash);
}
